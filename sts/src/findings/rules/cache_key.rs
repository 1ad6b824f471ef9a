//! Why a token that would have served was not found: what differs between the request that brought it and the one
//! that asked again.

use crate::findings::record::{Record, parameter};
use crate::findings::scopes;
use crate::findings::telemetry::{self, Reason};
use crate::journal::Exchange;

/// The differences, one clause each.
pub fn differences<'a>(record: &Record<'a>, old: &'a Exchange, new: &'a Exchange) -> String {
    let found = [
        changed("the host of the authority", &old.origin, &new.origin),
        changed("the tenant in the authority", tenant(old), tenant(new)),
        changed("the version of the endpoint", old.note.version.unwrap_or("?"), new.note.version.unwrap_or("?")),
        spelling(record, old, new),
        sign_in(record, old, new),
        changed("the claims parameter", claims(old), claims(new)),
    ];
    let differing: Vec<String> = found.into_iter().flatten().collect();
    if !differing.is_empty() {
        return differing.join(", ");
    }
    match telemetry::reason(new) {
        Some(Reason::Absent) => "its library found no such token in its cache: a new process or client object, or an \
                                 answer that was not stored"
            .into(),
        Some(Reason::Expired) => "its library took the token for expired: compare its clock with the platform's".into(),
        Some(Reason::Aging) => "its library renewed it early, though no refresh_in had passed".into(),
        Some(Reason::Forced) | None => anew(record, old, new),
    }
}

fn changed(what: &str, old: &str, new: &str) -> Option<String> {
    (old != new).then(|| format!("{what} was `{old}`, now `{new}`"))
}

fn tenant(exchange: &Exchange) -> &str {
    exchange.note.tenant.as_deref().unwrap_or_default()
}

fn claims(exchange: &Exchange) -> &str {
    parameter(exchange, "claims").unwrap_or("absent")
}

/// A scope that was asked for in letters in which it was not granted.
fn spelling(record: &Record<'_>, old: &Exchange, new: &Exchange) -> Option<String> {
    let asked_before = scopes::asked(record, old).unwrap_or_default();
    let granted = old.issued.scope.as_deref().map(|s| scopes::words(s).collect::<Vec<_>>()).unwrap_or_default();
    let before: Vec<&str> = asked_before.iter().map(String::as_str).chain(granted).collect();
    scopes::asked(record, new)?.into_iter().find_map(|word| {
        let same = |b: &&&str| scopes::permission(b) == scopes::permission(&word);
        let twin = before.iter().find(same).filter(|_| !before.contains(&word.as_str()))?;
        Some(format!("the scope was written `{twin}`, now `{word}`"))
    })
}

/// A refresh token that does not come from the answer, or from the request, that brought the token.
fn sign_in<'a>(record: &Record<'a>, old: &'a Exchange, new: &'a Exchange) -> Option<String> {
    let shown = new.presented.refresh_token?;
    let known = [old.issued.refresh_token, old.presented.refresh_token].contains(&Some(shown));
    let related = known
        || record.lineage(new).take(1000).any(|e| e.id == old.id)
        || record.lineage(old).take(1000).any(|e| e.issued.refresh_token == Some(shown));
    let other = record.issuer(Some(shown)).filter(|_| !related)?;
    Some(format!("the refresh token was that of another sign-in of the same user (#{})", other.id))
}

/// A library reads the metadata of its authority when it starts.
fn anew(record: &Record<'_>, old: &Exchange, new: &Exchange) -> String {
    let mut started = record.between(old, new).filter(|e| matches!(e.note.endpoint, Some("metadata" | "instance")));
    match started.next() {
        Some(read) => format!(
            "metadata was read anew before (#{}): perhaps a new process or client object whose cache was empty",
            read.id
        ),
        None => "nothing in the request differs: the answer was not cached, or the cache not asked".into(),
    }
}
