//! References: names, ids and other natural keys, resolved with a suggestion when nothing answers to them.

use uuid::Uuid;

use crate::document::Pointer;
use crate::document::Findings;
use crate::document::suggest;
use crate::directory::{Tenant, User};

/// Everything of one kind that can be referred to.
#[derive(Debug, Default)]
pub(super) struct Names {
    what: &'static str,
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    name: String,
    id: Uuid,
    /// Domains of a tenant, the UPN of a user.
    others: Vec<String>,
}

pub(super) fn tenants(tenants: &[Tenant]) -> Names {
    let known = |t: &Tenant| Known {
        name: t.name.clone(),
        id: t.id,
        others: t.domains.clone(),
    };
    Names {
        what: "tenant",
        known: tenants.iter().map(known).collect(),
    }
}

pub(super) fn users(users: &[User]) -> Names {
    let known = |u: &User| Known {
        name: u.name.clone(),
        id: u.oid,
        others: vec![u.upn.clone()],
    };
    Names {
        what: "user",
        known: users.iter().map(known).collect(),
    }
}

pub(super) fn plain(what: &'static str, known: impl IntoIterator<Item = (String, Uuid)>) -> Names {
    let known = known.into_iter().map(|(name, id)| Known {
        name,
        id,
        others: Vec::new(),
    });
    Names {
        what,
        known: known.collect(),
    }
}

impl Names {
    /// The index of what `typed` refers to; reports it when there is no such thing.
    pub(super) fn find(&self, typed: &str, at: &Pointer, findings: &mut Findings) -> Option<usize> {
        let found = self.position(typed);
        if found.is_none() {
            let mut help = suggest::help(typed, self.known.iter().map(|known| known.name.as_str()));
            if self.what == "app or API" && matches!(typed, "graph" | "arm") && help.is_none() {
                help = Some(format!(
                    "`use: contoso` at the top of the file brings `{typed}`"
                ));
            }
            findings.add_with_help(at, format!("there is no {} `{typed}`", self.what), help);
        }
        found
    }

    /// The id of what `typed` refers to; reports it when there is no such thing.
    pub(super) fn id(&self, typed: &str, at: &Pointer, findings: &mut Findings) -> Option<Uuid> {
        self.find(typed, at, findings).map(|i| self.known[i].id)
    }

    /// The id of the first one: what an entry belongs to that doesn't say.
    pub(super) fn first(&self) -> Option<Uuid> {
        self.known.first().map(|known| known.id)
    }

    fn position(&self, typed: &str) -> Option<usize> {
        if let Some(found) = self.known.iter().position(|known| known.name == typed) {
            return Some(found);
        }
        if let Ok(id) = Uuid::try_parse(typed) {
            return self.known.iter().position(|known| known.id == id);
        }
        let typed = typed.to_lowercase();
        self.known.iter().position(|known| {
            known
                .others
                .iter()
                .any(|other| other.to_lowercase() == typed)
        })
    }
}
