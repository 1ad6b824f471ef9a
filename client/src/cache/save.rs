use super::{
    contents::CacheContents,
    entity::{AccessToken, AppMetadata, Entity, RefreshToken, StoredAccount, StoredIdToken},
    find::{Owner, is_listed},
    record::Record,
};
use crate::{Scopes, policy::Policy};

/// What an answer of the token endpoint leaves in the cache.
pub(crate) struct NewEntries {
    pub client_id: String,
    /// The name of the cloud to file under, and all its names.
    pub environment: String,
    pub environments: Vec<String>,
    /// Empty for the application itself.
    pub home_account_id: String,
    pub realm: String,
    pub assertion_hash: Option<String>,
    pub client_info: Option<String>,
    pub now: i64,
    pub access_token: NewAccessToken,
    pub refresh_token: Option<NewRefreshToken>,
    pub id_token: Option<String>,
    pub account: Option<NewAccount>,
    pub family_id: Option<String>,
}

pub(crate) struct NewAccessToken {
    pub secret: String,
    pub token_type: String,
    pub target: Scopes,
    pub expires_on: i64,
    pub extended_expires_on: Option<i64>,
    pub refresh_on: Option<i64>,
}

pub(crate) struct NewRefreshToken {
    pub secret: String,
    pub target: Scopes,
}

pub(crate) struct NewAccount {
    pub tenant_id: String,
    pub local_account_id: String,
    pub username: String,
    pub name: Option<String>,
    pub authority_type: &'static str,
    /// An ID token says so. Without one it's a guess, which replaces nothing.
    pub is_told: bool,
}

/// Members that each new entry has of its own right, so that it never takes them from the entry it replaces.
const OWN: [&str; 16] = [
    "secret",
    "target",
    "token_type",
    "cached_at",
    "expires_on",
    "extended_expires_on",
    "ext_expires_on",
    "refresh_on",
    "last_modification_time",
    "family_id",
    "client_info",
    "user_assertion_hash",
    "userAssertionHash",
    "requestedClaims",
    "requestedClaimsHash",
    "resource",
];

impl CacheContents {
    pub fn save(&mut self, policy: &dyn Policy, new: &NewEntries) {
        self.save_access_token(policy, new);
        self.save_refresh_token(new);
        self.save_id_token(new);
        self.save_account(new);
        if let Some(family) = &new.family_id {
            self.save_membership(new, Some(family));
        }
    }

    /// Notes that a client doesn't belong to the family.
    pub fn leave_family(&mut self, client_id: &str, environment: &str) {
        let mut record = Record::default();
        record.set("client_id", client_id);
        record.set("environment", environment);
        self.app_metadata.insert(AppMetadata::from(record));
    }

    fn save_access_token(&mut self, policy: &dyn Policy, new: &NewEntries) {
        let token = &new.access_token;
        let mut record = new.credential("AccessToken", &token.secret);
        record.set("realm", &new.realm);
        record.set("target", token.target.to_string());
        record.set("token_type", &token.token_type);
        record.set_seconds("cached_at", Some(new.now));
        record.set_seconds("expires_on", Some(token.expires_on));
        record.set_seconds("extended_expires_on", token.extended_expires_on);
        record.set_seconds("refresh_on", token.refresh_on);
        record.set_some("user_assertion_hash", new.assertion_hash.clone());
        let mut entry = AccessToken::from(record);

        let replaced = self.access_tokens.remove_where(&entry.partition(), |old| {
            new.owns(old)
                && old.realm().eq_ignore_ascii_case(&new.realm)
                && old.token_type().eq_ignore_ascii_case(&token.token_type)
                && !old.is_extended()
                && policy.scopes_overlap(&token.target, &old.target())
        });
        inherit(&mut entry, &replaced);
        self.access_tokens.insert(entry);
    }

    fn save_refresh_token(&mut self, new: &NewEntries) {
        let Some(token) = &new.refresh_token else { return };
        if new.home_account_id.is_empty() {
            return;
        }
        let mut record = new.credential("RefreshToken", &token.secret);
        record.set("target", token.target.to_string());
        record.set_seconds("last_modification_time", Some(new.now));
        record.set_some("family_id", new.family_id.clone());
        let mut entry = RefreshToken::from(record);

        let replaced = self.refresh_tokens.remove_where(&entry.partition(), |old| {
            let same_family = new.family_id.is_some() && old.family_id() == new.family_id.as_deref();
            is_listed(&new.environments, old.environment())
                && (same_family || old.client_id().eq_ignore_ascii_case(&new.client_id))
        });
        inherit(&mut entry, &replaced);
        self.refresh_tokens.insert(entry);
    }

    fn save_id_token(&mut self, new: &NewEntries) {
        let Some(id_token) = &new.id_token else { return };
        let mut record = new.credential("IdToken", id_token);
        record.set("realm", &new.realm);
        let mut entry = StoredIdToken::from(record);
        let replaced = self
            .id_tokens
            .remove_where(&entry.partition(), |old| new.owns(old) && old.realm().eq_ignore_ascii_case(&new.realm));
        inherit(&mut entry, &replaced);
        self.id_tokens.insert(entry);
    }

    fn save_account(&mut self, new: &NewEntries) {
        let Some(account) = &new.account else { return };
        if !account.is_told && self.find_account(&new.home_account_id, &new.environments).is_some() {
            return;
        }
        let mut record = Record::default();
        record.set("home_account_id", &new.home_account_id);
        record.set("environment", &new.environment);
        record.set("realm", &account.tenant_id);
        record.set("local_account_id", &account.local_account_id);
        record.set("username", &account.username);
        record.set("authority_type", account.authority_type);
        record.set_some("name", account.name.clone());
        record.set_some("client_info", new.client_info.clone());
        let mut entry = StoredAccount::from(record);
        let replaced = self.accounts.remove_where(&entry.partition(), |old| {
            is_listed(&new.environments, old.environment()) && old.realm().eq_ignore_ascii_case(&account.tenant_id)
        });
        inherit(&mut entry, &replaced);
        self.accounts.insert(entry);
    }

    fn save_membership(&mut self, new: &NewEntries, family_id: Option<&str>) {
        let mut record = Record::default();
        record.set("client_id", &new.client_id);
        record.set("environment", &new.environment);
        record.set_some("family_id", family_id);
        self.app_metadata.insert(AppMetadata::from(record));
    }

    /// Forgets a user, as far as this client is concerned: its tokens, those of its family, the user himself.
    pub fn remove_account(&mut self, policy: &dyn Policy, owner: &Owner<'_>, may_join_family: bool) {
        let of_user = |home: &str| policy.same_account(home, owner.home_account_id);
        self.access_tokens.remove_everywhere(|token| {
            of_user(token.home_account_id()) && owner.is_client(token) && owner.is_in_cloud(token)
        });
        self.refresh_tokens.remove_everywhere(|token| {
            let ours = owner.is_client(token) || (may_join_family && token.family_id().is_some());
            of_user(token.home_account_id()) && ours && owner.is_in_cloud(token)
        });
        self.id_tokens.remove_everywhere(|token| {
            of_user(token.home_account_id()) && owner.is_client(token) && owner.is_in_cloud(token)
        });
        self.accounts.remove_everywhere(|account| of_user(account.home_account_id()) && owner.is_in_cloud(account));
    }
}

impl NewEntries {
    fn credential(&self, credential_type: &str, secret: &str) -> Record {
        let mut record = Record::default();
        record.set("credential_type", credential_type);
        record.set("secret", secret);
        if !self.home_account_id.is_empty() {
            record.set("home_account_id", &self.home_account_id);
        }
        record.set("environment", &self.environment);
        record.set("client_id", &self.client_id);
        record
    }

    fn owns(&self, old: &impl Entity) -> bool {
        old.client_id().eq_ignore_ascii_case(&self.client_id) && is_listed(&self.environments, old.environment())
    }
}

fn inherit<E: Entity>(entry: &mut E, replaced: &[E]) {
    for old in replaced {
        entry.record_mut().inherit(old.record(), &OWN);
    }
}
