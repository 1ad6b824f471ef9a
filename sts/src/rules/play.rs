//! What the rules of a world do to one exchange.

use std::cell::RefCell;
use std::sync::Arc;

use super::effects::ResponseEffects;
use super::facts::{Facts, Stage};
use super::mounted::{Effects, Given, Ordered};
use super::rule::{KeysWord, Patch, RevokeWord};
use super::set::RuleSet;
use super::wire::{Cut, WireFault};
use crate::directory::{App, User};
use crate::entropy::Draw;
use crate::refusal::{self, Refusal};
use crate::token::alter::Alteration;

/// The rules of a world and one exchange. What fires is collected stage by stage, and read where it applies.
#[derive(Debug)]
pub struct ExchangeRules<'w> {
    set: &'w RuleSet,
    draw: Draw,
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
}

/// What a decision has found out when it asks the rules.
pub struct Deciding<'a> {
    /// `token` or `authorize`.
    pub endpoint: &'static str,
    /// The client application.
    pub client: &'a Arc<App>,
    /// The user, unless the application asks for itself.
    pub user: Option<&'a User>,
    /// The APIs.
    pub resources: Vec<Arc<App>>,
}

/// What the rules say to a decision.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// Consent is missing.
    pub withhold_consent: bool,
    /// Refused.
    pub refusal: Option<Refusal>,
}

/// What happens to a request before the platform looks at it.
#[derive(Debug, Default)]
pub struct Reception {
    /// Milliseconds that this exchange's clock is ahead.
    pub clock_skew: i64,
    /// Keys to rotate.
    pub rotate_keys: bool,
    /// What to revoke.
    pub revoke: Vec<RevokeWord>,
    /// The answer; the platform is not asked.
    pub answer: Option<Answer>,
}

/// An answer that a rule gives instead of the platform.
#[derive(Debug)]
pub enum Answer {
    /// A refusal from the catalogue.
    Refuse(Refusal),
    /// A claims challenge of an API.
    Challenge(String),
    /// As the user wrote it.
    Given(Given),
    /// An OAuth error of the user's own.
    Error(Ordered, Option<u16>),
    /// None: the connection is closed.
    Nothing,
}

impl<'w> ExchangeRules<'w> {
    /// The rules of a world, for one exchange.
    #[must_use]
    pub fn new(set: &'w RuleSet, draw: Draw) -> Self {
        Self { set, draw, state: RefCell::default() }
    }

    /// Looks at the rules of the first stage. `facts` is only called when there are any rules.
    pub fn received(&self, facts: impl FnOnce() -> Facts) -> Reception {
        let mut reception = Reception::default();
        if self.set.is_empty() {
            return reception;
        }
        let facts = facts();
        let at_api = facts.endpoint == Some("api");
        let mut state = self.state.borrow_mut();
        for fired in self.set.firing(Stage::Received, &facts, &self.draw) {
            let effects = &fired.effects;
            state.take(&fired.name, effects, &self.draw);
            reception.clock_skew += effects.clock_skew;
            reception.rotate_keys |= effects.keys == Some(KeysWord::Rotate);
            reception.revoke.extend(effects.revoke);
            reception.answer = answer(&fired.name, effects, at_api);
        }
        state.facts = Some(facts);
        reception
    }

    /// Asks the rules about a request that the platform would grant. Asked again within one exchange, they say the
    /// same again.
    pub fn decided(&self, deciding: &Deciding<'_>) -> Verdict {
        let mut state = self.state.borrow_mut();
        if let Some(verdict) = &state.verdict {
            return verdict.clone();
        }
        let Some(mut facts) = state.facts.take() else { return Verdict::default() };
        let route = facts.endpoint;
        facts.endpoint = Some(deciding.endpoint);
        facts.client = Some(deciding.client.clone());
        facts.user = deciding.user.map(|u| Arc::new(u.clone())).or(facts.user);
        if !deciding.resources.is_empty() {
            facts.resources = deciding.resources.clone();
        }
        let mut verdict = Verdict::default();
        for fired in self.set.firing(Stage::Decided, &facts, &self.draw) {
            state.take(&fired.name, &fired.effects, &self.draw);
            verdict.withhold_consent |= fired.effects.withhold_consent;
            verdict.refusal = fired.effects.refuse.as_ref().map(|ordered| refusal_of(&fired.name, ordered));
        }
        facts.endpoint = route;
        state.facts = Some(facts);
        state.verdict = Some(verdict.clone());
        verdict
    }

    /// Looks at the rules of the last stage and returns everything that is to be done to the answer.
    pub fn rendered(&self, status: u16) -> (ResponseEffects, WireFault) {
        let mut state = self.state.borrow_mut();
        if let Some(mut facts) = state.facts.take() {
            facts.status = Some(status);
            for fired in self.set.firing(Stage::Rendered, &facts, &self.draw) {
                state.take(&fired.name, &fired.effects, &self.draw);
                let given = fired.effects.answer.clone();
                state.response.answer = given.or(state.response.answer.take());
            }
        }
        (std::mem::take(&mut state.response), state.wire)
    }

    /// Changes to access tokens, in order.
    #[must_use]
    pub fn token_alterations(&self) -> Vec<Alteration> {
        self.state.borrow().tokens.clone()
    }

    /// Changes to ID tokens, in order.
    #[must_use]
    pub fn id_token_alterations(&self) -> Vec<Alteration> {
        self.state.borrow().id_tokens.clone()
    }

    /// Changes to the parameters that go to the redirect URI, in order.
    #[must_use]
    pub fn redirect_patches(&self) -> Vec<Patch> {
        self.state.borrow().redirect.clone()
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

impl State {
    fn take(&mut self, name: &str, effects: &Effects, draw: &Draw) {
        self.fired.push(name.to_owned());
        self.tokens.extend(effects.token.clone());
        self.id_tokens.extend(effects.id_token.clone());
        self.redirect.extend(effects.redirect.clone());
        self.stale_keys |= effects.keys == Some(KeysWord::Stale);
        self.response.add(effects);
        self.wire.add(effects, draw);
    }
}

fn answer(rule: &str, effects: &Effects, at_api: bool) -> Option<Answer> {
    if let Some(ordered) = &effects.refuse {
        let challenge = ordered.claims.as_ref().filter(|_| at_api && ordered.code.is_none());
        return Some(match (challenge, ordered.code) {
            (Some(claims), _) => Answer::Challenge(claims.to_string()),
            (None, Some(_)) => Answer::Refuse(refusal_of(rule, ordered)),
            (None, None) => Answer::Error(ordered.clone(), effects.answer.as_ref().and_then(|a| a.status)),
        });
    }
    if effects.cut == Some(Cut::BeforeHeaders) && effects.answer.is_none() {
        return Some(Answer::Nothing);
    }
    effects.answer.clone().map(Answer::Given)
}

/// The refusal that a rule orders. Without a code it is a plain consent or interaction demand.
fn refusal_of(rule: &str, ordered: &Ordered) -> Refusal {
    let row = ordered.code.and_then(refusal::find).unwrap_or(const { refusal::entry(50_076) });
    let mut refusal = Refusal::new(row)
        .check("rule")
        .expected("what this world's rules let through")
        .found(format!("the rule '{rule}'"))
        .cure("this refusal is scripted: see the rule, and what it says a client should do");
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
    refusal
}
