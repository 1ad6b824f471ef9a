use std::sync::Arc;

use futures_util::FutureExt;

use super::{
    accept::{Acceptance, BelongsTo},
    cached::{LookUp, Sought},
    renewal::Renewal,
    token_request::Grant,
};
use crate::{
    Account, Classification, Error, OAuthError, RefreshReason, Scopes, SilentRequest, TokenResult, UiRequired,
    account::home_tenant_id,
    cache::{Entity, Owner, RefreshToken},
    client::{Call, Inner},
    telemetry::Api,
};

impl Inner {
    /// From the cache, or by the user's refresh token.
    pub(crate) async fn acquire_silent(self: &Arc<Self>, request: SilentRequest) -> Result<TokenResult, Error> {
        let call = self.call(Api::Silent, &request.common)?;
        let Some(account) = request.account else {
            let cure = "a silent call needs an account; none was given, and none is guessed";
            return Err(ui_required("user_null", cure, &call));
        };
        let (call, realms) = at_home(call, &account);
        let bypass = request.force_refresh || call.is_challenged;
        let home = account.home_account_id.as_str();

        let renewal = match bypass {
            true => Renewal::Needed(RefreshReason::ForceRefreshOrClaims, None),
            false => self.look_up_user(&call, home, &realms, &request.scopes).await?.into(),
        };
        if matches!(renewal, Renewal::NotNeeded(_)) {
            self.telemetry.silent_hit();
        }
        let key = call.fingerprint(&home.to_ascii_lowercase(), &request.scopes, bypass);
        let (this, scopes, home) = (self.clone(), request.scopes, account.home_account_id);
        renewal
            .finish(|| {
                self.flights.join(&key, move || {
                    async move { this.refresh(&call, &home, &realms, &scopes, bypass).await }.boxed()
                })
            })
            .await
    }

    /// Looks under all names of the cloud, the ones that must be asked for last.
    async fn look_up_user(
        self: &Arc<Self>,
        call: &Call,
        home: &str,
        realms: &[String],
        scopes: &Scopes,
    ) -> Result<LookUp, Error> {
        let found = self.look_up(call, Sought::User(home), Some(realms), scopes).await?;
        if !matches!(found, LookUp::Miss(RefreshReason::NoCachedAccessToken, _)) || !self.may_learn_cloud() {
            return Ok(found);
        }
        self.cloud(call).await?;
        self.look_up(call, Sought::User(home), Some(realms), scopes).await
    }

    /// Redeems the refresh token, unless somebody has done so in the meantime.
    async fn refresh(
        self: &Arc<Self>,
        call: &Call,
        home: &str,
        realms: &[String],
        scopes: &Scopes,
        bypass: bool,
    ) -> Result<TokenResult, Error> {
        let reason = match bypass {
            true => RefreshReason::ForceRefreshOrClaims,
            false => match self.look_up(call, Sought::User(home), Some(realms), scopes).await?.into() {
                Renewal::NotNeeded(result) => return Ok(*result),
                Renewal::Needed(reason, _) => reason,
            },
        };
        let mut candidates = self.refresh_tokens(home).await?;
        if candidates.is_empty() && self.may_learn_cloud() {
            self.cloud(call).await?;
            candidates = self.refresh_tokens(home).await?;
        }
        for candidate in candidates {
            let outcome = self.redeem_refresh_token(call, home, scopes, &candidate, reason).await;
            let is_family = candidate.family_id().is_some();
            match &outcome {
                Err(Error::Service(refusal))
                    if is_family && refusal.response.suberror.as_deref() == Some("client_mismatch") =>
                {
                    let environment = candidate.environment().to_owned();
                    self.user_cache
                        .write(Some(home), |cache| cache.leave_family(&self.client_id, &environment))
                        .await?;
                }
                _ => return outcome,
            }
        }
        let cure = "the cache holds neither a token that fits nor a refresh token for this account";
        Err(ui_required("no_tokens_found", cure, call))
    }

    async fn refresh_tokens(&self, home: &str) -> Result<Vec<RefreshToken>, Error> {
        let cloud = self.known_cloud();
        let owner = Owner { home_account_id: home, client_id: &self.client_id, environments: &cloud.aliases };
        self.user_cache.read(Some(home), |cache| cache.refresh_tokens_of(&owner, self.is_public())).await
    }

    async fn redeem_refresh_token(
        self: &Arc<Self>,
        call: &Call,
        home: &str,
        scopes: &Scopes,
        token: &RefreshToken,
        reason: RefreshReason,
    ) -> Result<TokenResult, Error> {
        let endpoints = self.endpoints(call).await?;
        let mut grant =
            Grant::user("refresh_token", scopes).with("refresh_token", token.secret()).because(reason).pausing_for_ui();
        if let Some((uid, utid)) = home.split_once('.') {
            grant = grant.anchor(format!("Oid:{uid}@{utid}"));
        }
        let response = self.request_token(call, &endpoints, grant).await?;
        let belongs_to = BelongsTo::Refreshed { home_account_id: home };
        self.accept(call, response, Acceptance { requested: scopes, belongs_to, reason }).await
    }
}

/// Where the authority leaves the tenant open, the account's home is meant; and the names it may be filed under.
fn at_home(mut call: Call, account: &Account) -> (Call, Vec<String>) {
    let literal = call.authority.tenant().to_ascii_lowercase();
    match home_tenant_id(&account.home_account_id) {
        Some(home) if call.authority.is_tenantless() => {
            call.authority = call.authority.with_tenant(home);
            (call, vec![home.to_ascii_lowercase(), literal])
        }
        _ => (call, vec![literal]),
    }
}

fn ui_required(error: &str, description: &str, call: &Call) -> Error {
    Error::UiRequired(Box::new(UiRequired {
        classification: Classification::AcquireTokenSilentFailed,
        response: OAuthError {
            error: error.to_owned(),
            description: description.to_owned(),
            correlation_id: Some(call.correlation_id.clone()),
            ..OAuthError::default()
        },
        replayed: false,
    }))
}
