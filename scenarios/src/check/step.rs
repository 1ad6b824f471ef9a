use pretenant_sts::document::{Findings, Pointer};
use pretenant_sts::rules;

use super::names::Names;
use super::{duration, expect};
use crate::language::{Action, Change, RawRequest, Step};

/// The steps that bring an access token.
pub const TOKEN_STEPS: &[&str] = &[
    "sign_in",
    "redeem_code",
    "device_code",
    "password",
    "integrated_windows",
    "client_credentials",
    "on_behalf_of",
    "silent",
];

/// Notes what is wrong with steps, in order.
pub fn check_all<'a>(steps: &'a [Step], names: &mut Names<'a>, at: &Pointer, findings: &mut Findings) {
    for (i, step) in steps.iter().enumerate() {
        check(step, names, &at.index(i), findings);
    }
}

fn check<'a>(step: &'a Step, names: &mut Names<'a>, at: &Pointer, findings: &mut Findings) {
    step.check_action(at, findings);
    let Some((name, action)) = step.action() else { return };
    let here = at.key(name);
    actor(step, name, names, at, findings);
    if step.times == Some(0) {
        findings.add_with_help(&at.key("times"), "a step that never happens", Some("leave it out".to_owned()));
    }
    match action {
        Action::SignIn(a) => {
            for (key, user) in [("user", &a.user), ("login_hint", &a.login_hint)] {
                if let Some(user) = user.as_deref().filter(|u| key == "user" || !u.contains('@')) {
                    names.user(user, &here.key(key), findings);
                }
            }
            tenant(a.tenant.as_deref(), names, &here, findings);
            scopes(&a.scopes, &here, findings);
            if a.user.is_none() && (a.password.is_some() || a.cancel == Some(true)) {
                let help = Some("say who with `user`".to_owned());
                findings.add_with_help(&here, "nobody is there to type or to go back", help);
            }
        }
        Action::RedeemCode(a) => names.step(&a.of, &["sign_in"], &here.key("of"), findings),
        Action::DeviceCode(a) => {
            if let Some(user) = &a.user {
                names.user(user, &here.key("user"), findings);
            }
            tenant(a.tenant.as_deref(), names, &here, findings);
            scopes(&a.scopes, &here, findings);
        }
        Action::Password(a) => {
            scopes(&a.scopes, &here, findings);
            if a.password.is_none() {
                names.user(&a.user, &here.key("user"), findings);
            }
        }
        Action::IntegratedWindows(a) => {
            scopes(&a.scopes, &here, findings);
            names.user(&a.user, &here.key("user"), findings);
        }
        Action::ClientCredentials(a) => {
            scopes(&a.scopes, &here, findings);
            tenant(a.tenant.as_deref(), names, &here, findings);
        }
        Action::OnBehalfOf(a) => {
            scopes(&a.scopes, &here, findings);
            tenant(a.tenant.as_deref(), names, &here, findings);
            // A token as such has dots, an id has none.
            if !a.assertion.contains('.') {
                names.step(&a.assertion, TOKEN_STEPS, &here.key("assertion"), findings);
            }
        }
        Action::Silent(a) => {
            scopes(&a.scopes, &here, findings);
            tenant(a.tenant.as_deref(), names, &here, findings);
            if let Some(account) = &a.account {
                names.user(account, &here.key("account"), findings);
            }
        }
        Action::RemoveAccount(user) => names.user(user, &here, findings),
        Action::ImportCache(a) => names.step(&a.from, &["export_cache"], &here.key("from"), findings),
        Action::CallApi(a) => {
            if !a.path.starts_with('/') {
                findings.add_with_help(&here.key("path"), "a path begins with `/`", None);
            }
            if let Some(token) = a.token.as_deref().filter(|t| *t != "none") {
                names.step(token, TOKEN_STEPS, &here.key("token"), findings);
            }
        }
        Action::Browser(a) => {
            if let Some(user) = &a.admin_consent {
                names.user(user, &here.key("admin_consent"), findings);
            }
            let actions = [a.sign_out == Some(true), a.clear_cookies == Some(true), a.admin_consent.is_some()];
            if actions.iter().filter(|given| **given).count() != 1 {
                findings.add(&here, "this takes one of: sign_out, clear_cookies, admin_consent");
            }
        }
        Action::Request(a) => request(a, names, &here, findings),
        Action::Advance(text) => duration(text, &here, findings),
        Action::Change(a) => change(a, names, &here, findings),
        Action::Parallel(steps) => parallel(steps, names, &here, findings),
        Action::Accounts | Action::ExportCache | Action::RestartClient => {}
    }
    for value in step.save.keys() {
        names.add_saved(value);
    }
    for (name, source) in &step.save {
        if !crate::template::is_source(source) {
            findings.add_with_help(
                &at.key("save").key(name),
                format!("nothing can be saved from `{source}`"),
                Some("`body./json/pointer`, `header.name`, `location.parameter`, `text` or `token`".to_owned()),
            );
        }
    }
    if let Some(expect) = &step.expect {
        expect::step(expect, name, names, &at.key("expect"), findings);
    }
    if let Some(id) = &step.id {
        names.add_step(id, name, &at.key("id"), findings);
    }
}

/// Steps that a client takes need one.
fn actor(step: &Step, action: &str, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    if let Some(actor) = &step.actor {
        names.client(actor, &at.key("as"), findings);
        return;
    }
    let acts = !matches!(action, "browser" | "request" | "advance" | "change" | "parallel");
    if acts && names.acting(None).is_none() {
        let help = "add `client: { app: … }` to the file, or name one of `clients` with `as`".to_owned();
        findings.add_with_help(&at.key(action), "no client is there to do this", Some(help));
    }
}

fn scopes(scopes: &[String], at: &Pointer, findings: &mut Findings) {
    if scopes.is_empty() {
        findings.add_with_help(at, "no scopes to ask for", Some("e.g. `scopes: [User.Read]`".to_owned()));
    }
    for (i, scope) in scopes.iter().enumerate() {
        if scope.contains(char::is_whitespace) || scope.is_empty() {
            let help = Some("write one list entry per scope".to_owned());
            findings.add_with_help(&at.key("scopes").index(i), "a scope has no spaces", help);
        }
    }
}

fn tenant(tenant: Option<&str>, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    if let Some(tenant) = tenant {
        names.tenant(tenant, &at.key("tenant"), findings);
    }
}

fn request(request: &RawRequest, names: &Names<'_>, at: &Pointer, findings: &mut Findings) {
    if !request.path.starts_with(['/', '$']) {
        let help = Some("the scenario's own world is asked: leave scheme and host out".to_owned());
        findings.add_with_help(&at.key("path"), "a path begins with `/`", help);
    }
    let bodies = [!request.form.is_empty(), request.json.is_some(), request.body.is_some()];
    if bodies.iter().filter(|given| **given).count() > 1 {
        findings.add(at, "a request has one body: `form`, `json` or `body`");
    }
    if let Some(method) = &request.method
        && http::Method::from_bytes(method.as_bytes()).is_err()
    {
        findings.add(&at.key("method"), format!("`{method}` is not an HTTP method"));
    }
    names.references(&request.path, &at.key("path"), findings);
    for (key, map) in [("query", &request.query), ("headers", &request.headers), ("form", &request.form)] {
        for (name, value) in map {
            names.references(value, &at.key(key).key(name), findings);
        }
    }
    if let Some(body) = &request.body {
        names.references(body, &at.key("body"), findings);
    }
    if let Some(json) = &request.json {
        names.references(&json.to_string(), &at.key("json"), findings);
    }
}

fn change<'a>(change: &'a Change, names: &mut Names<'a>, at: &Pointer, findings: &mut Findings) {
    if *change == Change::default() {
        findings.add(at, "this changes nothing");
    }
    if change.world.is_some() {
        names.registrations_change();
    }
    if let Some(password) = &change.password {
        names.user(&password.user, &at.key("password").key("user"), findings);
    }
    for (key, consent) in [("grant_consent", &change.grant_consent), ("revoke_consent", &change.revoke_consent)] {
        let Some(consent) = consent else { continue };
        let here = at.key(key);
        names.app(&consent.client, &here.key("client"), findings);
        names.app(&consent.api, &here.key("api"), findings);
        if let Some(user) = &consent.user {
            names.user(user, &here.key("user"), findings);
        }
    }
    if let Some(revoke) = &change.revoke {
        let here = at.key("revoke");
        for (key, user) in [("refresh_tokens_of", &revoke.refresh_tokens_of), ("sessions_of", &revoke.sessions_of)] {
            if let Some(user) = user {
                names.user(user, &here.key(key), findings);
            }
        }
    }
    if let Some(changed) = &change.rules {
        let here = at.key("rules");
        for (i, name) in changed.remove.iter().enumerate() {
            names.rule(name, &here.key("remove").index(i), findings);
        }
        rules::check(&changed.add, names.directory(), &here.key("add"), findings);
        for rule in &changed.add {
            if let Some(name) = &rule.name {
                names.add_rule(name);
            }
        }
    }
}

fn parallel<'a>(steps: &'a [Step], names: &mut Names<'a>, at: &Pointer, findings: &mut Findings) {
    if steps.is_empty() {
        findings.add(at, "nothing happens at the same time");
    }
    for (i, step) in steps.iter().enumerate() {
        if let Some((action @ ("parallel" | "advance" | "change" | "restart_client"), _)) = step.action() {
            let problem = format!("`{action}` cannot happen at the same time as something else");
            findings.add_with_help(&at.index(i).key(action), problem, Some("make it a step of its own".to_owned()));
        }
        if step.expect.as_ref().is_some_and(|e| e.wire.is_some()) {
            let help = Some("put `wire` on the `parallel` step".to_owned());
            let here = at.index(i).key("expect").key("wire");
            findings.add_with_help(&here, "exchanges of steps at the same time cannot be told apart", help);
        }
    }
    check_all(steps, names, at, findings);
}
