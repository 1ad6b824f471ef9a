use std::sync::Arc;

use serde_json::Value;

use super::{
    accept::{Acceptance, BelongsTo},
    token_request::Grant,
};
use crate::{
    ClientError, ClientErrorKind, Error, IntegratedWindowsRequest, PasswordRequest, RefreshReason, TokenResult,
    authority::AuthorityKind,
    client::{Call, Inner},
    telemetry::Api,
};

impl Inner {
    /// A federated user's password is for his federation server alone, so the realm is asked first.
    pub(crate) async fn acquire_by_password(self: &Arc<Self>, request: PasswordRequest) -> Result<TokenResult, Error> {
        let call = self.call(Api::Password, &request.common)?;
        if self.is_federated(&call, &request.username).await? {
            return Err(needs_ws_trust());
        }
        let endpoints = self.endpoints(&call).await?;
        let grant = Grant::user("password", &request.scopes)
            .with("username", &request.username)
            .with("password", request.password.reveal())
            .anchor(format!("UPN:{}", request.username));
        let response = self.request_token(&call, &endpoints, grant).await?;
        let acceptance = Acceptance {
            requested: &request.scopes,
            belongs_to: BelongsTo::SignedIn { expected: None, nonce: None },
            reason: RefreshReason::NotApplicable,
        };
        self.accept(&call, response, acceptance).await
    }

    /// A managed user has no ticket that the cloud takes; a federated one needs WS-Trust.
    pub(crate) async fn acquire_by_integrated_windows(
        self: &Arc<Self>,
        request: IntegratedWindowsRequest,
    ) -> Result<TokenResult, Error> {
        let call = self.call(Api::IntegratedWindows, &request.common)?;
        if self.is_federated(&call, &request.username).await? {
            return Err(needs_ws_trust());
        }
        let problem = format!(
            "{} is a managed user: integrated Windows authentication is for federated ones, \
                               acquire another way (interactively, by device code)",
            request.username
        );
        Err(ClientError::new(ClientErrorKind::ManagedUser, problem).into())
    }

    async fn is_federated(self: &Arc<Self>, call: &Call, username: &str) -> Result<bool, Error> {
        if call.authority.kind != AuthorityKind::Entra {
            return Ok(false);
        }
        self.cloud(call).await?;
        let answer = self.get(call, call.authority.user_realm_url(username)).await?;
        let realm = answer.success("the user realm answer", &call.correlation_id)?;
        let account_type = realm.get("account_type").and_then(Value::as_str);
        Ok(account_type.is_some_and(|kind| kind.eq_ignore_ascii_case("federated")))
    }
}

fn needs_ws_trust() -> Error {
    let problem = "the user is federated: signing him in needs WS-Trust, which this client doesn't speak yet; \
                   his password wasn't sent anywhere";
    ClientError::new(ClientErrorKind::Unsupported, problem).into()
}
