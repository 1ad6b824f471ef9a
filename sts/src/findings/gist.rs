//! An exchange in one line.

use super::record::parameter;
use crate::journal::{Decision, Exchange};

/// Parameters that tell what a request is about, in the order in which they are shown.
const TELLING: [&str; 6] = ["scope", "resource", "response_type", "prompt", "login_hint", "username"];

/// Request and answer in short: `POST /contoso/oauth2/v2.0/token refresh_token scope=User.Read -> 200 issued`.
pub fn gist(exchange: &Exchange) -> String {
    let note = &exchange.note;
    let mut line = format!("{} {}", exchange.method, exchange.path);
    if let Some(grant) = note.grant {
        line.push(' ');
        line.push_str(grant);
    }
    for name in TELLING {
        if let Some(value) = parameter(exchange, name) {
            line.push_str(&format!(" {name}={value}"));
        }
    }
    if parameter(exchange, "claims").is_some() {
        line.push_str(" +claims");
    }
    line.push_str(&format!(" -> {}", exchange.status));
    line.push_str(&outcome(exchange));
    line
}

fn outcome(exchange: &Exchange) -> String {
    let (note, told) = (&exchange.note, &exchange.told);
    let mut words = String::new();
    let mut say = |word: &str| {
        words.push(' ');
        words.push_str(word);
    };
    match told.error.as_ref().or(note.error.as_ref()) {
        Some(error) => say(error),
        None => match note.decision {
            Decision::Issued => say("issued"),
            Decision::Page => say("page"),
            Decision::Allowed | Decision::Answered | Decision::Refused => {}
        },
    }
    if let Some(code) = note.code {
        say(&format!("AADSTS{code}"));
    }
    if told.claims.is_some() {
        say("claims challenge");
    }
    if let Some(seconds) = told.retry_after {
        say(&format!("Retry-After: {seconds}"));
    }
    if told.lost {
        say("(the connection was cut)");
    }
    words
}
