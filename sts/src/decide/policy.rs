//! The last word on a request that would be granted: what the world's rules say.

use super::Context;
use crate::refusal::Refusal;
use crate::rules::{Deciding, Verdict, diagnosis};

/// Asks the rules. `withheld` is the refusal where consent is missing.
///
/// # Errors
/// What a rule says.
pub fn check(
    context: &Context<'_>,
    deciding: &Deciding<'_>,
    withheld: impl FnOnce() -> Refusal,
) -> Result<(), Refusal> {
    match context.rules.decided(deciding) {
        // Only APIs challenge.
        Verdict::Granted | Verdict::Challenged(_) => Ok(()),
        Verdict::Refused(refusal) => Err(refusal),
        Verdict::ConsentWithheld(rule) => {
            let mut refusal = withheld();
            refusal.diagnosis = diagnosis(&rule, "withholds consent", &refusal.diagnosis.cure.clone());
            Err(refusal)
        }
    }
}
