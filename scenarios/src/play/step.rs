//! Takes one step.

use futures_util::future::{BoxFuture, FutureExt as _, join_all};
use pretenant_sts::clock::parse_duration;
use pretenant_sts::document::Pointer;
use serde_json::Value;

use super::acquire::unsupported;
use super::event::{Failure, Happened};
use super::stage::Stage;
use super::transcript::SECRET;
use super::{judge, labels};
use crate::driver::{Command, Outcome, Refused};
use crate::language::{Action, Step};

impl Stage<'_> {
    /// Takes a step that is written at `at`, and judges what came of it.
    pub async fn take(&self, step: &Step, at: &Pointer) -> Happened {
        let before = self.tap().len();
        let mut happened = self.act(step, at).await;
        happened.traffic = self.tap().since(before);
        if matches!(step.action(), Some((_, Action::Parallel(_)))) {
            // Which of them came first is chance where threads or sockets are involved.
            happened.traffic.sort_by_cached_key(|t| (t.target.clone(), t.request_body.clone(), t.body.clone()));
        }
        for traffic in &happened.traffic {
            self.state().labels.read(traffic);
        }
        if happened.unsupported().is_none() {
            self.judge_cache(step, at, &mut happened).await;
            self.judge(step, at, &mut happened);
        }
        self.remember(step, &happened);
        happened
    }

    /// Looks into the client's cache, where a step says what must be in it.
    async fn judge_cache(&self, step: &Step, at: &Pointer, happened: &mut Happened) {
        let Some(expect) = step.expect.as_ref().and_then(|e| e.cache.as_ref()) else { return };
        let client = self.acting(step.actor.as_deref()).map_or("", |(name, _)| name);
        let at = at.key("expect").key("cache");
        match self.perform(client, &Command::ExportCache).await.outcome {
            Some(Outcome::Cache(cache)) => happened.failures.extend(judge::cache(expect, &cache, &at)),
            other => happened.failures.push(Failure {
                at,
                expected: "that the client writes its cache out".into(),
                found: judge::called(other.as_ref()),
                wire: String::new(),
            }),
        }
    }

    fn judge(&self, step: &Step, at: &Pointer, happened: &mut Happened) {
        let mut failures = judge::step(self, step, happened, at);
        for (i, (step, child)) in children(step).iter().zip(&happened.parallel).enumerate() {
            failures.extend(judge::step(self, step, child, &at.key("parallel").index(i)));
        }
        happened.failures.extend(failures);
        let wire = super::sequence::lines(&happened.traffic);
        for failure in &mut happened.failures {
            failure.wire.clone_from(&wire);
        }
    }

    fn act<'a>(&'a self, step: &'a Step, at: &'a Pointer) -> BoxFuture<'a, Happened> {
        async move {
            let Some((name, action)) = step.action() else { return Happened::default() };
            let client = self.acting(step.actor.as_deref()).map_or("", |(name, _)| name);
            let mut happened = match action {
                Action::SignIn(a) => self.sign_in(client, step.id.as_deref(), a).await,
                Action::RedeemCode(a) => self.redeem_code(client, &a.of).await,
                Action::DeviceCode(a) => self.device_code(client, a).await,
                Action::Password(a) => self.password(client, a).await,
                Action::IntegratedWindows(a) => self.integrated_windows(client, a).await,
                Action::ClientCredentials(a) => self.client_credentials(client, a).await,
                Action::OnBehalfOf(a) => self.on_behalf_of(client, a).await,
                Action::Silent(a) => self.silent(client, a).await,
                Action::Accounts => self.perform(client, &Command::Accounts).await,
                Action::RemoveAccount(user) => {
                    self.perform(client, &Command::RemoveAccount { account: self.upn(user) }).await
                }
                Action::ExportCache => self.perform(client, &Command::ExportCache).await,
                Action::ImportCache(a) => {
                    let cache = self.state().caches.get(&a.from).cloned().unwrap_or_default();
                    self.perform(client, &Command::ImportCache { cache: without(&cache, a) }).await
                }
                Action::RestartClient => self.restart(step.actor.as_deref()).await,
                Action::CallApi(a) => self.call_api(client, a).await,
                Action::Browser(a) => self.in_browser(step.actor.as_deref(), a).await,
                Action::Request(a) => self.request(a).await,
                Action::Advance(by) => self.advance(by, &at.key(name)).await,
                Action::Change(a) => done(self.change(a), &at.key(name)),
                Action::Parallel(_) if !self.driver().in_process() => {
                    unsupported("this client is told one thing at a time")
                }
                Action::Parallel(steps) => {
                    let places: Vec<Pointer> = (0..steps.len()).map(|i| at.key("parallel").index(i)).collect();
                    let all = steps.iter().zip(&places).map(|(step, at)| self.act(step, at));
                    Happened { parallel: join_all(all).await, ..Happened::default() }
                }
            };
            happened.title = title(step, name);
            happened
        }
        .boxed()
    }

    async fn advance(&self, by: &str, at: &Pointer) -> Happened {
        let mut happened = done(self.control().advance(by).map(drop), at);
        let seconds = parse_duration(by).unwrap_or(0) / 1000;
        happened.outcome = self.driver().age(seconds).await;
        happened
    }

    async fn restart(&self, actor: Option<&str>) -> Happened {
        let Some((name, entry)) = self.acting(actor) else { return Happened::default() };
        Happened { outcome: Some(self.make_client(name, entry).await), ..Happened::default() }
    }

    /// Keeps what later steps refer to.
    fn remember(&self, step: &Step, happened: &Happened) {
        for (step, child) in children(step).iter().zip(&happened.parallel) {
            self.remember(step, child);
        }
        let client = self.acting(step.actor.as_deref()).map_or("", |(name, _)| name).to_owned();
        let mut state = self.state();
        for traffic in &happened.traffic {
            state.issued.extend(issued(&traffic.body));
        }
        match &happened.outcome {
            Some(Outcome::Token(token)) => {
                state.last_token.insert(client, token.access_token.clone());
                if let Some(id) = &step.id {
                    state.results.insert(id.clone(), (**token).clone());
                }
            }
            Some(
                Outcome::UiRequired(Refused { claims: Some(claims), .. })
                | Outcome::Error(Refused { claims: Some(claims), .. }),
            ) => {
                state.challenge = Some(claims.clone());
            }
            Some(Outcome::Cache(cache)) => {
                if let Some(id) = &step.id {
                    state.caches.insert(id.clone(), cache.clone());
                }
            }
            _ => {}
        }
        if let Some(Ok(answer)) = &happened.answer
            && let Some(claims) = challenge(answer)
        {
            state.challenge = Some(claims);
        }
        for (name, source) in &step.save {
            if let Some(value) = saved(source, happened) {
                state.saved.insert(name.clone(), value);
            }
        }
    }
}

fn children(step: &Step) -> &[Step] {
    step.parallel.as_deref().unwrap_or_default()
}

fn done(result: Result<(), pretenant_sts::control::ControlError>, at: &Pointer) -> Happened {
    let failure = |error: pretenant_sts::control::ControlError| Failure {
        at: at.clone(),
        expected: "a change that the world can make".into(),
        found: error.to_string(),
        wire: String::new(),
    };
    Happened { failures: result.err().map(failure).into_iter().collect(), ..Happened::default() }
}

/// A step in one line: `silent ada [User.Read]`.
fn title(step: &Step, action: &str) -> String {
    let actor = step.actor.as_deref().map(|a| format!("{a}: ")).unwrap_or_default();
    let told = serde_json::to_value(step).ok().and_then(|v| v.get(action).cloned());
    match (action, told) {
        ("parallel", _) | (_, None) => format!("{actor}{action}"),
        (_, Some(Value::String(text))) => format!("{actor}{action} {text}"),
        (_, Some(Value::Object(members))) if members.is_empty() => format!("{actor}{action}"),
        (_, Some(mut value)) => {
            leave_secrets_out(&mut value);
            format!("{actor}{action} {value}")
        }
    }
}

/// A title goes into transcripts, and passwords and secrets don't.
fn leave_secrets_out(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if member.is_string() && SECRET.contains(&name.as_str()) {
                    *member = Value::from("[left out]");
                } else {
                    leave_secrets_out(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(leave_secrets_out),
        _ => {}
    }
}

/// The cache without some of its sections.
fn without(cache: &str, import: &crate::language::ImportCache) -> String {
    let Ok(Value::Object(mut sections)) = serde_json::from_str::<Value>(cache) else { return cache.to_owned() };
    for part in &import.without {
        sections.shift_remove(part.section());
    }
    Value::Object(sections).to_string()
}

/// The access token in the body of an answer.
pub fn issued(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get("access_token")?.as_str().map(str::to_owned)
}

/// The claims challenge of an API: `WWW-Authenticate: … claims="<base64>"`.
fn challenge(answer: &http::Response<bytes::Bytes>) -> Option<String> {
    use base64::Engine as _;
    let header = answer.headers().get(http::header::WWW_AUTHENTICATE)?.to_str().ok()?;
    let (_, rest) = header.split_once("claims=\"")?;
    let (encoded, _) = rest.split_once('"')?;
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD.decode(encoded.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()
}

/// A value of an answer that a step saves.
fn saved(source: &str, happened: &Happened) -> Option<String> {
    if source == "token" {
        return match &happened.outcome {
            Some(Outcome::Token(token)) => Some(token.access_token.clone()),
            _ => None,
        };
    }
    let answer = happened.answer.as_ref()?.as_ref().ok()?;
    match source.split_once('.') {
        None => String::from_utf8(answer.body().to_vec()).ok(),
        Some(("body", pointer)) => {
            let body: Value = serde_json::from_slice(answer.body()).ok()?;
            match body.pointer(pointer)? {
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            }
        }
        Some(("header", name)) => answer.headers().get(name)?.to_str().ok().map(str::to_owned),
        Some((_, name)) => {
            let location = answer.headers().get(http::header::LOCATION)?.to_str().ok()?;
            labels::redirect_parameters(location).into_iter().find(|(n, _)| n == name).map(|(_, v)| v)
        }
    }
}
