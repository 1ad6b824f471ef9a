use std::sync::Arc;

use super::{
    accept::{Acceptance, BelongsTo},
    token_request::Grant,
};
use crate::{Error, RefreshReason, RefreshTokenRequest, TokenResult, client::Inner, telemetry::Api};

impl Inner {
    /// Redeems a refresh token from elsewhere; its user is signed in from then on.
    pub(crate) async fn acquire_by_refresh_token(
        self: &Arc<Self>,
        request: RefreshTokenRequest,
    ) -> Result<TokenResult, Error> {
        let call = self.call(Api::RefreshToken, &request.common)?;
        let endpoints = self.endpoints(&call).await?;
        let grant = Grant::user("refresh_token", &request.scopes).with("refresh_token", request.refresh_token.reveal());
        let response = self.request_token(&call, &endpoints, grant.pausing_for_ui()).await?;
        let acceptance = Acceptance {
            requested: &request.scopes,
            belongs_to: BelongsTo::SignedIn { expected: None, nonce: None },
            reason: RefreshReason::NotApplicable,
        };
        self.accept(&call, response, acceptance).await
    }
}
