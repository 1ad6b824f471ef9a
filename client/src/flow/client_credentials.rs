use std::sync::Arc;

use futures_util::FutureExt;

use super::{
    accept::{Acceptance, BelongsTo},
    cached::Sought,
    renewal::Renewal,
    token_request::Grant,
};
use crate::{
    ClientCredentialsRequest, Error, RefreshReason, Scopes, TokenResult,
    client::{Call, Inner},
    telemetry::Api,
};

impl Inner {
    /// The app cache is looked into first; a user's token is never found there.
    pub(crate) async fn acquire_for_client(
        self: &Arc<Self>,
        request: ClientCredentialsRequest,
    ) -> Result<TokenResult, Error> {
        let call = self.call(Api::Client, &request.common)?;
        let realms = [call.authority.tenant().to_ascii_lowercase()];
        let bypass = request.force_refresh || call.is_challenged;
        let renewal = match bypass {
            true => Renewal::Needed(RefreshReason::ForceRefreshOrClaims, None),
            false => self.look_up(&call, Sought::App, Some(&realms), &request.scopes).await?.into(),
        };
        let key = call.fingerprint("", &request.scopes, bypass);
        let (this, scopes) = (self.clone(), request.scopes);
        renewal
            .finish(|| {
                self.flights.join(&key, move || {
                    async move { this.ask_for_client(&call, &realms, &scopes, bypass).await }.boxed()
                })
            })
            .await
    }

    async fn ask_for_client(
        self: &Arc<Self>,
        call: &Call,
        realms: &[String],
        scopes: &Scopes,
        bypass: bool,
    ) -> Result<TokenResult, Error> {
        let reason = match bypass {
            true => RefreshReason::ForceRefreshOrClaims,
            false => match self.look_up(call, Sought::App, Some(realms), scopes).await?.into() {
                Renewal::NotNeeded(result) => return Ok(*result),
                Renewal::Needed(reason, _) => reason,
            },
        };
        let endpoints = self.endpoints(call).await?;
        let grant = Grant::app("client_credentials", scopes).because(reason);
        let response = self.request_token(call, &endpoints, grant).await?;
        self.accept(call, response, Acceptance { requested: scopes, belongs_to: BelongsTo::App, reason }).await
    }
}
