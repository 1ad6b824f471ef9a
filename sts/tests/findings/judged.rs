//! What a world's journal shows, and shorthands for the traffic that these tests repeat.

use pretenant_sts::control::FindingsQuery;
use pretenant_sts::findings::{Finding, Severity};
use serde_json::{Value, json};

use super::support::{Answer, CHALLENGE, DAEMON, DESKTOP, DEVICE, Fixture, VERIFIER};

pub const SCOPE: &str = "openid profile offline_access User.Read";
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub trait Judged {
    /// Every finding.
    fn findings(&self) -> Vec<Finding>;
    /// The findings of a rule.
    fn of(&self, rule: &str) -> Vec<Finding>;
    /// Adds a rule to the world.
    fn rule(&self, rule: Value);
    /// The only finding of a rule.
    fn only(&self, rule: &str) -> Finding;
    /// No finding of a rule.
    fn none(&self, rule: &str);
}

impl Judged for Fixture {
    fn findings(&self) -> Vec<Finding> {
        self.control.findings(&FindingsQuery::default()).findings
    }

    fn of(&self, rule: &str) -> Vec<Finding> {
        self.findings().into_iter().filter(|f| f.rule == rule).collect()
    }

    fn rule(&self, rule: Value) {
        self.control.add_rule(serde_json::from_value(rule).unwrap()).unwrap();
    }

    fn only(&self, rule: &str) -> Finding {
        let mut found = self.of(rule);
        assert_eq!(found.len(), 1, "{found:#?}");
        found.remove(0)
    }

    fn none(&self, rule: &str) {
        assert_eq!(self.of(rule), []);
    }
}

/// The numbers of the exchanges that show a finding.
pub fn shown(finding: &Finding) -> Vec<u64> {
    finding.evidence.iter().filter_map(|e| e.exchange).collect()
}

/// An application's own token.
pub fn app_token(world: &mut Fixture, extra: &[(&str, &str)]) -> Answer {
    let mut form =
        vec![("client_id", DAEMON), ("client_secret", "daemon-secret"), ("grant_type", "client_credentials")];
    form.push(("scope", "https://graph.microsoft.com/.default"));
    form.retain(|(name, _)| extra.iter().all(|(n, _)| n != name));
    form.extend(extra);
    world.token(&form)
}

/// Redeems a refresh token of the desktop app.
pub fn refresh(world: &mut Fixture, tokens: &Value, extra: &[(&str, &str)]) -> Answer {
    let mut form = vec![("grant_type", "refresh_token"), ("client_id", DESKTOP), ("scope", SCOPE)];
    form.push(("refresh_token", text(tokens, "refresh_token")));
    form.retain(|(name, _)| extra.iter().all(|(n, _)| n != name));
    form.extend(extra);
    world.token(&form)
}

/// An authorization request of the desktop app that nothing is wrong with, its values drawn from `seed`.
pub fn careful(world: &mut Fixture, seed: &str, scope: &str, extra: &[(&str, &str)]) -> Answer {
    let (state, nonce) = (format!("state-{seed}"), format!("nonce-{seed}"));
    let challenge = format!("{seed}{}", &CHALLENGE[seed.len()..]);
    let mut parameters = vec![
        ("client_id", DESKTOP),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost"),
        ("scope", scope),
        ("state", &state),
        ("nonce", &nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    parameters.retain(|(name, _)| extra.iter().all(|(n, _)| n != name));
    parameters.extend(extra.iter().filter(|(_, value)| !value.is_empty()));
    world.authorize(&parameters)
}

/// Signs in on the desktop app, carefully, and redeems the code.
pub fn signed_in(world: &mut Fixture, scope: &str, extra: &[(&str, &str)]) -> Value {
    // The challenge must fit the verifier, so it is always the same: reuse is not what these sign-ins are about.
    let mut with = vec![("code_challenge", CHALLENGE)];
    with.extend(extra);
    let answer = careful(world, "fix", scope, &with);
    let code = answer.redirected()["code"].clone();
    let answer = redeem(world, &code);
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Redeems a code of the desktop app.
pub fn redeem(world: &mut Fixture, code: &str) -> Answer {
    world.token(&[
        ("grant_type", "authorization_code"),
        ("client_id", DESKTOP),
        ("code", code),
        ("redirect_uri", "http://localhost"),
        ("code_verifier", VERIFIER),
    ])
}

/// Starts a device flow.
pub fn start_device(world: &mut Fixture) -> Value {
    let form = [("client_id", DEVICE), ("scope", "openid offline_access User.Read")];
    world.post("/organizations/oauth2/v2.0/devicecode", &form).json()
}

/// Polls for a device code.
pub fn poll(world: &mut Fixture, start: &Value) -> Answer {
    let code = text(start, "device_code");
    let form = [("grant_type", DEVICE_GRANT), ("client_id", DEVICE), ("device_code", code)];
    world.post("/organizations/oauth2/v2.0/token", &form)
}

pub fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// The worst severity of a world's findings; notes don't count.
pub fn clean(world: &Fixture) {
    let found: Vec<Finding> = world.findings().into_iter().filter(|f| f.severity > Severity::Note).collect();
    assert_eq!(found, [], "{}", json!(found));
}
