use std::future::Future;

use super::cached::LookUp;
use crate::{Error, RefreshReason, TokenResult};

/// Whether the service has to be asked, and what to hand out if it fails.
pub(super) enum Renewal {
    NotNeeded(Box<TokenResult>),
    Needed(RefreshReason, Option<Fallback>),
}

/// A cached token that isn't the best one could have.
pub(super) struct Fallback {
    result: Box<TokenResult>,
    /// Whether it does in spite of this error.
    despite: fn(&Error) -> bool,
}

impl From<LookUp> for Renewal {
    fn from(found: LookUp) -> Self {
        match found {
            LookUp::Hit(result) => Self::NotNeeded(result),
            LookUp::Renew(result) => {
                Self::Needed(RefreshReason::ProactivelyRefreshed, Some(Fallback { result, despite: |_| true }))
            }
            LookUp::Miss(reason, last_resort) => {
                Self::Needed(reason, last_resort.map(|result| Fallback { result, despite: is_outage }))
            }
        }
    }
}

impl Renewal {
    /// The cached token, or what asking brings.
    pub async fn finish<F>(self, ask: impl FnOnce() -> F) -> Result<TokenResult, Error>
    where
        F: Future<Output = Result<TokenResult, Error>>,
    {
        let fallback = match self {
            Self::NotNeeded(result) => return Ok(*result),
            Self::Needed(_, fallback) => fallback,
        };
        match (ask().await, fallback) {
            (Err(error), Some(fallback)) if (fallback.despite)(&error) => Ok(*fallback.result),
            (outcome, _) => outcome,
        }
    }
}

/// Whether the service is in trouble, rather than of another opinion.
fn is_outage(error: &Error) -> bool {
    match error {
        Error::Transport(_) | Error::Throttled { .. } => true,
        Error::Service(refusal) => refusal.status.is_some_and(|status| status == 429 || status >= 500),
        _ => false,
    }
}
