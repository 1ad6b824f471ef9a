//! Which account: session, hints and `prompt` against each other (entra-server §2.5, §10.4).

use std::sync::Arc;

use uuid::Uuid;

use super::Context;
use crate::aadsts;
use crate::directory::User;
use crate::ledger::{Account, Authentication, Interaction, Ledger, Session};
use crate::protocol::authorize::Prompt;
use crate::refusal::Refusal;
use crate::token::claims::read_login_hint;

/// What the request says about the account it wants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// `prompt`.
    pub prompt: Prompt,
    /// `login_hint`: a user principal name or the opaque claim.
    pub login_hint: Option<&'a str>,
    /// `domain_hint`.
    pub domain_hint: Option<&'a str>,
    /// `sid`.
    pub sid: Option<&'a str>,
    /// `max_age`, seconds.
    pub max_age: Option<i64>,
}

/// The account of a request, or what must be asked.
#[derive(Debug, Clone)]
pub enum Selection {
    /// This one.
    Account(Arc<User>, Authentication),
    /// Show the sign-in page, with this user name filled in.
    SignIn(String),
    /// Show the account picker.
    Pick(Vec<(Arc<User>, bool)>),
}

/// Finds the account of a request.
///
/// # Errors
/// With `prompt=none`, where something would have to be asked: AADSTS50058, 16000, 16002.
pub fn select(
    context: &Context<'_>,
    ledger: &Ledger,
    hints: Hints<'_>,
    progress: &Interaction,
    session: Option<&Session>,
) -> Result<Selection, Refusal> {
    let user_of = |oid: Uuid| context.directory.user(oid).cloned();
    if let Some((oid, authentication)) = &progress.proven
        && let Some(user) = user_of(*oid)
    {
        return Ok(Selection::Account(user, authentication.clone()));
    }
    let all: Vec<(Arc<User>, &Account)> =
        session.into_iter().flat_map(|s| &s.accounts).filter_map(|a| Some((user_of(a.user)?, a))).collect();
    let usable: Vec<&(Arc<User>, &Account)> = all.iter().filter(|(user, a)| alive(ledger, user, a)).collect();
    let hint = hinted_upn(context, hints.login_hint);
    let prefill = hint.clone().unwrap_or_default();
    if let Some(picked) = progress.picked {
        if let Some((user, account)) = usable.iter().find(|(u, _)| u.oid == picked) {
            return Ok(Selection::Account(user.clone(), account.authentication.clone()));
        }
        return Ok(Selection::SignIn(user_of(picked).map_or(prefill, |u| u.upn.clone())));
    }
    match hints.prompt {
        Prompt::Login => return Ok(Selection::SignIn(prefill)),
        _ if progress.another => return Ok(Selection::SignIn(String::new())),
        Prompt::SelectAccount if all.is_empty() => return Ok(Selection::SignIn(prefill)),
        Prompt::SelectAccount => return Ok(picker(ledger, &all)),
        Prompt::Auto | Prompt::None | Prompt::Consent => {}
    }
    let silent = hints.prompt == Prompt::None;
    let matching = narrow(context, hints, hint.as_deref(), &usable)?;
    match matching.as_slice() {
        [one] if stale(context, hints.max_age, &one.1.authentication) => {
            ask_or_refuse(silent, one.0.upn.clone(), &no_session())
        }
        [one] => Ok(Selection::Account(one.0.clone(), one.1.authentication.clone())),
        [] if hint.is_some() && !usable.is_empty() => ask_or_refuse(silent, prefill, &no_match(&usable)),
        [] => ask_or_refuse(silent, prefill, &no_session()),
        _ if silent => Err(several(&matching)),
        _ => Ok(picker(ledger, &all)),
    }
}

fn alive(ledger: &Ledger, user: &User, account: &Account) -> bool {
    account.signed_in && user.enabled && ledger.revocations.of(user.oid).epoch <= account.authentication.epoch
}

fn stale(context: &Context<'_>, max_age: Option<i64>, authentication: &Authentication) -> bool {
    max_age.is_some_and(|age| authentication.time.plus(age) < context.now)
}

/// The user principal name that a `login_hint` means.
fn hinted_upn(context: &Context<'_>, hint: Option<&str>) -> Option<String> {
    let hint = hint?;
    let opaque = read_login_hint(hint).and_then(|oid| context.directory.user(oid));
    Some(opaque.map_or_else(|| hint.to_owned(), |user| user.upn.clone()))
}

type Candidate<'s> = (Arc<User>, &'s Account);

fn narrow<'c, 's>(
    context: &Context<'_>,
    hints: Hints<'_>,
    upn: Option<&str>,
    usable: &[&'c Candidate<'s>],
) -> Result<Vec<&'c Candidate<'s>>, Refusal> {
    if let (Some(sid), Prompt::None) = (hints.sid, hints.prompt) {
        let found: Vec<_> = usable
            .iter()
            .copied()
            .filter(|(_, a)| a.authentication.sid.to_string().eq_ignore_ascii_case(sid))
            .collect();
        if found.is_empty() {
            return Err(aadsts!(16002)
                .error("login_required")
                .check("session.sid")
                .expected(format!("a session with sid {sid}"))
                .found(format!("{} other session(s)", usable.len())));
        }
        return Ok(found);
    }
    if let Some(upn) = upn {
        return Ok(usable.iter().copied().filter(|(u, _)| u.upn.eq_ignore_ascii_case(upn)).collect());
    }
    let domain = hints.domain_hint.filter(|d| !matches!(*d, "organizations" | "consumers"));
    let of_domain =
        |user: &User| domain.is_none_or(|d| context.directory.tenant_of_domain(d).is_some_and(|t| t.id == user.tenant));
    Ok(usable.iter().copied().filter(|(u, _)| of_domain(u)).collect())
}

fn picker(ledger: &Ledger, all: &[(Arc<User>, &Account)]) -> Selection {
    Selection::Pick(all.iter().map(|(user, account)| (user.clone(), alive(ledger, user, account))).collect())
}

fn ask_or_refuse(silent: bool, prefill: String, refusal: &Refusal) -> Result<Selection, Refusal> {
    if silent { Err(refusal.clone()) } else { Ok(Selection::SignIn(prefill)) }
}

fn no_session() -> Refusal {
    aadsts!(50058)
        .check("session.exists")
        .expected("a signed-in account in this browser's session")
        .found("none; its cookies were not sent, or it has ended")
}

fn no_match(usable: &[&Candidate<'_>]) -> Refusal {
    let names: Vec<&str> = usable.iter().map(|(u, _)| u.upn.as_str()).collect();
    aadsts!(50058)
        .text("A silent sign-in request was sent but none of the currently signed in user(s) match the requested login hint.")
        .check("session.login_hint")
        .expected("a login_hint that names a signed-in account")
        .found(format!("signed in: {}", names.join(", ")))
}

fn several(matching: &[&Candidate<'_>]) -> Refusal {
    let names: Vec<&str> = matching.iter().map(|(u, _)| u.upn.as_str()).collect();
    aadsts!(16000)
        .check("session.single")
        .expected("one signed-in account, or a login_hint or sid that picks one")
        .found(names.join(", "))
}
