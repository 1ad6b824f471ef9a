//! Polling with a device code (RFC 8628 §3.4-3.5, entra-server §6.3).

use super::access::{self, Asking};
use super::client::Caller;
use super::issue::{self, Delegation};
use super::plan::Plan;
use super::{Context, user};
use crate::aadsts;
use crate::directory::TenantSegment;
use crate::entropy::Draw;
use crate::ledger::DeviceState;
use crate::protocol::token_request::TokenRequest;
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::scope::Oidc;

/// Decides a poll.
///
/// # Errors
/// AADSTS7000218 when the app is no public client, 70018 unknown code, 70020 (v1: 70019) expired, 70016 pending,
/// 700171 declined, 54005 redeemed, and those of user and scope.
pub fn decide(
    context: &Context<'_>,
    request: &TokenRequest,
    caller: &Caller,
    device_code: &str,
    draw: &Draw,
) -> Result<Plan, Refusal> {
    caller.require_proof_unless_public()?;
    let mut ledger = context.ledger();
    let grant = ledger.devices.get_mut(device_code).ok_or_else(unknown)?;
    if grant.client != caller.app.client_id {
        return Err(unknown().found("a code of another client").cure("poll with the client id that started the flow"));
    }
    if context.now >= grant.expires {
        return Err(expired(context.dialect).found(format!("it expired at {}", grant.expires.iso())));
    }
    let too_fast = grant.last_poll.is_some_and(|last| context.now < last.plus(grant.interval));
    grant.last_poll = Some(context.now);
    if grant.slow_down > 0 {
        grant.slow_down -= 1;
        grant.interval += 5;
        return Err(slow_down(grant.interval));
    }
    if too_fast && context.settings.enforce_polling_interval {
        grant.interval += 5;
        return Err(slow_down(grant.interval));
    }
    let (user, authentication) = match &grant.state {
        DeviceState::Pending => return Err(pending(&grant.user_code)),
        DeviceState::Declined => {
            return Err(aadsts!(700171).check("device_code.state").expected("an approval").found("the user declined"));
        }
        DeviceState::Redeemed => {
            return Err(aadsts!(54005).check("device_code.single_use").found("its second use"));
        }
        DeviceState::Approved { user, authentication } => (*user, authentication.clone()),
    };
    let scope = grant.scope.clone();
    let Some(user) = context.directory.user(user).cloned() else { return Err(unknown()) };
    user::check_enabled(&user)?;
    let tenant = match context.segment {
        TenantSegment::Consumers => return Err(unknown()),
        _ => user::issuing_tenant(context, &user, &caller.app)?,
    };
    let asking = Asking { tenant: &tenant, client: &caller.app, user: &user };
    let access = access::delegated(context, &ledger, asking, &scope)?;
    if let Some(grant) = ledger.devices.get_mut(device_code) {
        grant.state = DeviceState::Redeemed;
    }
    let delegation = Delegation {
        tenant: &tenant,
        user: &user,
        authentication: &authentication,
        scope: &scope,
        oidc: Oidc { openid: access.oidc.openid || context.dialect == Dialect::V1, ..access.oidc },
        nonce: None,
        spa_since: None,
        public: caller.app.allow_public_client,
    };
    Ok(issue::delegated(context, &mut ledger, caller, delegation, access, request.client_info, draw))
}

fn unknown() -> Refusal {
    aadsts!(70018)
        .check("device_code.known")
        .expected("the device_code of this flow, exactly as it was issued")
        .found("a string that this world never issued")
}

fn expired(dialect: Dialect) -> Refusal {
    let refusal = match dialect {
        Dialect::V1 => aadsts!(70019),
        Dialect::V2 => aadsts!(70020),
    };
    refusal.check("device_code.lifetime").expected("a device code that is still alive")
}

fn pending(user_code: &str) -> Refusal {
    aadsts!(70016)
        .check("device_code.state")
        .expected("an approval")
        .found(format!("nobody has entered {user_code} yet"))
        .cure("wait `interval` seconds and poll again")
}

fn slow_down(interval: i64) -> Refusal {
    aadsts!(70016)
        .error("slow_down")
        .check("device_code.interval")
        .expected(format!("a pause of {interval} seconds between polls"))
        .found("an earlier poll")
        .cure("add five seconds to the polling interval (RFC 8628 §3.5)")
}
