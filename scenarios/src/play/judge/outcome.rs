use pretenant_sts::document::suggest;

use super::{Verdict, called, list, token};
use crate::driver::{Outcome, Refused};
use crate::language::{ExpectError, ExpectStep, ExpectUi};
use crate::play::event::Happened;
use crate::play::stage::Stage;

/// What the client said.
pub fn check(stage: &Stage<'_>, expect: &ExpectStep, happened: &Happened, verdict: &mut Verdict) {
    let outcome = happened.outcome.as_ref();
    match (&expect.token, &expect.ui_required, &expect.error) {
        (Some(expected), _, _) => match outcome {
            Some(Outcome::Token(result)) => token::check(stage, expected, result, &happened.traffic, verdict),
            other => verdict.fail(&["token"], "a token", called(other)),
        },
        (_, Some(expected), _) => match outcome {
            Some(Outcome::UiRequired(refused)) => ui(expected, refused, verdict),
            other => verdict.fail(&["ui_required"], "a demand for UI", called(other)),
        },
        (_, _, Some(expected)) => match outcome {
            Some(Outcome::Error(refused)) => error(expected, refused, verdict),
            other => verdict.fail(&["error"], "an error", called(other)),
        },
        (None, None, None) => {
            if let Some(Outcome::UiRequired(_) | Outcome::Error(_)) = outcome {
                verdict.fail(&[], "that the step succeeds", called(outcome));
            }
        }
    }
    if let Some(expected) = &expect.accounts {
        let mut expected: Vec<String> = expected.iter().map(|name| stage.upn(name)).collect();
        let mut found: Vec<String> = match outcome {
            Some(Outcome::Accounts(rows)) => rows.iter().map(|r| r.username.clone()).collect(),
            _ => Vec::new(),
        };
        expected.sort();
        found.sort();
        if expected != found {
            verdict.fail(&["accounts"], list(&expected), list(&found));
        }
    }
}

fn ui(expected: &ExpectUi, found: &Refused, verdict: &mut Verdict) {
    refused("ui_required", [&expected.error, &expected.suberror, &expected.code], found, verdict);
    if let Some(claims) = expected.claims.filter(|c| *c != found.claims.is_some()) {
        let (wanted, came) = if claims { ("a claims challenge", "none") } else { ("no claims challenge", "one") };
        verdict.fail(&["ui_required", "claims"], wanted, came);
    }
}

fn error(expected: &ExpectError, found: &Refused, verdict: &mut Verdict) {
    refused("error", [&expected.error, &expected.suberror, &expected.code], found, verdict);
    if let Some(says) = expected.says.as_deref().filter(|says| !found.description.contains(says)) {
        verdict.fail(&["error", "says"], format!("a text with `{says}`"), format!("`{}`", found.description));
    }
}

fn refused(key: &str, [error, suberror, code]: [&Option<String>; 3], found: &Refused, verdict: &mut Verdict) {
    if let Some(error) = error {
        verdict.same(&[key, "error"], error, Some(&found.error));
    }
    if let Some(suberror) = suberror {
        verdict.same(&[key, "suberror"], suberror, found.suberror.as_deref());
    }
    if let Some(code) = code {
        let codes: Vec<String> = found.codes.iter().map(|c| format!("AADSTS{c}")).collect();
        if !codes.contains(code) {
            let close = suggest::closest(code, codes.iter().map(String::as_str)).map(str::to_owned);
            verdict.fail(&[key, "code"], format!("`{code}`"), close.unwrap_or_else(|| list(&codes)));
        }
    }
}
