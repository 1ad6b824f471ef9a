//! The admin consent endpoint (entra-server §4.8).

use std::sync::Arc;

use bytes::Bytes;
use http::Response;

use super::arrival::Arrival;
use super::interaction::{self, Going, Turn};
use super::{authorize, reply};
use crate::aadsts;
use crate::decide::account::{Hints, Selection};
use crate::decide::authorize::Ask;
use crate::directory::{App, User};
use crate::journal::Decision;
use crate::ledger::{ConsentQuestion, Permissions, Purpose};
use crate::protocol::admin_consent::AdminConsentRequest;
use crate::refusal::Refusal;
use crate::route::{Dialect, Route};
use crate::scope::resolve;

/// Answers an admin consent request.
pub fn answer(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    let read = authorize::parameters(arrival).and_then(|form| {
        let (app, address) = authorize::address(arrival, route, &form)?;
        let scope = form.get("scope")?.map(crate::scope::parse).transpose()?;
        Ok(AdminConsentRequest { client: app.client_id, address, scope })
    });
    match read {
        Ok(request) => interaction::begin(arrival, route, Purpose::AdminConsent(Box::new(request))),
        Err(refusal) => reply::refuse_page(arrival, &refusal),
    }
}

/// Decides how far an admin consent request has come.
pub fn turn(arrival: &mut Arrival<'_>, going: &Going<'_>, request: &AdminConsentRequest) -> Turn {
    let user = match interaction::select(arrival, going, Hints::default()) {
        Ok(Selection::Account(user, _)) => user,
        Ok(Selection::SignIn(prefill)) => return Turn::Ask(Ask::SignIn(prefill)),
        Ok(Selection::Pick(accounts)) => return Turn::Ask(Ask::Pick(accounts)),
        Err(refusal) => return Turn::Answer(reply::refuse_page(arrival, &refusal)),
    };
    match question(arrival, going, request, &user) {
        Err(refusal) => Turn::Answer(reply::refuse_page(arrival, &refusal)),
        Ok(_) if going.interaction.consented => {
            arrival.note.decision = Decision::Issued;
            arrival.note.user = Some(user.upn.clone());
            let Some(tenant) = arrival.directory.tenant(user.tenant).cloned() else {
                return Turn::Answer(reply::redirect("/"));
            };
            let parameters = request.accepted(going.interaction.dialect, &tenant);
            Turn::Answer(authorize::send(arrival, &request.return_address(), parameters))
        }
        Ok(question) => Turn::Ask(Ask::OrganizationConsent(question)),
    }
}

/// Sends the administrator's refusal to the app.
pub fn declined(arrival: &mut Arrival<'_>, request: &AdminConsentRequest, dialect: Dialect) -> Response<Bytes> {
    arrival.note.refused(&aadsts!(65004).check("consent.answer").found("the administrator declined"), "access_denied");
    let parameters = request.declined(dialect, &arrival.trace, &arrival.origin.base());
    authorize::send(arrival, &request.return_address(), parameters)
}

/// What the administrator is asked: the scope of the request, or all that the registration lists.
fn question(
    arrival: &Arrival<'_>,
    going: &Going<'_>,
    request: &AdminConsentRequest,
    user: &Arc<User>,
) -> Result<ConsentQuestion, Refusal> {
    let interaction = &going.interaction;
    let segment = arrival.segment(&interaction.segment)?;
    let context = arrival.context(&interaction.segment, &segment, interaction.dialect);
    let app = crate::decide::client::find(&context, &request.client.to_string())?;
    let tenant = crate::decide::user::issuing_tenant(&context, user, &app)?;
    if !user.admin {
        return Err(aadsts!(90093).check("consent.admin").expected("an administrator").found(user.upn.clone()));
    }
    let mut new = Vec::new();
    let mut ask = |api: &Arc<App>, scopes: Vec<String>| {
        if !scopes.is_empty() {
            new.push(Permissions { client: app.client_id, api: api.clone(), scopes });
        }
    };
    let listed = |app: &App, api: &App| app.required_for(api.client_id).map(|r| r.scopes.clone()).unwrap_or_default();
    match &request.scope {
        Some(scope) => {
            let resolved = resolve(scope.clone(), context.directory, tenant.id)?;
            crate::decide::access::known(&resolved, Some(&app))?;
            for target in &resolved.targets {
                let named = target.permissions.iter().map(|(value, _)| value.clone()).collect();
                ask(&target.api, if target.default { listed(&app, &target.api) } else { named });
            }
        }
        None => {
            for required in &app.required {
                if let Some(api) = context.directory.app(required.api) {
                    ask(api, required.scopes.clone());
                }
            }
        }
    }
    Ok(ConsentQuestion { user: user.clone(), new, granted: Vec::new() })
}
