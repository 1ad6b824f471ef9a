//! What the rules of a world do to one exchange.

use std::cell::RefCell;
use std::sync::Arc;

use super::effects::{Effects, Given, Ordered, Revoke};
use super::facts::Facts;
use super::placeholder;
use super::response::ResponseEffects;
use super::rule::Patch;
use super::set::{Fired, RuleSet};
use super::wire::WireFault;
use super::words::{KeysWord, StageWord};
use crate::directory::{App, Tenant, User};
use crate::entropy::Draw;
use crate::protocol::authorize::AuthorizeRequest;
use crate::refusal::{self, Diagnosis, Refusal};
use crate::scope::ScopeRequest;
use crate::token::alter::Alteration;

/// The rules of a world and one exchange. What fires is collected stage by stage, and read where it applies.
#[derive(Debug)]
pub struct ExchangeRules<'w> {
    /// None: the world has no rules, and nothing is looked at.
    source: Option<(&'w RuleSet, Draw)>,
    state: RefCell<State>,
}

#[derive(Debug, Default)]
struct State {
    facts: Option<Facts>,
    verdict: Option<Verdict>,
    fired: Vec<String>,
    tokens: Vec<Alteration>,
    id_tokens: Vec<Alteration>,
    redirect: Vec<Patch>,
    response: ResponseEffects,
    wire: WireFault,
    stale_keys: bool,
    /// There is no answer, and none is made ready.
    closed: bool,
}

/// What a decision has found out when it asks the rules.
#[derive(Default)]
pub struct Deciding<'a> {
    /// The issuing tenant.
    pub tenant: Option<&'a Tenant>,
    /// The client application.
    pub client: Option<&'a App>,
    /// The user, unless the application asks for itself.
    pub user: Option<&'a User>,
    /// What is asked for.
    pub scope: Option<&'a ScopeRequest>,
    /// The APIs.
    pub resources: Vec<Arc<App>>,
    /// The authorization request that is decided, whatever form of our pages brought the exchange.
    pub authorize: Option<&'a AuthorizeRequest>,
}

/// What the rules say to a decision.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Nothing.
    Granted,
    /// Consent is missing, by the rule of this name.
    ConsentWithheld(String),
    /// The platform says no.
    Refused(Refusal),
    /// The API says no.
    Challenged(Challenge),
}

/// What happens to a request before the platform looks at it.
#[derive(Debug, Default)]
pub struct Reception {
    /// Milliseconds that this exchange's clock is ahead.
    pub clock_skew: i64,
    /// How often the keys rotate.
    pub key_rotations: usize,
    /// What to revoke.
    pub revoke: Vec<Revoke>,
    /// The answer; the platform is not asked.
    pub answer: Option<Answer>,
}

/// An answer that a rule gives instead of the platform.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A refusal of the platform.
    Refuse(Refusal),
    /// A challenge of an API.
    Challenge(Challenge),
    /// As the user wrote it.
    Given(Given, Diagnosis),
    /// None: the connection is closed.
    Nothing(Diagnosis),
}

/// A challenge of an API: `WWW-Authenticate: Bearer error="…", claims="…"`.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// `error`.
    pub error: String,
    /// `error_description`.
    pub description: Option<String>,
    /// `claims`, JSON.
    pub claims: Option<String>,
    /// Why.
    pub diagnosis: Diagnosis,
}

impl<'w> ExchangeRules<'w> {
    /// The rules of a world, for one exchange.
    #[must_use]
    pub fn new(set: &'w RuleSet, draw: &Draw) -> Self {
        let source = (!set.is_empty()).then(|| (set, draw.branch("rules")));
        Self { source, state: RefCell::default() }
    }

    /// Looks at the rules of the first stage. `facts` is only called when there are any rules.
    pub fn received(&self, facts: impl FnOnce() -> Facts) -> Reception {
        let mut reception = Reception::default();
        let Some((set, draw)) = &self.source else { return reception };
        let facts = facts();
        let mut state = self.state.borrow_mut();
        for fired in set.firing(StageWord::Received, &facts, draw) {
            state.take(&fired, draw);
            let Fired { name, effects, .. } = fired;
            reception.clock_skew = reception.clock_skew.saturating_add(effects.clock_skew);
            reception.key_rotations += usize::from(effects.keys == Some(KeysWord::Rotate));
            reception.revoke.extend(effects.revoke.clone());
            reception.answer = answer(&name, &effects, &facts);
        }
        state.closed = matches!(reception.answer, Some(Answer::Nothing(_)));
        state.facts = Some(facts);
        reception
    }

    /// Asks the rules about a request that the platform would grant. Asked again within one exchange, they say the
    /// same again.
    pub fn decided(&self, deciding: &Deciding<'_>) -> Verdict {
        let Some((set, draw)) = &self.source else { return Verdict::Granted };
        let mut state = self.state.borrow_mut();
        if let Some(verdict) = &state.verdict {
            return verdict.clone();
        }
        let Some(facts) = &mut state.facts else { return Verdict::Granted };
        facts.learn(deciding);
        let facts = facts.as_decided(deciding);
        let mut verdict = Verdict::Granted;
        for fired in set.firing(StageWord::Decided, &facts, draw) {
            state.take(&fired, draw);
            if let Some(given) = &fired.effects.answer {
                state.response.replace(given.clone());
            }
            if fired.effects.withhold_consent {
                verdict = Verdict::ConsentWithheld(fired.name);
            } else if let Some(ordered) = &fired.effects.refuse {
                verdict = match facts.is_api() {
                    true => Verdict::Challenged(challenge(&fired.name, ordered)),
                    false => Verdict::Refused(refusal_of(&fired.name, ordered, &facts)),
                };
            }
        }
        state.verdict = Some(verdict.clone());
        verdict
    }

    /// Looks at the rules of the last stage and returns everything that is to be done to the answer. `refused` tells
    /// what became of a request that was not granted.
    pub fn rendered(&self, status: u16, refused: Option<&str>) -> (ResponseEffects, WireFault) {
        let mut state = self.state.borrow_mut();
        let (Some((set, draw)), Some(mut facts)) = (&self.source, state.facts.take()) else {
            return Default::default();
        };
        if let (None, Some(found), true) = (&state.verdict, refused, facts.is_decided()) {
            set.undecided(&facts, found);
        }
        facts.status = Some(status);
        let ready = if state.closed { Vec::new() } else { set.firing(StageWord::Rendered, &facts, draw) };
        for fired in ready {
            state.take(&fired, draw);
            if let Some(given) = fired.effects.answer {
                state.response.replace(given);
            }
        }
        (std::mem::take(&mut state.response), state.wire)
    }

    /// What all rules together change about the access token.
    #[must_use]
    pub fn token_alteration(&self) -> Option<Alteration> {
        merged(&self.state.borrow().tokens)
    }

    /// What all rules together change about the ID token.
    #[must_use]
    pub fn id_token_alteration(&self) -> Option<Alteration> {
        merged(&self.state.borrow().id_tokens)
    }

    /// Changes what goes to the redirect URI.
    pub fn patch_redirect(&self, parameters: &mut Vec<(String, String)>) {
        for patch in &self.state.borrow().redirect {
            patch.apply_to_texts(parameters);
        }
    }

    /// The keys document lacks the key that signs.
    #[must_use]
    pub fn stale_keys(&self) -> bool {
        self.state.borrow().stale_keys
    }

    /// Names of the rules that fired, in order.
    #[must_use]
    pub fn fired(&self) -> Vec<String> {
        self.state.borrow().fired.clone()
    }
}

fn merged(all: &[Alteration]) -> Option<Alteration> {
    (!all.is_empty()).then(|| Alteration::merged(all))
}

impl State {
    fn take(&mut self, fired: &Fired, draw: &Draw) {
        let effects = &fired.effects;
        self.fired.push(fired.name.clone());
        self.tokens.extend(effects.token.clone());
        self.id_tokens.extend(effects.id_token.clone());
        self.redirect.extend(effects.redirect.clone());
        self.stale_keys |= effects.keys == Some(KeysWord::Stale);
        self.response.add(&effects.rendering);
        self.wire.add(&effects.wire, &draw.branch(&format!("rule {}", fired.id)));
    }
}

fn answer(rule: &str, effects: &Effects, facts: &Facts) -> Option<Answer> {
    if let Some(ordered) = &effects.refuse {
        return Some(match facts.is_api() {
            true => Answer::Challenge(challenge(rule, ordered)),
            false => Answer::Refuse(refusal_of(rule, ordered, facts)),
        });
    }
    let cure = "handle it, or change the rule";
    if let Some(given) = &effects.answer {
        return Some(Answer::Given(given.clone(), diagnosis(rule, "answers instead of the platform", cure)));
    }
    effects.closes_on_arrival().then(|| Answer::Nothing(diagnosis(rule, "closes the connection", cure)))
}

fn challenge(rule: &str, ordered: &Ordered) -> Challenge {
    let by_default = if ordered.claims.is_some() { "insufficient_claims" } else { "invalid_token" };
    let cure = "get a token with the claims that the challenge asks for, or change the rule";
    Challenge {
        error: ordered.error.clone().unwrap_or_else(|| by_default.to_owned()),
        description: ordered.description.clone(),
        claims: ordered.claims.as_ref().map(ToString::to_string),
        diagnosis: diagnosis(rule, "refuses", cure),
    }
}

/// The refusal that a rule orders. A claims challenge without a code is one for more than a password.
fn refusal_of(rule: &str, ordered: &Ordered, facts: &Facts) -> Refusal {
    let row = ordered.code.and_then(refusal::find);
    let mut refusal = match (row, &ordered.error) {
        (Some(row), _) => placeholder::fill(Refusal::new(row), facts),
        (None, Some(error)) => Refusal::own(error.clone()),
        (None, None) => placeholder::fill(crate::aadsts!(50076), facts),
    };
    if let Some(error) = &ordered.error {
        refusal = refusal.error(error.clone());
    }
    if let Some(suberror) = &ordered.suberror {
        refusal = refusal.suberror(suberror.clone());
    }
    if let Some(description) = &ordered.description {
        refusal = refusal.text(description.clone());
    }
    refusal.claims = ordered.claims.as_ref().map(ToString::to_string);
    refusal.diagnosis = diagnosis(rule, "refuses", &refusal.diagnosis.cure.clone());
    refusal
}

/// The diagnosis of what a rule does.
#[must_use]
pub fn diagnosis(rule: &str, does: &str, cure: &str) -> Diagnosis {
    Diagnosis {
        check: "rule".into(),
        expected: None,
        found: Some(format!("the rule '{rule}' of this world, which {does}")),
        cure: cure.to_owned().into(),
        try_next: Vec::new(),
    }
}
