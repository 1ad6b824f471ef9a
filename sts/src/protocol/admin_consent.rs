//! The admin consent endpoint (entra-server §4.8).

use super::authorize::{ResponseMode, ReturnAddress};
use super::error_body::Trace;
use crate::aadsts;
use crate::directory::Tenant;
use crate::route::Dialect;
use crate::scope::ScopeRequest;
use uuid::Uuid;

/// An admin consent request.
#[derive(Debug, Clone)]
pub struct AdminConsentRequest {
    /// The client.
    pub client: Uuid,
    /// Where the answer goes.
    pub address: ReturnAddress,
    /// What is asked for; on v1, and for `.default`, everything that the registration lists.
    pub scope: Option<ScopeRequest>,
}

impl AdminConsentRequest {
    /// Where the answer goes: always in the query.
    #[must_use]
    pub fn return_address(&self) -> ReturnAddress {
        ReturnAddress { mode: ResponseMode::Query, ..self.address.clone() }
    }

    /// The answer when the administrator accepted.
    #[must_use]
    pub fn accepted(&self, dialect: Dialect, tenant: &Tenant) -> Vec<(&'static str, String)> {
        let mut parameters = vec![("admin_consent", "True".to_owned()), ("tenant", tenant.id.to_string())];
        if let (Dialect::V2, Some(scope)) = (dialect, &self.scope) {
            parameters.push(("scope", scope.raw.clone()));
        }
        self.address.with_state(parameters)
    }

    /// The answer when the administrator declined: without `tenant` on v2, as captured.
    #[must_use]
    pub fn declined(&self, dialect: Dialect, trace: &Trace, base: &str) -> Vec<(&'static str, String)> {
        let parameters = match dialect {
            Dialect::V1 => vec![
                ("error", "permission_denied".to_owned()),
                ("error_description", "The admin canceled the request".to_owned()),
            ],
            Dialect::V2 => vec![
                ("error", "access_denied".to_owned()),
                ("error_description", trace.describe(&aadsts!(65004).message())),
                ("error_uri", format!("{base}/error?code=65004")),
                ("admin_consent", "True".to_owned()),
            ],
        };
        self.address.with_state(parameters)
    }
}
