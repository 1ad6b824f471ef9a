//! Rules: when an exchange looks like this, then the platform does that, so and so often.
//!
//! [`Rule`] is what a user writes, `mounted` the same with its counters, [`RuleSet`] the ordered collection of a
//! world, [`ExchangeRules`] what they do to one exchange.
//!
//! # Order and outcome
//!
//! An exchange goes through three stages, and a rule is looked at in the one it acts in ([`StageWord`]): received,
//! before the platform looks at the request; decided, when the platform would grant it or the API let the caller in;
//! rendered, when the answer is ready. Within a stage rules are looked at in the order of the list.
//!
//! - A rule that settles a stage (refuses, withholds consent, answers, closes the connection on arrival) ends it: the
//!   rules behind it in this stage neither fire nor count. After `received` nothing is decided then, and where the
//!   connection is closed nothing is rendered either.
//! - All others add up. Where two set the same thing, the later one wins; delays are summed.
//! - An answer is changed in this order: body, members of the JSON (`response`), broken JSON, status, `Retry-After`,
//!   `Content-Type`, headers; then come the effects on the wire: delay, trickle, cut.

mod check;
mod effects;
mod exchange;
mod expression;
mod facts;
mod matching;
mod mounted;
mod placeholder;
mod response;
mod revoke;
mod rule;
mod set;
mod stage;
mod wire;
mod words;

pub use check::{Unreachable, check, check_code, unreachable};
pub use effects::{Given, Revoke};
pub use exchange::{Answer, Challenge, Deciding, ExchangeRules, Reception, Verdict, diagnosis};
pub use facts::Facts;
pub use matching::{Mismatch, like};
pub use mounted::{NearMiss, RuleRow};
pub use response::ResponseEffects;
pub use rule::{IdTokenPatch, Patch, Rule, Then, TokenPatch, TrickleEntry, When};
pub use set::{RuleSet, UnknownRule, Unusable};
pub use wire::{Cut, WireFault};
pub use words::{ConsentWord, DropWord, EndpointWord, GrantWord, KeysWord, RevokeWord, StageWord, VersionWord};
