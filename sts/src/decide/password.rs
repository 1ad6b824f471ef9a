//! User name and password (RFC 6749 §4.3, entra-server §11.1).

use super::access::{self, Asking};
use super::client::Caller;
use super::issue::{self, Delegation};
use super::plan::Plan;
use super::{Context, user};
use crate::aadsts;
use crate::directory::TenantSegment;
use crate::entropy::Draw;
use crate::ledger::Authentication;
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;

/// Decides a password request.
///
/// # Errors
/// AADSTS9001023 under `common` and `consumers`, 7000218 when the app is no public client, those of the user
/// (50034, 50126, 50057, 50055, 50020, 50105) and of the scope.
pub fn decide(
    context: &Context<'_>,
    request: &TokenRequest,
    caller: &Caller,
    username: &str,
    password: &str,
    draw: &Draw,
) -> Result<Plan, Refusal> {
    if matches!(context.segment, TenantSegment::Common | TenantSegment::Consumers) {
        return Err(aadsts!(9001023)
            .check("tenant.grant")
            .expected("/organizations or a tenant in the authority")
            .found(context.typed.to_owned()));
    }
    caller.require_proof_unless_public()?;
    let user = user::check_password(context, username, password)?;
    let tenant = user::issuing_tenant(context, &user, &caller.app)?;
    user::check_assignment(context, &user, &caller.app)?;
    let scope = super::required_scope(context, request)?;
    let mut ledger = context.ledger();
    let asking = Asking { tenant: &tenant, client: &caller.app, user: &user };
    let access = access::delegated(context, &ledger, asking, scope)?;
    let authentication = Authentication {
        sid: draw.guid("sid"),
        time: context.now,
        methods: vec!["pwd".into()],
        epoch: ledger.revocations.of(user.oid).epoch,
    };
    let delegation = Delegation {
        tenant: &tenant,
        user: &user,
        authentication: &authentication,
        scope,
        oidc: access.oidc,
        nonce: None,
        spa_since: None,
        public: caller.app.allow_public_client,
    };
    Ok(issue::delegated(context, &mut ledger, caller, delegation, access, request.client_info, draw))
}
