//! What a rule does, in terms of types.

use std::time::Duration;

use serde_json::Value;

use super::rule::{IdTokenPatch, Patch, Rule, Then, TokenPatch, TrickleEntry};
use super::set::Unusable;
use super::stage;
use super::wire::Cut;
use super::words::{ConsentWord, DropWord, KeysWord, RevokeWord, StageWord};
use crate::clock::parse_duration;
use crate::token::alter::Alteration;

/// A refusal that a rule orders.
#[derive(Debug, Clone, Default)]
pub struct Ordered {
    /// Number of the AADSTS code; none for an OAuth error of the user's own.
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
    /// Answers itself.
    pub answer: Option<Given>,
    /// Withholds consent.
    pub withhold_consent: bool,
    /// Alters the access token.
    pub token: Option<Alteration>,
    /// Alters the ID token.
    pub id_token: Option<Alteration>,
    /// Alters what goes to the redirect URI.
    pub redirect: Option<Patch>,
    /// Signing keys.
    pub keys: Option<KeysWord>,
    /// Milliseconds of clock skew.
    pub clock_skew: i64,
    /// What to revoke.
    pub revoke: Option<Revoke>,
    /// Alters the answer.
    pub rendering: Rendering,
    /// What the sockets do.
    pub wire: WireEffects,
}

/// What a rule revokes, and whose.
#[derive(Debug, Clone)]
pub struct Revoke {
    /// Refresh tokens or sessions.
    pub what: RevokeWord,
    /// Only this user's, by the name that the rule uses.
    pub user: Option<String>,
    /// Only this client application's, by the name that the rule uses.
    pub client: Option<String>,
}

/// What a rule changes about an answer that is ready.
#[derive(Debug, Clone, Default)]
pub struct Rendering {
    /// Alters the members of its JSON.
    pub response: Option<Patch>,
    /// Breaks the JSON.
    pub malformed_json: bool,
    /// Replaces the status.
    pub status: Option<u16>,
    /// `Retry-After` in seconds.
    pub retry_after: Option<i64>,
    /// Replaces `Content-Type`.
    pub content_type: Option<String>,
    /// Headers to set, or without a value to remove.
    pub headers: Vec<(String, Option<String>)>,
}

/// What a rule makes the sockets do.
#[derive(Debug, Clone, Default)]
pub struct WireEffects {
    /// Waits.
    pub delay: Duration,
    /// Waits up to so much longer.
    pub jitter: Duration,
    /// Bytes per piece and pause.
    pub trickle: Option<(usize, Duration)>,
    /// Ends the answer early.
    pub cut: Option<Cut>,
}

impl Effects {
    /// Reads what a rule does.
    ///
    /// # Errors
    /// The first value that cannot be used.
    pub fn of(rule: &Rule) -> Result<Self, Unusable> {
        let then = &rule.then;
        Ok(Self {
            refuse: ordered(then)?,
            answer: given(then, stage::stage(rule)),
            withhold_consent: then.consent == Some(ConsentWord::Withheld),
            token: then.token.as_ref().map(access_alteration).transpose()?,
            id_token: then.id_token.as_ref().map(id_alteration).transpose()?,
            redirect: then.redirect.clone(),
            keys: then.keys,
            clock_skew: then.clock_skew.as_deref().map(millis).transpose()?.unwrap_or(0),
            revoke: then.revoke.map(|what| Revoke {
                what,
                user: rule.when.user.clone(),
                client: rule.when.client.clone(),
            }),
            rendering: Rendering {
                response: then.response.clone(),
                malformed_json: then.malformed_json == Some(true),
                status: then.status,
                retry_after: then.retry_after.as_deref().map(duration).transpose()?.map(whole_seconds),
                content_type: then.content_type.clone(),
                headers: then.headers.iter().map(|(n, v)| (n.clone(), v.clone())).collect(),
            },
            wire: wire(then)?,
        })
    }

    /// True when it settles a stage, so that no rule behind it is looked at.
    #[must_use]
    pub fn settles(&self, stage: StageWord) -> bool {
        match stage {
            StageWord::Received => self.refuse.is_some() || self.answer.is_some() || self.closes_on_arrival(),
            StageWord::Decided => self.refuse.is_some() || self.withhold_consent,
            StageWord::Rendered => self.answer.is_some(),
        }
    }

    /// True when a request gets nothing at all.
    #[must_use]
    pub fn closes_on_arrival(&self) -> bool {
        self.wire.cut == Some(Cut::BeforeHeaders)
    }
}

fn ordered(then: &Then) -> Result<Option<Ordered>, Unusable> {
    if !stage::refuses(then) {
        return Ok(None);
    }
    let code = then.refuse.as_deref().map(|text| {
        let known = aadsts_number(text).filter(|code| crate::refusal::find(*code).is_some());
        known.ok_or_else(|| Unusable(format!("`{text}` is not in the catalogue of AADSTS codes")))
    });
    Ok(Some(Ordered {
        code: code.transpose()?,
        error: then.error.clone(),
        suberror: then.suberror.clone(),
        description: then.description.clone(),
        claims: then.claims.clone(),
    }))
}

/// The number of `AADSTS50076` or `50076`.
#[must_use]
pub fn aadsts_number(text: &str) -> Option<u32> {
    text.strip_prefix("AADSTS").unwrap_or(text).parse().ok()
}

fn given(then: &Then, stage: StageWord) -> Option<Given> {
    let body = match (&then.body, &then.json) {
        (Some(text), _) => Some((text.clone(), "text/plain; charset=utf-8")),
        (None, Some(json)) => Some((json.to_string(), "application/json; charset=utf-8")),
        (None, None) => None,
    };
    let throttled = then.retry_after.is_some().then_some(429);
    match stage {
        StageWord::Received => stage::answers(then).then(|| Given { status: then.status.or(throttled), body }),
        // The platform has answered: a status alone changes that answer.
        StageWord::Decided | StageWord::Rendered => body.map(|body| Given { status: then.status, body: Some(body) }),
    }
}

fn wire(then: &Then) -> Result<WireEffects, Unusable> {
    let piece = |entry: &TrickleEntry| -> Result<_, Unusable> {
        Ok((usize::try_from(entry.bytes.max(1)).unwrap_or(usize::MAX), duration(&entry.every)?))
    };
    let optional = |text: Option<&str>| Ok(text.map(duration).transpose()?.unwrap_or_default());
    Ok(WireEffects {
        delay: optional(then.delay.as_deref())?,
        jitter: optional(then.jitter.as_deref())?,
        trickle: then.trickle.as_ref().map(piece).transpose()?,
        cut: match (then.drop_connection, then.truncate) {
            (Some(DropWord::BeforeHeaders), _) => Some(Cut::BeforeHeaders),
            (Some(DropWord::AfterHeaders), _) => Some(Cut::Body(0)),
            (None, Some(bytes)) => Some(Cut::Body(usize::try_from(bytes).unwrap_or(usize::MAX))),
            (None, None) => None,
        },
    })
}

/// Milliseconds of a duration.
///
/// # Errors
/// What is wrong with it.
pub fn millis(text: &str) -> Result<i64, Unusable> {
    parse_duration(text).map_err(|_| Unusable(format!("`{text}` is not a duration")))
}

/// A duration that is not negative.
///
/// # Errors
/// What is wrong with it.
pub fn duration(text: &str) -> Result<Duration, Unusable> {
    u64::try_from(millis(text)?)
        .map(Duration::from_millis)
        .map_err(|_| Unusable(format!("`{text}` is negative, and nothing can wait that long")))
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(i64::MAX)
}

fn seconds(text: Option<&str>) -> Result<Option<i64>, Unusable> {
    Ok(text.map(millis).transpose()?.map(|m| m.div_euclid(1000)))
}

fn access_alteration(patch: &TokenPatch) -> Result<Alteration, Unusable> {
    Ok(Alteration {
        audience: patch.aud.clone(),
        issuer: patch.iss.clone(),
        lifetime: seconds(patch.expires_in.as_deref())?,
        not_before: seconds(patch.not_before.as_deref())?,
        claims: patch.claims.clone(),
        header: patch.header.clone(),
        key: patch.key,
        signature: patch.signature,
        encrypt: patch.encrypt == Some(true),
    })
}

fn id_alteration(patch: &IdTokenPatch) -> Result<Alteration, Unusable> {
    Ok(Alteration {
        audience: patch.aud.clone(),
        issuer: patch.iss.clone(),
        lifetime: seconds(patch.expires_in.as_deref())?,
        not_before: seconds(patch.not_before.as_deref())?,
        claims: patch.claims.clone(),
        header: patch.header.clone(),
        key: patch.key,
        signature: patch.signature,
        encrypt: false,
    })
}
