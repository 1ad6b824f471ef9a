//! A sign-in under way: pages and forms between a request and its answer.
//!
//! Every page carries a one-time `ctx`; whoever posts it first goes on, everybody else finds nothing. Where a
//! page would be shown, a scripted sign-in (`--sign-in auto`, or the control API's next sign-in) answers it.

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};
use uuid::Uuid;

use super::arrival::Arrival;
use super::browser::{Binding, SESSION, set_cookie};
use super::script::Script;
use super::{admin_consent, ask_page, authorize, device, reply};
use crate::aadsts;
use crate::decide::account::{self, Hints, Selection};
use crate::decide::authorize::Ask;
use crate::decide::{Context, user};
use crate::directory::User;
use crate::journal::{ClientKind, Decision};
use crate::ledger::{Authentication, Interaction, Purpose};
use crate::protocol::form::Form;
use crate::refusal::Refusal;
use crate::route::Route;

/// Seconds that a page waits for its user.
const PATIENCE: i64 = 3600;
/// Seconds that an unused session lasts (entra-server §5.8).
const SESSION_LIFETIME: i64 = 86_400;
/// A scripted sign-in answers at most so many pages of one request.
const MOST_PAGES: usize = 6;

/// What a form of our pages says.
#[derive(Debug, Clone)]
pub enum Step {
    /// Go on.
    Continue,
    /// User name and password.
    SignIn {
        /// User name.
        login: String,
        /// Password.
        password: String,
    },
    /// A scripted sign-in, which knows every password.
    Scripted(String),
    /// An account was picked.
    Pick(Option<Uuid>),
    /// Another account is wanted.
    Another,
    /// Consent was given; `true`: for everybody.
    Accept(bool),
    /// Consent was declined.
    Decline,
    /// The user went back.
    Cancel,
}

impl Step {
    /// Reads a form.
    #[must_use]
    pub fn parse(form: &Form) -> Self {
        let text = |name| form.first(name).unwrap_or_default().to_owned();
        if let Some(account) = form.first("account") {
            return Self::Pick(Uuid::try_parse(account).ok());
        }
        match form.first("intent").unwrap_or_default() {
            "sign_in" => Self::SignIn { login: text("login").trim().to_owned(), password: text("passwd") },
            "another" => Self::Another,
            "accept" | "continue" => Self::Accept(form.first("for_tenant").is_some()),
            "decline" => Self::Decline,
            "cancel" => Self::Cancel,
            _ if form.first("passwd").is_some() => Self::SignIn { login: text("login"), password: text("passwd") },
            _ => Self::Continue,
        }
    }
}

/// A sign-in with what came of it so far in this exchange.
pub struct Going<'a> {
    /// The interaction.
    pub interaction: Interaction,
    /// The browser it belongs to.
    pub binding: &'a Binding,
    /// The session cookie, if the browser has one or gets one now.
    pub session: Option<String>,
    /// The session cookie is new.
    pub new_session: bool,
}

/// Starts the interaction of a request, which may end at once.
pub fn begin(arrival: &mut Arrival<'_>, route: &Route, purpose: Purpose) -> Response<Bytes> {
    let binding = Binding::of(arrival);
    let interaction = Interaction {
        purpose,
        segment: route.segment.clone(),
        dialect: route.dialect,
        browser: binding.value.clone(),
        proven: None,
        picked: None,
        another: false,
        asked: None,
        consented: false,
        expires: arrival.now.plus(PATIENCE),
        began: arrival.trace.trace_id,
    };
    let session = arrival.cookie(SESSION).map(str::to_owned);
    run(arrival, Going { interaction, binding: &binding, session, new_session: false }, Step::Continue)
}

/// Goes on with the interaction that a form belongs to.
pub fn resume(arrival: &mut Arrival<'_>, form: &Form, step: &Step) -> Response<Bytes> {
    let binding = Binding::of(arrival);
    let ctx = form.first("ctx").unwrap_or_default().to_owned();
    let genuine = form.first("canary") == Some(binding.canary(&ctx).as_str());
    let found = genuine.then(|| arrival.ledger().interactions.take(&ctx, &binding.value, arrival.now)).flatten();
    let Some(interaction) = found else {
        let refusal = aadsts!(50089)
            .check("interaction.known")
            .expected("a form of this browser that was not sent before and is less than an hour old")
            .found("none such")
            .cure("start again from the app");
        return reply::refuse_page(arrival, &refusal);
    };
    note(arrival, &interaction);
    let session = arrival.cookie(SESSION).map(str::to_owned);
    run(arrival, Going { interaction, binding: &binding, session, new_session: false }, step.clone())
}

fn note(arrival: &mut Arrival<'_>, interaction: &Interaction) {
    let client = match &interaction.purpose {
        Purpose::Authorize(request) => Some(request.client),
        Purpose::AdminConsent(request) => Some(request.client),
        Purpose::Device { .. } => None,
    };
    if let Some(client) = client {
        arrival.note_client(Some(&client.to_string()));
    }
    if let Purpose::Authorize(request) = &interaction.purpose {
        arrival.note.client_kind = Some(ClientKind::of_redirect(request.address.kind));
    }
    arrival.note.tenant = Some(interaction.segment.clone());
    arrival.note.began = Some(interaction.began);
}

/// What a request with pages in it comes to, as far as the user has come.
pub enum Turn {
    /// Done.
    Answer(Response<Bytes>),
    /// The user must be asked.
    Ask(Ask),
}

fn run(arrival: &mut Arrival<'_>, mut going: Going<'_>, mut step: Step) -> Response<Bytes> {
    let mut script = Script::default();
    let mut response = None;
    for _ in 0..MOST_PAGES {
        let (turn, error) = match apply(arrival, &mut going, &step) {
            Ok(Some(answer)) => (Turn::Answer(answer), None),
            Ok(None) => (turn(arrival, &going), None),
            Err((prefill, refusal)) => (Turn::Ask(Ask::SignIn(prefill)), Some(refusal)),
        };
        match turn {
            Turn::Answer(answer) => response = Some(answer),
            Turn::Ask(ask) => {
                if let Ask::Consent(question) | Ask::OrganizationConsent(question) = &ask {
                    going.interaction.asked = Some(question.clone());
                }
                let next = if error.is_none() { script.answer(arrival, &ask) } else { None };
                match next {
                    Some(next) => step = next,
                    None => response = Some(show(arrival, &going, &ask, error.as_ref())),
                }
            }
        }
        if response.is_some() {
            break;
        }
    }
    let stuck = || aadsts!(50000).check("interaction.progress");
    let mut response = response.unwrap_or_else(|| reply::refuse_page(arrival, &stuck()));
    going.binding.set(arrival, &mut response);
    if let (true, Some(session)) = (going.new_session, &going.session) {
        set_cookie(arrival, &mut response, SESSION, session, None);
    }
    response
}

fn turn(arrival: &mut Arrival<'_>, going: &Going<'_>) -> Turn {
    match &going.interaction.purpose {
        Purpose::Authorize(request) => authorize::turn(arrival, going, request),
        Purpose::AdminConsent(request) => admin_consent::turn(arrival, going, request),
        Purpose::Device { user_code } => device::turn(arrival, going, user_code),
    }
}

/// Does what a form says. A refusal is shown on the sign-in page, with this user name filled in.
fn apply(
    arrival: &mut Arrival<'_>,
    going: &mut Going<'_>,
    step: &Step,
) -> Result<Option<Response<Bytes>>, (String, Refusal)> {
    match step {
        Step::Continue => {}
        Step::SignIn { login, password } => {
            let checked = check(arrival, going, |context| user::check_password(context, login, password));
            let user = checked.map_err(|refusal| (login.clone(), refusal))?;
            sign_in(arrival, going, &user);
        }
        Step::Scripted(login) => {
            let checked = check(arrival, going, |context| user::check_without_password(context, login));
            let user = checked.map_err(|refusal| (login.clone(), refusal))?;
            sign_in(arrival, going, &user);
        }
        Step::Pick(account) => {
            going.interaction.picked = *account;
            going.interaction.another = account.is_none();
        }
        Step::Another => {
            going.interaction.proven = None;
            going.interaction.picked = None;
            going.interaction.another = true;
        }
        Step::Accept(everybody) => accept(arrival, going, *everybody),
        Step::Decline => return Ok(Some(decline(arrival, going))),
        Step::Cancel => return Ok(Some(cancel(arrival, going))),
    }
    Ok(None)
}

fn check(
    arrival: &Arrival<'_>,
    going: &Going<'_>,
    check: impl FnOnce(&Context<'_>) -> Result<Arc<User>, Refusal>,
) -> Result<Arc<User>, Refusal> {
    let interaction = &going.interaction;
    let segment = arrival.segment(&interaction.segment)?;
    check(&arrival.context(&interaction.segment, &segment, interaction.dialect))
}

/// Signs the user in to the browser's session.
fn sign_in(arrival: &Arrival<'_>, going: &mut Going<'_>, user: &User) {
    let now = arrival.now;
    let mut ledger = arrival.ledger();
    let known = going.session.as_deref().and_then(|cookie| ledger.sessions.get(cookie, now));
    let account = known.and_then(|session| session.accounts.iter().find(|a| a.user == user.oid));
    let sid = account.map_or_else(|| arrival.draw.guid("sid"), |account| account.authentication.sid);
    // A session that this world does not know gets a new cookie: nobody may choose its value.
    let cookie = match (&going.session, known) {
        (Some(cookie), Some(_)) => cookie.clone(),
        _ => {
            going.new_session = true;
            arrival.draw.text("session")
        }
    };
    let epoch = ledger.revocations.of(user.oid).epoch;
    let authentication = Authentication { sid, time: now, methods: vec!["pwd".into()], epoch };
    let lifetime = arrival.directory.settings().lifetimes.session.unwrap_or(SESSION_LIFETIME);
    ledger.sessions.sign_in(&cookie, user.oid, authentication.clone(), now.plus(lifetime), now);
    going.session = Some(cookie);
    going.interaction.proven = Some((user.oid, authentication));
    going.interaction.another = false;
}

/// Records consent to what the page that was shown asked, no more.
fn accept(arrival: &Arrival<'_>, going: &mut Going<'_>, everybody: bool) {
    if let Some(question) = going.interaction.asked.take() {
        let organization = matches!(going.interaction.purpose, Purpose::AdminConsent(_));
        let everybody = (everybody || organization) && question.user.admin;
        let mut ledger = arrival.ledger();
        for grant in question.grants(everybody) {
            ledger.consents.grant(&grant);
        }
    }
    going.interaction.consented = true;
}

fn decline(arrival: &mut Arrival<'_>, going: &Going<'_>) -> Response<Bytes> {
    match &going.interaction.purpose {
        Purpose::Authorize(request) => {
            let refusal =
                aadsts!(65004).check("consent.answer").expected("the user's consent").found("the user declined");
            authorize::deliver_refusal(arrival, &request.address, &refusal)
        }
        Purpose::AdminConsent(request) => admin_consent::declined(arrival, request, going.interaction.dialect),
        Purpose::Device { user_code } => device::declined(arrival, user_code),
    }
}

fn cancel(arrival: &mut Arrival<'_>, going: &Going<'_>) -> Response<Bytes> {
    match &going.interaction.purpose {
        Purpose::Authorize(request) => authorize::cancelled(arrival, &request.address),
        Purpose::AdminConsent(_) | Purpose::Device { .. } => decline(arrival, going),
    }
}

/// Shows a page and keeps the interaction for its form.
fn show(arrival: &mut Arrival<'_>, going: &Going<'_>, ask: &Ask, error: Option<&Refusal>) -> Response<Bytes> {
    let ctx = arrival.draw.text("ctx");
    let canary = going.binding.canary(&ctx);
    let html = ask_page::render(arrival, going, ask, error, &ctx, &canary);
    arrival.ledger().interactions.insert(ctx, going.interaction.clone(), arrival.now);
    match error {
        Some(refusal) => arrival.note.refused(refusal, refusal.entry.error),
        None => arrival.note.decision = Decision::Page,
    }
    reply::html(StatusCode::OK, &html)
}

/// The account of a request, under its hints.
pub fn select(arrival: &Arrival<'_>, going: &Going<'_>, hints: Hints<'_>) -> Result<Selection, Refusal> {
    let interaction = &going.interaction;
    let segment = arrival.segment(&interaction.segment)?;
    let context = arrival.context(&interaction.segment, &segment, interaction.dialect);
    let ledger = context.ledger();
    let session = going.session.as_deref().and_then(|cookie| ledger.sessions.get(cookie, arrival.now));
    account::select(&context, &ledger, hints, interaction, session)
}
