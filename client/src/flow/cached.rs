use std::borrow::Cow;

use super::accept::tenant;
use crate::{
    Error, IdToken, RefreshReason, Scopes, Secret, TokenResult, TokenSource,
    cache::{AccessToken, CacheContents, Entity, Owner},
    client::{Call, Inner},
    policy::Wanted,
    wire::{UserClaims, decode_id_token},
};

/// What the cache has to say to a call.
pub(super) enum LookUp {
    /// A token to hand out.
    Hit(Box<TokenResult>),
    /// A token to hand out if it can't be renewed: it has passed its `refresh_in`.
    Renew(Box<TokenResult>),
    /// A token in its last minutes, or none.
    Miss(RefreshReason, Option<Box<TokenResult>>),
}

/// Whose token is sought.
#[derive(Clone, Copy)]
pub(super) enum Sought<'a> {
    User(&'a str),
    Assertion(&'a str),
    App,
}

impl Inner {
    /// Looks for an access token; `realms` are the names its tenant may be filed under.
    pub(super) async fn look_up(
        &self,
        call: &Call,
        sought: Sought<'_>,
        realms: Option<&[String]>,
        scopes: &Scopes,
    ) -> Result<LookUp, Error> {
        let cloud = self.known_cloud();
        let wanted = Wanted {
            home_account_id: if let Sought::User(home) = sought { home } else { "" },
            assertion_hash: if let Sought::Assertion(hash) = sought { Some(hash) } else { None },
            client_id: &self.client_id,
            environments: &cloud.aliases,
            realms,
            scopes,
        };
        let (cache, partition) = match sought {
            Sought::User(name) | Sought::Assertion(name) => (&self.user_cache, Cow::Borrowed(name)),
            Sought::App => (&self.app_cache, Cow::Owned(self.app_partition(call))),
        };
        cache
            .read(Some(&partition), |cache| {
                let Some(token) = cache.find_access_token(&*self.policy, &wanted) else {
                    return LookUp::Miss(RefreshReason::NoCachedAccessToken, None);
                };
                let now = self.clock.now();
                let result = || Box::new(self.cached_result(call, cache, token, &cloud.aliases));
                if !self.policy.is_usable(token.expires_on(), token.cached_at(), now) {
                    // good for an outage, as long as it is good at all
                    let last_resort = (token.expires_on() > now).then(result);
                    return LookUp::Miss(RefreshReason::Expired, last_resort);
                }
                match self.policy.is_renewal_due(token.refresh_on(), now) {
                    true => LookUp::Renew(result()),
                    false => LookUp::Hit(result()),
                }
            })
            .await
    }

    fn cached_result(
        &self,
        call: &Call,
        cache: &CacheContents,
        token: &AccessToken,
        environments: &[String],
    ) -> TokenResult {
        let home_account_id = token.home_account_id();
        let owner = Owner { home_account_id, client_id: &self.client_id, environments };
        let id_token = cache.find_id_token(&owner, token.realm()).filter(|_| !home_account_id.is_empty());
        let id_token = id_token
            .map(Entity::secret)
            .and_then(|raw| decode_id_token(raw).map(|claims| IdToken { raw: Secret::from(raw), claims }));
        let user = id_token.as_ref().map(|token| UserClaims(&token.claims));
        let account = match home_account_id {
            "" => None,
            home => cache.find_account(home, environments),
        };
        let profile = account.as_ref().and_then(|account| account.profile_in(token.realm()));
        TokenResult {
            access_token: token.secret().into(),
            token_type: token.token_type().to_owned(),
            expires_on: token.expires_on(),
            refresh_on: token.refresh_on(),
            tenant_id: user
                .as_ref()
                .and_then(UserClaims::tenant_id)
                .map(str::to_owned)
                .or_else(|| tenant(token.realm())),
            scopes: token.target(),
            declined_scopes: Scopes::default(),
            unique_id: user
                .as_ref()
                .and_then(UserClaims::unique_id)
                .map(str::to_owned)
                .or_else(|| profile.map(|profile| profile.local_account_id.clone())),
            account,
            id_token,
            source: TokenSource::Cache,
            refresh_reason: RefreshReason::NotApplicable,
            correlation_id: call.correlation_id.clone(),
        }
    }
}
