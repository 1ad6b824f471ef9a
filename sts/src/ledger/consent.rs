use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use crate::directory::{ConsentGrant, ConsentType};

/// Consent given, by tenant, client and API (`oauth2PermissionGrant`).
#[derive(Debug, Clone, Default)]
pub struct Consents {
    by_client: HashMap<(Uuid, Uuid), BTreeMap<Uuid, Granted>>,
}

#[derive(Debug, Clone, Default)]
struct Granted {
    everybody: BTreeSet<String>,
    users: BTreeMap<Uuid, BTreeSet<String>>,
}

impl Granted {
    fn slot(&mut self, consent_type: ConsentType) -> &mut BTreeSet<String> {
        match consent_type {
            ConsentType::AllPrincipals => &mut self.everybody,
            ConsentType::Principal(user) => self.users.entry(user).or_default(),
        }
    }
}

impl Consents {
    /// Adds the scopes of `grant` to what was given before.
    pub fn grant(&mut self, grant: &ConsentGrant) {
        let client = self.by_client.entry((grant.tenant, grant.client)).or_default();
        let slot = client.entry(grant.api).or_default().slot(grant.consent_type);
        slot.extend(grant.scopes.iter().cloned());
    }

    /// Takes scopes back; an empty list takes everything that this kind of grant gave. Returns how many.
    pub fn revoke(&mut self, grant: &ConsentGrant) -> usize {
        let Some(granted) = self.by_client.get_mut(&(grant.tenant, grant.client)).and_then(|c| c.get_mut(&grant.api))
        else {
            return 0;
        };
        let slot = granted.slot(grant.consent_type);
        let before = slot.len();
        if grant.scopes.is_empty() {
            slot.clear();
        } else {
            slot.retain(|s| !grant.scopes.iter().any(|r| r.eq_ignore_ascii_case(s)));
        }
        before - slot.len()
    }

    /// The scopes of `api` that hold for `user`: theirs and everybody's.
    #[must_use]
    pub fn scopes(&self, tenant: Uuid, client: Uuid, api: Uuid, user: Uuid) -> BTreeSet<String> {
        let Some(granted) = self.by_client.get(&(tenant, client)).and_then(|c| c.get(&api)) else {
            return BTreeSet::new();
        };
        let own = granted.users.get(&user).into_iter().flatten();
        granted.everybody.iter().chain(own).cloned().collect()
    }

    /// True when the user or an administrator has consented to anything at all for this client.
    #[must_use]
    pub fn any(&self, tenant: Uuid, client: Uuid, user: Uuid) -> bool {
        self.by_client.get(&(tenant, client)).is_some_and(|apis| {
            apis.values()
                .any(|g| !g.everybody.is_empty() || g.users.get(&user).is_some_and(|scopes| !scopes.is_empty()))
        })
    }

    /// Every grant, in a stable order.
    #[must_use]
    pub fn list(&self) -> Vec<ConsentGrant> {
        let mut all = Vec::new();
        let mut clients: Vec<_> = self.by_client.iter().collect();
        clients.sort_by_key(|(key, _)| **key);
        for (&(tenant, client), apis) in clients {
            for (&api, granted) in apis {
                let mut push = |consent_type, scopes: &BTreeSet<String>| {
                    if !scopes.is_empty() {
                        let scopes = scopes.iter().cloned().collect();
                        all.push(ConsentGrant { tenant, client, api, consent_type, scopes });
                    }
                };
                push(ConsentType::AllPrincipals, &granted.everybody);
                for (&user, scopes) in &granted.users {
                    push(ConsentType::Principal(user), scopes);
                }
            }
        }
        all
    }
}
