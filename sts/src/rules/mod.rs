//! Rules: when an exchange looks like this, then the platform does that, so and so often.
//!
//! [`Rule`] is what a user writes, [`mounted`] the same with its counters, [`RuleSet`] the ordered collection of a
//! world, [`ExchangeRules`] what they do to one exchange. A rule is looked at in the stage it acts in: received,
//! decided, rendered; within a stage in the order of the list. One that answers ends its stage: the rules behind it
//! neither fire nor count. All others add up; where two set the same thing, the later one wins.

mod check;
mod effects;
mod expression;
mod facts;
mod matching;
mod mounted;
mod play;
mod rule;
mod set;
mod wire;

pub use effects::ResponseEffects;
pub use facts::{Facts, Stage};
pub use mounted::RuleRow;
pub use play::{Deciding, ExchangeRules, Verdict};
pub use rule::{
    ConsentWord, DropWord, EndpointWord, GrantWord, IdTokenPatch, KeysWord, Patch, RevokeWord, Rule, StageWord,
    Then, TokenPatch, TrickleEntry, VersionWord, When,
};
pub use set::{RuleSet, UnknownRule};
pub use wire::{Cut, WireFault};
