use std::sync::Arc;

use futures_util::FutureExt;

use super::{
    accept::{Acceptance, BelongsTo},
    cached::Sought,
    renewal::Renewal,
    token_request::Grant,
};
use crate::{
    Error, OnBehalfOfRequest, RefreshReason, Scopes, Secret, TokenResult,
    client::{Call, Inner},
    pkce::s256,
    telemetry::Api,
};

impl Inner {
    /// What this assertion brought before is looked up first; another one, even of the same user, is exchanged anew.
    pub(crate) async fn acquire_on_behalf_of(
        self: &Arc<Self>,
        request: OnBehalfOfRequest,
    ) -> Result<TokenResult, Error> {
        let call = self.call(Api::OnBehalfOf, &request.common)?;
        let hash = s256(request.assertion.reveal());
        let bypass = request.force_refresh || call.is_challenged;
        let renewal = match bypass {
            true => Renewal::Needed(RefreshReason::ForceRefreshOrClaims, None),
            false => self.look_up_exchanged(&call, &hash, &request.scopes).await?,
        };
        let key = call.fingerprint(&hash, &request.scopes, bypass);
        let (this, scopes, assertion) = (self.clone(), request.scopes, request.assertion);
        renewal
            .finish(|| {
                self.flights.join(&key, move || {
                    async move { this.exchange_assertion(&call, &hash, &assertion, &scopes, bypass).await }.boxed()
                })
            })
            .await
    }

    async fn look_up_exchanged(&self, call: &Call, hash: &str, scopes: &Scopes) -> Result<Renewal, Error> {
        // an authority that leaves the tenant open files under that of the user, whom only the assertion names
        let realms = [call.authority.tenant().to_ascii_lowercase()];
        let realms = (!call.authority.is_tenantless()).then_some(realms.as_slice());
        Ok(self.look_up(call, Sought::Assertion(hash), realms, scopes).await?.into())
    }

    async fn exchange_assertion(
        self: &Arc<Self>,
        call: &Call,
        hash: &str,
        assertion: &Secret,
        scopes: &Scopes,
        bypass: bool,
    ) -> Result<TokenResult, Error> {
        let reason = match bypass {
            true => RefreshReason::ForceRefreshOrClaims,
            false => match self.look_up_exchanged(call, hash, scopes).await? {
                Renewal::NotNeeded(result) => return Ok(*result),
                Renewal::Needed(reason, _) => reason,
            },
        };
        let endpoints = self.endpoints(call).await?;
        let grant = Grant::user("urn:ietf:params:oauth:grant-type:jwt-bearer", scopes)
            .with("assertion", assertion.reveal())
            .with("requested_token_use", "on_behalf_of")
            .because(reason);
        let response = self.request_token(call, &endpoints, grant).await?;
        let belongs_to = BelongsTo::Assertion { hash };
        self.accept(call, response, Acceptance { requested: scopes, belongs_to, reason }).await
    }
}
