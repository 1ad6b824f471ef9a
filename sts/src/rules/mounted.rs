//! A rule at work: what it says in terms of types, and its counters.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::expression::Expression;
use super::facts::Facts;
use super::matching::{self, Mismatch};
use super::rule::{ConsentWord, DropWord, IdTokenPatch, KeysWord, Patch, RevokeWord, Rule, StageWord, Then, TokenPatch};
use super::wire::Cut;
use crate::clock::parse_duration;
use crate::entropy::Draw;
use crate::token::alter::Alteration;

/// A rule at work.
#[derive(Debug)]
pub struct Mounted {
    /// Number in its set, from 1; never used twice.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// As written.
    pub rule: Rule,
    /// The stage it acts in.
    pub stage: StageWord,
    /// What it does.
    pub effects: Effects,
    expression: Option<Expression>,
    /// Exchanges that met everything but the counting.
    met: u64,
    /// How often it fired.
    fired: u64,
    /// The exchange that came closest without meeting it.
    near: Option<Mismatch>,
}

/// A refusal that a rule orders.
#[derive(Debug, Clone, Default)]
pub struct Ordered {
    /// Row of the catalogue; none for an OAuth error of the user's own.
    pub code: Option<u32>,
    /// Replaces `error`.
    pub error: Option<String>,
    /// Replaces `suberror`.
    pub suberror: Option<String>,
    /// Replaces the text.
    pub description: Option<String>,
    /// `claims`.
    pub claims: Option<Value>,
}

/// An answer that a rule gives itself.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Status.
    pub status: Option<u16>,
    /// Body and its type.
    pub body: Option<(String, &'static str)>,
}

/// What a rule does, in terms of types.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// Refuses.
    pub refuse: Option<Ordered>,
    /// Answers.
    pub answer: Option<Given>,
    /// `Retry-After` in seconds.
    pub retry_after: Option<i64>,
    /// Headers to set or remove.
    pub headers: Vec<(String, Option<String>)>,
    /// Withholds consent.
    pub withhold_consent: bool,
    /// Alters the access token.
    pub token: Option<Alteration>,
    /// Alters the ID token.
    pub id_token: Option<Alteration>,
    /// Alters the JSON of the answer.
    pub response: Option<Patch>,
    /// Alters what goes to the redirect URI.
    pub redirect: Option<Patch>,
    /// Replaces `Content-Type`.
    pub content_type: Option<String>,
    /// Breaks the JSON.
    pub malformed_json: bool,
    /// Waits.
    pub delay: Duration,
    /// Waits up to so much longer.
    pub jitter: Duration,
    /// Bytes per piece and pause.
    pub trickle: Option<(usize, Duration)>,
    /// Ends the answer early.
    pub cut: Option<Cut>,
    /// Signing keys.
    pub keys: Option<KeysWord>,
    /// Milliseconds of clock skew.
    pub clock_skew: i64,
    /// What to revoke.
    pub revoke: Option<RevokeWord>,
}

/// A rule as the control API lists it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RuleRow {
    /// Its number; never used twice in a world.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// As written.
    pub rule: Rule,
    /// Exchanges that met everything but the counting.
    pub met: u64,
    /// How often it fired.
    pub fired: u64,
    /// Of an exchange that came close: the first key of `when` that did not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near_miss: Option<String>,
}

impl Mounted {
    /// Puts a rule to work that was checked before.
    ///
    /// # Errors
    /// What is wrong with its expression or one of its durations.
    pub fn new(id: u64, rule: Rule) -> Result<Self, String> {
        let expression = rule.when.expression.as_deref().map(Expression::compile).transpose()?;
        let effects = Effects::of(&rule.then)?;
        let name = rule.name.clone().unwrap_or_else(|| format!("rule {id}"));
        let stage = stage(&rule);
        Ok(Self { id, name, rule, stage, effects, expression, met: 0, fired: 0, near: None })
    }

    /// Whether it fires for an exchange; counts.
    pub fn fires(&mut self, facts: &Facts, draw: &Draw) -> bool {
        let when = &self.rule.when;
        let held = match matching::matches(when, facts) {
            Ok(held) => held,
            Err(mismatch) => {
                self.missed(mismatch);
                return false;
            }
        };
        if let Some(expression) = &self.expression
            && !expression.holds(facts)
        {
            let wanted = when.expression.clone().unwrap_or_default();
            self.missed(Mismatch { key: "expression", wanted, found: "false".into(), held });
            return false;
        }
        self.met += 1;
        let fires = counts(when, self.met) && when.probability.is_none_or(|p| lucky(p, draw));
        if fires {
            self.fired += 1;
        }
        fires
    }

    /// Remembers the exchange that met the most predicates, at least one.
    fn missed(&mut self, mismatch: Mismatch) {
        if mismatch.held > self.near.as_ref().map_or(0, |n| n.held) {
            self.near = Some(mismatch);
        }
    }

    /// As the control API lists it.
    #[must_use]
    pub fn row(&self) -> RuleRow {
        let near = self.near.as_ref().map(|n| format!("`{}` wants {}, found {}", n.key, n.wanted, n.found));
        RuleRow {
            id: self.id,
            name: self.name.clone(),
            rule: self.rule.clone(),
            met: self.met,
            fired: self.fired,
            near_miss: near,
        }
    }
}

fn counts(when: &super::When, met: u64) -> bool {
    if when.nth.is_some_and(|n| n != met) {
        return false;
    }
    let Some(n) = met.checked_sub(when.after.unwrap_or(0)).filter(|n| *n > 0) else { return false };
    when.first.is_none_or(|first| n <= first) && when.every.is_none_or(|every| n.checked_rem(every) == Some(0))
}

#[expect(clippy::cast_precision_loss, reason = "a millionth is fine enough")]
fn lucky(probability: f64, draw: &Draw) -> bool {
    const PARTS: u64 = 1_000_000;
    (draw.below("probability", PARTS) as f64) < probability * (PARTS as f64)
}

/// The stage that a rule acts in: where its first effect belongs, unless it says otherwise.
#[must_use]
pub fn stage(rule: &Rule) -> StageWord {
    let then = &rule.then;
    if let Some(at) = then.at {
        return at;
    }
    let refuses = then.refuse.is_some() || then.error.is_some() || then.consent.is_some() || then.claims.is_some();
    let answers = then.body.is_some() || then.json.is_some() || then.status.is_some() || then.retry_after.is_some();
    if then.keys.is_some() || then.clock_skew.is_some() || then.revoke.is_some() {
        return StageWord::Received;
    }
    if refuses || then.token.is_some() || then.id_token.is_some() || then.redirect.is_some() {
        return if decides(rule) { StageWord::Decided } else { StageWord::Received };
    }
    if answers && rule.when.status.is_none() { StageWord::Received } else { StageWord::Rendered }
}

/// Only the token and authorize endpoints decide; elsewhere a refusal has to come first. An OAuth error of the
/// user's own, with a status, is an answer like any other.
fn decides(rule: &Rule) -> bool {
    use super::rule::EndpointWord as E;
    let raw = rule.then.refuse.is_none() && rule.then.error.is_some();
    !raw && matches!(rule.when.endpoint, None | Some(E::Token | E::Authorize)) && rule.when.path.is_none()
}

/// Milliseconds of a duration.
///
/// # Errors
/// What is wrong with it.
pub fn millis(text: &str) -> Result<i64, String> {
    parse_duration(text).map_err(|_| format!("`{text}` is not a duration"))
}

fn duration(text: Option<&str>) -> Result<Duration, String> {
    let millis = text.map(millis).transpose()?.unwrap_or(0);
    u64::try_from(millis).map(Duration::from_millis).map_err(|_| format!("`{}` is negative", text.unwrap_or_default()))
}

fn seconds(text: Option<&str>) -> Result<Option<i64>, String> {
    Ok(text.map(millis).transpose()?.map(|m| m.div_euclid(1000)))
}

/// The number of `AADSTS50076` or `50076`.
#[must_use]
pub fn aadsts_number(text: &str) -> Option<u32> {
    text.strip_prefix("AADSTS").unwrap_or(text).parse().ok()
}

impl Effects {
    fn of(then: &Then) -> Result<Self, String> {
        let refuses = then.refuse.is_some() || then.error.is_some() || then.claims.is_some();
        let refuse = refuses.then(|| Ordered {
            code: then.refuse.as_deref().and_then(aadsts_number),
            error: then.error.clone(),
            suberror: then.suberror.clone(),
            description: then.description.clone(),
            claims: then.claims.clone(),
        });
        let body = match (&then.body, &then.json) {
            (Some(text), _) => Some((text.clone(), "text/plain; charset=utf-8")),
            (None, Some(json)) => Some((json.to_string(), "application/json; charset=utf-8")),
            (None, None) => None,
        };
        let throttles = then.retry_after.is_some() && !refuses && body.is_none();
        let status = then.status.or(throttles.then_some(429));
        let piece = |entry: &super::TrickleEntry| -> Result<_, String> {
            Ok((usize::try_from(entry.bytes.max(1)).unwrap_or(usize::MAX), duration(Some(&entry.every))?))
        };
        let cut = match (then.drop_connection, then.truncate) {
            (Some(DropWord::BeforeHeaders), _) => Some(Cut::BeforeHeaders),
            (Some(DropWord::AfterHeaders), _) => Some(Cut::Body(0)),
            (None, Some(bytes)) => Some(Cut::Body(usize::try_from(bytes).unwrap_or(usize::MAX))),
            (None, None) => None,
        };
        Ok(Self {
            refuse,
            answer: (status.is_some() || body.is_some()).then_some(Given { status, body }),
            retry_after: seconds(then.retry_after.as_deref())?,
            headers: then.headers.iter().map(|(n, v)| (n.clone(), v.clone())).collect(),
            withhold_consent: then.consent == Some(ConsentWord::Withheld),
            token: then.token.as_ref().map(access_alteration).transpose()?,
            id_token: then.id_token.as_ref().map(id_alteration).transpose()?,
            response: then.response.clone(),
            redirect: then.redirect.clone(),
            content_type: then.content_type.clone(),
            malformed_json: then.malformed_json == Some(true),
            delay: duration(then.delay.as_deref())?,
            jitter: duration(then.jitter.as_deref())?,
            trickle: then.trickle.as_ref().map(piece).transpose()?,
            cut,
            keys: then.keys,
            clock_skew: then.clock_skew.as_deref().map(millis).transpose()?.unwrap_or(0),
            revoke: then.revoke,
        })
    }
}

fn access_alteration(patch: &TokenPatch) -> Result<Alteration, String> {
    Ok(Alteration {
        audience: patch.aud.clone(),
        issuer: patch.iss.clone(),
        lifetime: seconds(patch.expires_in.as_deref())?,
        not_before: seconds(patch.not_before.as_deref())?,
        claims: patch.claims.clone(),
        header: patch.header.clone(),
        key: patch.key.unwrap_or_default(),
        signature: patch.signature.unwrap_or_default(),
        encrypt: patch.encrypt == Some(true),
    })
}

fn id_alteration(patch: &IdTokenPatch) -> Result<Alteration, String> {
    Ok(Alteration {
        audience: patch.aud.clone(),
        issuer: patch.iss.clone(),
        lifetime: seconds(patch.expires_in.as_deref())?,
        not_before: None,
        claims: patch.claims.clone(),
        header: patch.header.clone(),
        key: patch.key.unwrap_or_default(),
        signature: patch.signature.unwrap_or_default(),
        encrypt: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::When;

    #[test]
    fn counting_starts_behind_after() {
        let fired = |when: &When| (1..=8).filter(|n| counts(when, *n)).collect::<Vec<_>>();
        assert_eq!(fired(&When { nth: Some(2), ..When::default() }), [2]);
        assert_eq!(fired(&When { first: Some(2), ..When::default() }), [1, 2]);
        assert_eq!(fired(&When { after: Some(3), first: Some(2), ..When::default() }), [4, 5]);
        assert_eq!(fired(&When { every: Some(3), ..When::default() }), [3, 6]);
        assert_eq!(fired(&When { after: Some(1), every: Some(2), ..When::default() }), [3, 5, 7]);
    }

    #[test]
    fn effects_belong_to_stages() {
        let stage_of = |yaml: &str| stage(&crate::document::read::<Rule>("x", yaml).unwrap());
        assert_eq!(stage_of("then: { refuse: AADSTS50076 }"), StageWord::Decided);
        assert_eq!(stage_of("{ when: { endpoint: devicecode }, then: { refuse: AADSTS50076 } }"), StageWord::Received);
        assert_eq!(stage_of("then: { retry_after: 7s }"), StageWord::Received);
        assert_eq!(stage_of("then: { delay: 7s }"), StageWord::Rendered);
        assert_eq!(stage_of("then: { at: received, drop_connection: before_headers }"), StageWord::Received);
    }
}
