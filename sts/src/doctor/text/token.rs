//! A token report for people.

use serde_json::Value;

use super::page::{Mark, Page};
use super::scope::named;
use crate::clock::Moment;
use crate::doctor::{CheckLine, Judgement, Outcome, TokenForm, TokenKind, TokenLine, TokenReport};
use crate::token::jws::Object;
use crate::token::verify::number;

/// Renders a report; `styled`: with colours, as ANSI escape codes.
#[must_use]
pub fn token_text(report: &TokenReport, styled: bool) -> String {
    let mut page = Page::new(styled);
    let mark = match (report.accepted, report.token.notes.is_empty()) {
        (true, true) => Mark::Good,
        (true, false) => Mark::Note,
        (false, _) => Mark::Bad,
    };
    page.heading(mark, &title(&report.token));
    describe(&mut page, &report.token);
    match report.apis.as_slice() {
        [only] => judgement(&mut page, only),
        [] => {}
        several => summary(&mut page, several),
    }
    page.finish()
}

fn title(token: &TokenLine) -> String {
    let kind = match (token.kind, token.form) {
        (_, TokenForm::Empty) => "no token",
        (TokenKind::UserAccessToken, TokenForm::Encrypted) => "an encrypted access token of a user",
        (TokenKind::AppAccessToken, TokenForm::Encrypted) => "an encrypted access token of an application",
        (TokenKind::UserAccessToken, _) => "an access token of a user",
        (TokenKind::AppAccessToken, _) => "an access token of an application",
        (TokenKind::IdToken, _) => "an ID token",
        (TokenKind::RefreshToken, _) => "a refresh token",
        (TokenKind::Code, _) => "a code",
        (TokenKind::Unknown, TokenForm::Broken) => "a broken token",
        (TokenKind::Unknown, TokenForm::Encrypted) => "an encrypted token",
        (TokenKind::Unknown, TokenForm::Opaque | TokenForm::Signed) => "an opaque string",
    };
    let whose = token.audience_of.as_ref().map_or_else(String::new, |name| format!(" for '{name}'"));
    format!("{kind}{whose}")
}

fn describe(page: &mut Page, token: &TokenLine) {
    for part in token.parts.iter().filter(|_| token.form == TokenForm::Broken) {
        page.marked_row(if part.readable { Mark::Good } else { Mark::Bad }, part.name, &part.says);
    }
    if let Some(header) = &token.header {
        page.row("header", &pairs(header));
    }
    if let Some(claims) = &token.claims {
        for (label, names) in CLAIMS {
            let mut found: Vec<String> = names.iter().filter_map(|name| claim(claims, name)).collect();
            if *label == "client" {
                found.extend(token.client.clone());
            }
            if !found.is_empty() {
                let label =
                    if token.kind == TokenKind::AppAccessToken && *label == "user" { "principal" } else { label };
                page.row(label, &found.join(", "));
            }
        }
    }
    for note in &token.notes {
        page.row("note", note);
    }
}

/// The claims that matter, by what they say. Everything else is in the JSON report.
const CLAIMS: &[(&str, &[&str])] = &[
    ("aud", &["aud"]),
    ("iss", &["iss"]),
    ("ver", &["ver"]),
    ("client", &["appid", "azp"]),
    ("user", &["upn", "preferred_username", "oid"]),
    ("scp", &["scp"]),
    ("roles", &["roles"]),
    ("nbf", &["nbf"]),
    ("exp", &["exp"]),
];

fn claim(claims: &Object, name: &str) -> Option<String> {
    let value = claims.get(name)?;
    let text = match (name, value) {
        ("nbf" | "exp", value) => number(value).map(|seconds| Moment(seconds.saturating_mul(1000)).iso()),
        (_, Value::String(text)) => Some(text.clone()),
        (_, Value::Array(all)) => Some(
            all.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect::<Vec<_>>().join(" "),
        ),
        (_, _) => None,
    };
    Some(text.unwrap_or_else(|| value.to_string()))
}

fn pairs(object: &Object) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    object.iter().map(|(name, value)| format!("{name} {}", text(value))).collect::<Vec<_>>().join(", ")
}

fn judgement(page: &mut Page, judged: &Judgement) {
    let mark = if judged.accepted { Mark::Good } else { Mark::Bad };
    page.heading(mark, &heading(judged));
    for check in &judged.checks {
        let name = short(check);
        match check.outcome {
            Outcome::Passed => page.marked_row(Mark::Good, name, check.found.as_deref().unwrap_or("yes")),
            Outcome::Failed => page.marked_row(Mark::Bad, name, &found(check)),
            Outcome::NotReached => page.marked_row(Mark::Idle, name, "not reached"),
            Outcome::NotReachedWouldFail => {
                page.marked_row(Mark::Idle, name, &format!("not reached; would fail: {}", found(check)));
            }
            Outcome::NotPossible => page.marked_row(Mark::Idle, name, "not possible"),
        }
    }
    if let Some(diagnosis) = &judged.diagnosis {
        page.row("cure", &diagnosis.cure);
    }
    if let Some(scope) = judged.scope.as_ref().filter(|_| !judged.accepted) {
        page.value_row("scope", scope, None);
    }
}

fn heading(judged: &Judgement) -> String {
    let api = named(&judged.display_name, &judged.api);
    let answer = if judged.accepted { "lets it in".to_owned() } else { format!("answers {}", judged.status) };
    format!("{api} {answer}: {}", judged.call)
}

fn found(check: &CheckLine) -> String {
    let found = check.found.as_deref().unwrap_or("nothing");
    match &check.expected {
        Some(expected) => format!("{found}; expected {expected}"),
        None => found.to_owned(),
    }
}

/// A row for every API.
fn summary(page: &mut Page, all: &[Judgement]) {
    let any = all.iter().any(|judged| judged.accepted);
    page.heading(if any { Mark::Good } else { Mark::Bad }, "what the APIs of this world say to it");
    for judged in all {
        let failed = judged.checks.iter().find(|check| check.outcome == Outcome::Failed);
        let mark = if judged.accepted { Mark::Good } else { Mark::Bad };
        let text = match (failed, &judged.scope) {
            (None, _) => "lets it in".to_owned(),
            (Some(check), None) => format!("{} for its {}", judged.status, short(check)),
            (Some(check), Some(scope)) => format!("{} for its {}; ask for {scope}", judged.status, short(check)),
        };
        page.marked_row(mark, &judged.api, &text);
    }
}

fn short(check: &CheckLine) -> &'static str {
    check.check.trim_start_matches("api.")
}
