//! Decides an authorization request once client and address are known: account, API, consent, code.

use std::sync::Arc;

use super::access::{self, Asking};
use super::account::{self, Hints, Selection};
use super::plan::{IdTokenPlan, Plan, Proof, Subject};
use super::{Context, policy, user};
use crate::aadsts;
use crate::directory::{App, Principal, Tenant, User};
use crate::entropy::Draw;
use crate::ledger::{Authentication, CodeGrant, ConsentQuestion, Interaction, Ledger, Permissions, Session};
use crate::protocol::authorize::{AuthorizeRequest, Prompt, ReturnAddress};
use crate::protocol::form::Form;
use crate::refusal::{Refusal, Surface};
use crate::rules::Deciding;
use crate::scope::{Resolved, resolve};
use crate::token::opaque;

/// What becomes of an authorization request.
pub enum Outcome {
    /// The user must be asked.
    Ask(Ask),
    /// Granted.
    Issue(Box<Issue>),
}

/// What the user must be asked.
#[derive(Debug, Clone)]
pub enum Ask {
    /// User name and password; the user name is filled in.
    SignIn(String),
    /// Which account.
    Pick(Vec<(Arc<User>, bool)>),
    /// Consent.
    Consent(ConsentQuestion),
    /// An administrator's consent for everybody.
    OrganizationConsent(ConsentQuestion),
    /// Whether the device that shows this code is theirs.
    Device {
        /// The user that would be signed in on it.
        user: Arc<User>,
        /// The app on it.
        app_name: String,
        /// The code it shows.
        user_code: String,
    },
    /// Nothing: an administrator would have to consent.
    AdminApproval(ConsentQuestion),
}

/// A granted authorization request.
pub struct Issue {
    /// The account, whose session takes note of the client.
    pub user: Arc<User>,
    /// How the user signed in.
    pub authentication: Authentication,
    /// The code, if one was asked for.
    pub code: Option<String>,
    /// The plan of tokens that were asked for directly.
    pub plan: Option<Plan>,
    /// The app's setting lets answers carry `client_info`.
    pub client_info: bool,
}

/// Finds the client and the address of an authorization request: all that is refused on a page of our own.
///
/// # Errors
/// AADSTS900144 `client_id`, 700038, 700016, 7000112, 50194, 9002332; 90102, 500113, 50011.
pub fn address(context: &Context<'_>, form: &Form) -> Result<(Arc<App>, ReturnAddress), Refusal> {
    let app = super::client::find(context, form.required("client_id")?)?;
    let sent = form.get("redirect_uri")?.map(str::to_owned);
    if let Some(sent) = &sent
        && !super::redirect_uri::is_absolute(sent)
    {
        return Err(aadsts!(90102)
            .check("redirect_uri.absolute")
            .expected("an absolute URI without a fragment")
            .found(sent.clone()));
    }
    if app.redirect_uris.is_empty() {
        return Err(aadsts!(500113)
            .check("redirect_uri.registered")
            .expected(format!("a redirect URI in the registration of '{}'", app.name))
            .found("none"));
    }
    let registered = match &sent {
        None => app.redirect_uris.first(),
        Some(sent) => super::redirect_uri::find(&app.redirect_uris, sent),
    };
    let Some(registered) = registered else {
        let sent = sent.unwrap_or_default();
        let known: Vec<&str> = app.redirect_uris.iter().map(|r| r.url.as_str()).collect();
        return Err(aadsts!(50011)
            .check("redirect_uri.registered")
            .with("redirect_uri", &sent)
            .with("id", app.client_id)
            .expected(known.join(", "))
            .found(sent));
    };
    let address = ReturnAddress {
        uri: sent.clone().unwrap_or_else(|| registered.url.clone()),
        sent,
        kind: registered.kind,
        mode: crate::protocol::authorize::ResponseMode::lenient(form),
        state: form.first("state").filter(|s| !s.is_empty()).map(str::to_owned),
    };
    Ok((app, address))
}

/// Decides a request as far as the user has come.
///
/// # Errors
/// A refusal; [`shown_on_page`] tells where it goes.
pub fn decide(
    context: &Context<'_>,
    ledger: &mut Ledger,
    app: &Arc<App>,
    request: &AuthorizeRequest,
    progress: &Interaction,
    session: Option<&Session>,
    draw: &Draw,
) -> Result<Outcome, Refusal> {
    let hints = Hints {
        prompt: request.prompt,
        login_hint: request.login_hint.as_deref(),
        domain_hint: request.domain_hint.as_deref(),
        sid: request.sid.as_deref(),
        max_age: request.max_age,
    };
    let (user, authentication) = match account::select(context, ledger, hints, progress, session)? {
        Selection::Account(user, authentication) => (user, authentication),
        Selection::SignIn(prefill) => return Ok(Outcome::Ask(Ask::SignIn(prefill))),
        Selection::Pick(accounts) => return Ok(Outcome::Ask(Ask::Pick(accounts))),
    };
    user::check_enabled(&user)?;
    let tenant = user::issuing_tenant(context, &user, app)?;
    user::check_assignment(context, &user, app)?;
    let resolved = resolve(request.scope.clone(), context.directory, tenant.id)?;
    access::known(&resolved, Some(app))?;
    if request.response_type.token && resolved.targets.len() > 1 {
        return Err(aadsts!(700022)
            .check("scope.single_resource")
            .with("scope", &request.scope.raw)
            .about(resolved.asked()));
    }
    let asking = Asking { tenant: &tenant, client: app, user: &user };
    if let Some(question) = missing_consent(context, ledger, asking, &resolved, request, progress) {
        return consent_outcome(app, &user, question, request);
    }
    let deciding = Deciding {
        tenant: Some(&tenant),
        client: Some(app),
        user: Some(&user),
        scope: Some(&request.scope),
        resources: resolved.targets.iter().map(|target| target.api.clone()).collect(),
        authorize: Some(request),
    };
    policy::check(context, &deciding, || match request.prompt {
        Prompt::None => access::consent_required(app),
        _ => aadsts!(65004),
    })?;
    issue(context, ledger, app, &tenant, request, user, authentication, draw)
}

/// What the consent page must ask; `None`: nothing.
fn missing_consent(
    context: &Context<'_>,
    ledger: &Ledger,
    asking: Asking<'_>,
    resolved: &Resolved,
    request: &AuthorizeRequest,
    progress: &Interaction,
) -> Option<ConsentQuestion> {
    let Asking { tenant, client, user } = asking;
    let insist = request.prompt == Prompt::Consent && !progress.consented;
    let known = ledger.consents.any(tenant.id, client.client_id, user.oid) || client.first_party;
    let mut question = ConsentQuestion { user: Arc::new(user.clone()), new: Vec::new(), granted: Vec::new() };
    let mut ask = |client: &App, api: &Arc<App>, wanted: Vec<String>, bundled: bool| {
        let granted = access::granted(ledger, Asking { client, ..asking }, api);
        let permissions = |scopes| Permissions { client: client.client_id, api: api.clone(), scopes };
        let missing: Vec<String> = wanted.into_iter().filter(|w| !granted.contains(w)).collect();
        let implied = bundled && known;
        if !missing.is_empty() && !implied {
            question.new.push(permissions(missing));
        }
        if !granted.is_empty() {
            question.granted.push(permissions(granted.into_iter().collect()));
        }
    };
    for target in &resolved.targets {
        let granted = access::granted(ledger, asking, &target.api);
        let mut wanted: Vec<String> = target.permissions.iter().map(|(v, _)| v.clone()).collect();
        let statically = target.default && (granted.is_empty() || insist) && target.api.client_id != client.client_id;
        if statically {
            wanted = client.required_for(target.api.client_id).map(|r| r.scopes.clone()).unwrap_or_default();
            for (api, scopes) in combined(context, client, &target.api) {
                ask(&target.api, &api, scopes, false);
            }
        }
        ask(client, &target.api, wanted, false);
    }
    if let Some(graph) = context.directory.graph() {
        ask(client, graph, request.scope.oidc.names().into_iter().map(str::to_owned).collect(), true);
    }
    let nothing_new = question.new.is_empty();
    (!nothing_new || insist).then_some(question)
}

/// For a client that the API knows (`knownClientApplications`), the API's own downstream permissions are asked
/// for on the same page.
fn combined(context: &Context<'_>, client: &App, api: &App) -> Vec<(Arc<App>, Vec<String>)> {
    let known = api.api.as_ref().is_some_and(|exposed| exposed.known_clients.contains(&client.client_id));
    if !known {
        return Vec::new();
    }
    let listed = api.required.iter().filter(|r| !r.scopes.is_empty());
    listed.filter_map(|r| Some((context.directory.app(r.api)?.clone(), r.scopes.clone()))).collect()
}

fn consent_outcome(
    app: &App,
    user: &User,
    question: ConsentQuestion,
    request: &AuthorizeRequest,
) -> Result<Outcome, Refusal> {
    if request.prompt == Prompt::None {
        let names: Vec<String> =
            question.new.iter().map(|p| format!("{}: {}", p.api.name, p.scopes.join(" "))).collect();
        return Err(access::consent_required(app)
            .expected(format!("consent of {} or an administrator", user.upn))
            .found(format!("none to {}", names.join("; "))));
    }
    let admin_only = question.new.iter().any(|asked| {
        let mut exposed = asked.api.api.iter().flat_map(|a| &a.scopes);
        exposed.any(|p| p.admin_only && asked.scopes.contains(&p.value))
    });
    if admin_only && !user.admin {
        return Ok(Outcome::Ask(Ask::AdminApproval(question)));
    }
    Ok(Outcome::Ask(Ask::Consent(question)))
}

#[expect(clippy::too_many_arguments, reason = "the last step of a decision needs all that was decided")]
fn issue(
    context: &Context<'_>,
    ledger: &mut Ledger,
    app: &Arc<App>,
    tenant: &Arc<Tenant>,
    request: &AuthorizeRequest,
    user: Arc<User>,
    authentication: Authentication,
    draw: &Draw,
) -> Result<Outcome, Refusal> {
    let plan = if request.response_type.has_tokens() {
        let asking = Asking { tenant, client: app, user: &user };
        Some(front_channel_plan(context, ledger, app, tenant, request, asking, &authentication)?)
    } else {
        None
    };
    let code = request.response_type.code.then(|| {
        let code = opaque::authorization_code(tenant.id, app.client_id, draw);
        let lifetimes = app.lifetimes.or(context.directory.settings().lifetimes);
        ledger.codes.insert(
            code.clone(),
            CodeGrant {
                client: app.client_id,
                tenant: tenant.id,
                user: user.oid,
                authentication: authentication.clone(),
                redirect_uri: request.address.sent.clone(),
                redirect_kind: request.address.kind,
                challenge: request.challenge.clone(),
                nonce: request.nonce.clone(),
                scope: request.scope.clone(),
                dialect: request.dialect,
                issued: context.now,
                expires: context.now.plus(lifetimes.authorization_code.unwrap_or(600)),
            },
        );
        code
    });
    Ok(Outcome::Issue(Box::new(Issue { user, authentication, code, plan, client_info: app.flows.client_info })))
}

/// Tokens straight from the authorize endpoint: never a refresh token.
fn front_channel_plan(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &Arc<App>,
    tenant: &Arc<Tenant>,
    request: &AuthorizeRequest,
    asking: Asking<'_>,
    authentication: &Authentication,
) -> Result<Plan, Refusal> {
    let access = access::delegated(context, ledger, asking, &request.scope)?;
    Ok(Plan {
        dialect: request.dialect,
        tenant: tenant.clone(),
        client: app.clone(),
        proof: Proof::None,
        api: access.api,
        resource: access.resource,
        scopes: access.scopes,
        roles: access.roles,
        response_scope: Some(access.response_scope),
        subject: Subject::User { user: Arc::new(asking.user.clone()), authentication: authentication.clone() },
        id_token: request.response_type.id_token.then(|| IdTokenPlan {
            nonce: request.nonce.clone(),
            profile: access.oidc.profile,
            email: access.oidc.email,
            roles: context.directory.roles(Principal::User(asking.user.oid), app.client_id),
        }),
        refresh_token: None,
        client_info: request.client_info,
    })
}

/// Where a refusal of the authorize endpoint goes: to the app, or on a page of our own. With `prompt=none` there
/// is nobody to read a page: everything goes to the app.
#[must_use]
pub fn shown_on_page(refusal: &Refusal, prompt: Prompt) -> bool {
    refusal.entry.surface == Surface::Page && prompt != Prompt::None
}
