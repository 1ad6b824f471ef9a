use pretenant_sts::document::{Findings, Pointer, suggest};
use pretenant_sts::findings::RULES;
use pretenant_sts::rules::check_code;

use super::duration;
use super::names::Names;
use super::step::TOKEN_STEPS;
use crate::language::{EXCHANGES, ExpectExchange, ExpectStep, ExpectToken, ExpectWorld};

/// Notes what is wrong with the expectations of a step.
pub fn step(expect: &ExpectStep, action: &str, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    let outcomes = [expect.token.is_some(), expect.ui_required.is_some(), expect.error.is_some()];
    if outcomes.iter().filter(|given| **given).count() > 1 {
        findings.add(at, "a step ends in one way: `token`, `ui_required` or `error`");
    }
    let answered = matches!(action, "request" | "call_api");
    let acquires = TOKEN_STEPS.contains(&action);
    let fitting = [
        ("token", expect.token.is_some(), acquires),
        ("ui_required", expect.ui_required.is_some(), acquires),
        ("error", expect.error.is_some(), !answered && action != "parallel"),
        ("accounts", expect.accounts.is_some(), action == "accounts"),
        ("pages", expect.pages.is_some(), matches!(action, "sign_in" | "device_code" | "browser")),
        ("status", expect.status.is_some(), answered),
        ("headers", !expect.headers.is_empty(), answered),
        ("json", !expect.json.is_empty(), answered),
        ("location", !expect.location.is_empty(), action == "request"),
        ("broken", expect.broken.is_some(), answered),
        ("advice", expect.advice.is_some(), answered || acquires),
        ("cache", expect.cache.is_some(), !matches!(action, "request" | "browser" | "parallel" | "advance" | "change")),
    ];
    for (key, given, fits) in fitting {
        if given && !fits {
            findings.add(&at.key(key), format!("a `{action}` step has no {key} to expect"));
        }
    }
    if let Some(token) = &expect.token {
        self::token(token, names, &at.key("token"), findings);
    }
    let codes = [
        ("ui_required", expect.ui_required.as_ref().and_then(|e| e.code.as_deref())),
        ("error", expect.error.as_ref().and_then(|e| e.code.as_deref())),
    ];
    for (key, code) in codes {
        if let Some(code) = code {
            aadsts(code, &at.key(key).key("code"), findings);
        }
    }
    for (i, exchange) in expect.wire.iter().flatten().enumerate() {
        self::exchange(exchange, names, &at.key("wire").index(i), findings);
    }
    for (pointer, _) in &expect.json {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let help = Some(format!("write `/{pointer}`"));
            findings.add_with_help(&at.key("json").key(pointer), "a JSON pointer begins with `/`", help);
        }
    }
}

fn token(expect: &ExpectToken, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    for (key, step) in [("same_as", &expect.same_as), ("other_than", &expect.other_than)] {
        if let Some(id) = step {
            names.step(id, TOKEN_STEPS, &at.key(key), findings);
        }
    }
    for (key, text) in [("expires_in", &expect.expires_in), ("give_or_take", &expect.give_or_take)] {
        if let Some(text) = text {
            duration(text, &at.key(key), findings);
        }
    }
    if let Some(account) = expect.account.as_deref().filter(|a| *a != "none") {
        names.user(account, &at.key("account"), findings);
    }
    if let Some(tenant) = &expect.tenant {
        names.tenant(tenant, &at.key("tenant"), findings);
    }
}

fn exchange(expect: &ExpectExchange, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    match expect.endpoints().as_slice() {
        [_] => {}
        [] => {
            let known: Vec<&str> = EXCHANGES.iter().map(|(name, _)| *name).collect();
            let help = Some(format!("one of: {}", known.join(", ")));
            findings.add_with_help(at, "this names no endpoint", help);
        }
        [_, (second, _), ..] => {
            let problem = format!("one exchange goes to one endpoint: `{second}` is a second one");
            findings.add_with_help(&at.key(second), problem, Some("begin a new entry with `- `".to_owned()));
        }
    }
    const GRANTS: &[&str] = &[
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "password",
        "device_code",
        "on_behalf_of",
        "any",
    ];
    const PROMPTS: &[&str] = &["any", "none", "login", "select_account", "consent", "absent"];
    for (key, given, known) in [("token", &expect.token, GRANTS), ("authorize", &expect.authorize, PROMPTS)] {
        if let Some(word) = given.as_deref().filter(|w| !known.contains(w)) {
            let help = suggest::help(word, known.iter().copied());
            findings.add_with_help(&at.key(key), format!("`{word}` is not one of its kinds"), help);
        }
    }
    if let Some(code) = &expect.code {
        aadsts(code, &at.key("code"), findings);
    }
    for (i, rule) in expect.rules.iter().enumerate() {
        names.rule(rule, &at.key("rules").index(i), findings);
    }
}

/// Notes what is wrong with the expectations at the end.
pub fn world(expect: &ExpectWorld, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    for (i, rule) in expect.rules.iter().enumerate() {
        names.rule(&rule.name, &at.key("rules").index(i).key("name"), findings);
    }
    for (i, id) in expect.findings.iter().flatten().enumerate() {
        if !RULES.iter().any(|rule| rule.id == id) {
            let help = suggest::help(id, RULES.iter().map(|rule| rule.id));
            findings.add_with_help(&at.key("findings").index(i), format!("there is no finding `{id}`"), help);
        }
    }
}

fn aadsts(code: &str, at: &Pointer, findings: &mut Findings) {
    if code.parse::<u32>().is_ok() {
        findings.add_with_help(at, "a code begins with `AADSTS`", Some(format!("write `AADSTS{code}`")));
    } else {
        check_code(code, at, findings);
    }
}
