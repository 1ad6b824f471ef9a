use super::{
    contents::CacheContents,
    entity::{AccessToken, Entity, RefreshToken, StoredAccount, StoredIdToken, obo_partition, user_partition},
};
use crate::{
    Account, TenantProfile,
    account::home_tenant_id,
    policy::{Policy, Wanted},
};

impl CacheContents {
    /// The access token that fits; of several the one that lives longest.
    pub fn find_access_token(&self, policy: &dyn Policy, wanted: &Wanted<'_>) -> Option<&AccessToken> {
        let partition = wanted.assertion_hash.map_or_else(|| user_partition(wanted.home_account_id), obo_partition);
        let fitting = self.access_tokens.partition(&partition).map(|(_, token)| token);
        fitting
            .filter(|token| policy.fits(token, wanted))
            .reduce(|best, next| if next.expires_on() > best.expires_on() { next } else { best })
    }

    /// The refresh tokens worth trying for an account, in order: with those of the family only where the client may
    /// belong to it.
    pub fn refresh_tokens_of(&self, owner: &Owner<'_>, may_join_family: bool) -> Vec<RefreshToken> {
        let of_user = self.refresh_tokens.partition(&user_partition(owner.home_account_id));
        let mut tokens: Vec<_> = of_user.map(|(_, token)| token).filter(|token| owner.is_in_cloud(*token)).collect();
        tokens.sort_by_key(|token| std::cmp::Reverse(token.modified_on()));

        let own = tokens.iter().filter(|token| owner.is_client(**token));
        let family = tokens.iter().filter(|token| token.family_id().is_some() && !owner.is_client(**token));
        let in_order: Vec<&&RefreshToken> = match (may_join_family, self.family_of(owner)) {
            (false, _) | (_, Family::None) => own.collect(),
            (true, Family::Member) => {
                let all_family = tokens.iter().filter(|token| token.family_id().is_some());
                all_family.chain(own.filter(|token| token.family_id().is_none())).collect()
            }
            (true, Family::Unknown) => own.chain(family).collect(),
        };
        in_order.into_iter().map(|token| (*token).clone()).collect()
    }

    pub fn find_id_token(&self, owner: &Owner<'_>, realm: &str) -> Option<&StoredIdToken> {
        let of_user = self.id_tokens.partition(&user_partition(owner.home_account_id));
        of_user.map(|(_, token)| token).find(|token| {
            owner.is_client(*token) && owner.is_in_cloud(*token) && token.realm().eq_ignore_ascii_case(realm)
        })
    }

    pub fn find_account(&self, home_account_id: &str, environments: &[String]) -> Option<Account> {
        let of_user = self.accounts.partition(&user_partition(home_account_id)).map(|(_, account)| account);
        merge(of_user.filter(|account| is_listed(environments, account.environment())))
    }

    /// All users of a cloud, ordered by their home account id.
    pub fn all_accounts(&self, environments: &[String]) -> Vec<Account> {
        let in_cloud = self.accounts.iter().map(|(_, account)| account);
        let in_cloud = in_cloud.filter(|account| is_listed(environments, account.environment()));
        let mut homes: Vec<String> = in_cloud.map(|account| user_partition(account.home_account_id())).collect();
        homes.sort();
        homes.dedup();
        homes.iter().filter_map(|home| self.find_account(home, environments)).collect()
    }

    /// Whether anything is left that a removal would have taken.
    pub fn knows(&self, owner: &Owner<'_>) -> bool {
        self.find_account(owner.home_account_id, owner.environments).is_some()
            || !self.refresh_tokens_of(owner, true).is_empty()
    }

    fn family_of(&self, owner: &Owner<'_>) -> Family {
        let known = self.app_metadata.partition(&owner.client_id.to_ascii_lowercase()).map(|(_, entry)| entry);
        match known.filter(|entry| owner.is_in_cloud(*entry)).map(|entry| entry.record().text("family_id")).next() {
            None => Family::Unknown,
            Some(None) => Family::None,
            Some(Some(_)) => Family::Member,
        }
    }
}

/// Whose entries are meant: a user's, of one client, in one cloud.
pub(crate) struct Owner<'a> {
    pub home_account_id: &'a str,
    pub client_id: &'a str,
    pub environments: &'a [String],
}

impl Owner<'_> {
    pub fn is_client(&self, entry: &impl Entity) -> bool {
        entry.client_id().eq_ignore_ascii_case(self.client_id)
    }

    pub fn is_in_cloud(&self, entry: &impl Entity) -> bool {
        is_listed(self.environments, entry.environment())
    }
}

enum Family {
    Member,
    None,
    Unknown,
}

pub(super) fn is_listed(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// One account from the entries of its tenants.
fn merge<'a>(entries: impl Iterator<Item = &'a StoredAccount>) -> Option<Account> {
    let mut entries: Vec<_> = entries.collect();
    let home_account_id = entries.first()?.home_account_id().to_owned();
    let home = home_tenant_id(&home_account_id).unwrap_or_default().to_owned();
    let is_guest = |entry: &StoredAccount| !entry.realm().eq_ignore_ascii_case(&home);
    entries.sort_by_key(|entry| is_guest(entry));
    let first = entries.first()?;
    Some(Account {
        environment: first.environment().to_owned(),
        username: first.text("username").to_owned(),
        name: first.record().text("name").map(str::to_owned),
        tenant_profiles: entries
            .iter()
            .map(|entry| TenantProfile {
                tenant_id: entry.realm().to_owned(),
                local_account_id: entry.text("local_account_id").to_owned(),
                username: entry.text("username").to_owned(),
                name: entry.record().text("name").map(str::to_owned),
            })
            .collect(),
        home_account_id,
    })
}
