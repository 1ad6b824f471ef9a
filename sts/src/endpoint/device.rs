//! Device code: the start of the flow, and the pages where the user approves it (entra-server §6).

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::arrival::Arrival;
use super::interaction::{self, Going, Turn};
use super::{ask_page, reply};
use crate::aadsts;
use crate::decide::access;
use crate::decide::account::{Hints, Selection};
use crate::decide::authorize::Ask;
use crate::decide::policy;
use crate::journal::{ClientKind, Decision};
use crate::ledger::{DeviceGrant, DeviceState, Purpose};
use crate::pages::{DeviceCodePage, DeviceDonePage};
use crate::protocol::form;
use crate::protocol::token_request::scope_of;
use crate::refusal::Refusal;
use crate::route::{Dialect, Route};
use crate::rules::Deciding;
use crate::scope::resolve;
use crate::token::opaque;

/// Seconds between polls.
const INTERVAL: i64 = 5;

/// Answers a device authorization request.
pub fn start(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    match grant(arrival, route) {
        Ok(body) => {
            arrival.note.decision = Decision::Issued;
            reply::json(StatusCode::OK, &body)
        }
        Err(refusal) => reply::refuse(arrival, route.dialect, &refusal),
    }
}

fn grant(arrival: &mut Arrival<'_>, route: &Route) -> Result<Value, Refusal> {
    let segment = arrival.segment(&route.segment)?;
    let form = arrival.body()?;
    arrival.note_client(form.first("client_id"));
    arrival.note.client_kind = Some(ClientKind::Public);
    let context = arrival.context(&route.segment, &segment, route.dialect);
    let app = crate::decide::client::find(&context, form.required("client_id")?)?;
    let parameter = match route.dialect {
        Dialect::V1 => "resource",
        Dialect::V2 => "scope",
    };
    let scope = scope_of(&form, route.dialect)?.ok_or_else(|| form::missing(parameter))?;
    let mut deciding = Deciding {
        client: Some(&app),
        scope: Some(&scope),
        tenant: segment.tenant().map(AsRef::as_ref),
        ..Deciding::default()
    };
    if let Some(tenant) = segment.tenant() {
        let resolved = resolve(scope.clone(), context.directory, tenant.id)?;
        deciding.resources.push(access::single(&resolved)?.api.clone());
    }
    policy::check(&context, &deciding, || access::consent_required(&app))?;
    let lifetimes = app.lifetimes.or(context.directory.settings().lifetimes);
    let expires_in = lifetimes.device_code.unwrap_or(900);
    let device_code = opaque::device_code(&arrival.draw);
    let user_code = opaque::user_code(&arrival.draw);
    let page = format!("{}/common/oauth2/deviceauth", arrival.origin.base());
    let message = format!(
        "To sign in, use a web browser to open the page {page} and enter the code {user_code} to authenticate."
    );
    let body = match route.dialect {
        Dialect::V1 => json!({
            "user_code": user_code,
            "device_code": device_code,
            "verification_url": page,
            "expires_in": expires_in.to_string(),
            "interval": INTERVAL.to_string(),
            "message": message,
        }),
        Dialect::V2 => json!({
            "user_code": user_code,
            "device_code": device_code,
            "verification_uri": page,
            "expires_in": expires_in,
            "interval": INTERVAL,
            "message": message,
        }),
    };
    let state = super::script::approved_device(arrival);
    arrival.ledger().devices.insert(
        device_code,
        DeviceGrant {
            user_code,
            client: app.client_id,
            segment: route.segment.clone(),
            scope,
            dialect: route.dialect,
            issued: arrival.now,
            expires: arrival.now.plus(expires_in),
            interval: INTERVAL,
            last_poll: None,
            slow_down: 0,
            state,
        },
    );
    Ok(body)
}

/// Answers the page where the user types the code.
pub fn page(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    let form = match arrival.query().and_then(|query| Ok(arrival.body()?.chain(query))) {
        Ok(form) => form,
        Err(refusal) => return reply::refuse_page(arrival, &refusal),
    };
    let typed = form.first("user_code").or_else(|| form.first("otc")).unwrap_or_default().trim().to_owned();
    if typed.is_empty() || arrival.request.method() != http::Method::POST {
        return ask_code(arrival, route, typed, None);
    }
    match usable(arrival, &typed) {
        Ok(()) => interaction::begin(arrival, route, Purpose::Device { user_code: typed }),
        Err(refusal) => ask_code(arrival, route, typed, Some(&refusal)),
    }
}

fn ask_code(arrival: &mut Arrival<'_>, route: &Route, user_code: String, error: Option<&Refusal>) -> Response<Bytes> {
    match error {
        Some(refusal) => arrival.note.refused(refusal, refusal.entry.error),
        None => arrival.note.decision = Decision::Page,
    }
    let page = DeviceCodePage {
        action: format!("/{}/oauth2/deviceauth", route.segment),
        canary: String::new(),
        user_code,
        error: error.map(ask_page::page_error),
    };
    reply::html(StatusCode::OK, &page.render())
}

/// Is this the code of a device that still waits?
fn usable(arrival: &Arrival<'_>, user_code: &str) -> Result<(), Refusal> {
    let mut ledger = arrival.ledger();
    let Some(grant) = ledger.devices.by_user_code(user_code) else {
        return Err(aadsts!(70018)
            .check("user_code.known")
            .expected("the code that the device shows")
            .found(user_code.to_owned()));
    };
    if grant.expires <= arrival.now {
        return Err(aadsts!(70019).check("user_code.lifetime").found(format!("it expired at {}", grant.expires.iso())));
    }
    match grant.state {
        DeviceState::Pending => Ok(()),
        DeviceState::Approved { .. } | DeviceState::Declined | DeviceState::Redeemed => Err(aadsts!(90120)
            .check("user_code.state")
            .expected("a code that nobody has answered")
            .found("an answered one")),
    }
}

/// Decides how far the approval of a device has come.
pub fn turn(arrival: &mut Arrival<'_>, going: &Going<'_>, user_code: &str) -> Turn {
    if let Err(refusal) = usable(arrival, user_code) {
        return Turn::Answer(reply::refuse_page(arrival, &refusal));
    }
    let (user, authentication) = match interaction::select(arrival, going, Hints::default()) {
        Ok(Selection::Account(user, authentication)) => (user, authentication),
        Ok(Selection::SignIn(prefill)) => return Turn::Ask(Ask::SignIn(prefill)),
        Ok(Selection::Pick(accounts)) => return Turn::Ask(Ask::Pick(accounts)),
        Err(refusal) => return Turn::Answer(reply::refuse_page(arrival, &refusal)),
    };
    let app_name = app_name(arrival, user_code);
    if !going.interaction.consented {
        return Turn::Ask(Ask::Device { user, app_name, user_code: user_code.to_owned() });
    }
    arrival.note.user = Some(user.upn.clone());
    arrival.note.decision = Decision::Issued;
    answer_device(arrival, user_code, DeviceState::Approved { user: user.oid, authentication });
    Turn::Answer(done(app_name, false))
}

/// The user said that the device is not theirs.
pub fn declined(arrival: &mut Arrival<'_>, user_code: &str) -> Response<Bytes> {
    answer_device(arrival, user_code, DeviceState::Declined);
    done(app_name(arrival, user_code), true)
}

fn answer_device(arrival: &Arrival<'_>, user_code: &str, state: DeviceState) {
    let mut ledger = arrival.ledger();
    if let Some(grant) = ledger.devices.by_user_code(user_code)
        && matches!(grant.state, DeviceState::Pending)
    {
        grant.state = state;
    }
}

fn app_name(arrival: &Arrival<'_>, user_code: &str) -> String {
    let client = arrival.ledger().devices.by_user_code(user_code).map(|grant| grant.client);
    client.and_then(|id| arrival.directory.app(id)).map_or_else(String::new, |app| app.display_name.clone())
}

fn done(app_name: String, declined: bool) -> Response<Bytes> {
    reply::html(StatusCode::OK, &DeviceDonePage { app_name, declined }.render())
}
