//! Asking the journal, and waiting for it.

use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, ControlError, time};
use crate::journal::{Escape, Exchange, Query};

/// Exchanges that match a query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JournalAnswer {
    /// Oldest first.
    pub exchanges: Vec<Arc<Exchange>>,
    /// Attempts to reach hosts that the world does not play, whatever the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escapes: Vec<Escape>,
    /// Number of the last of them; ask with `after=` this to get what came since.
    #[serde(default)]
    pub last: u64,
}

/// How long to wait for how many exchanges.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// How many must match. Default 1.
    #[serde(default)]
    pub count: Option<usize>,
    /// How long to wait at most. Default 10s, at most 5m.
    #[serde(default)]
    pub timeout: Option<String>,
}

impl Control {
    /// The exchanges that match.
    #[must_use]
    pub fn journal(&self, query: &Query) -> JournalAnswer {
        let exchanges = self.world().journal.find(query);
        let last = exchanges.last().map_or(query.after.unwrap_or(0), |e| e.id);
        JournalAnswer { exchanges, escapes: self.world().journal.escapes(), last }
    }

    /// Waits until enough exchanges match. `Err` holds what there was when time ran out.
    ///
    /// # Errors
    /// The outer one: [`ControlError::Bad`] for a wrong duration.
    pub async fn wait(&self, query: &Query, wait: &Wait) -> Result<Result<JournalAnswer, JournalAnswer>, ControlError> {
        const LONGEST: u64 = 300_000;
        let timeout = time::millis(wait.timeout.as_deref().unwrap_or("10s"))?;
        let timeout = Duration::from_millis(u64::try_from(timeout).unwrap_or(0).min(LONGEST));
        let count = wait.count.unwrap_or(1);
        let mut changed = self.world().journal.subscribe();
        let enough = async {
            loop {
                let answer = self.journal(query);
                if answer.exchanges.len() >= count || changed.changed().await.is_err() {
                    return answer;
                }
            }
        };
        Ok(tokio::time::timeout(timeout, enough).await.map_err(|_| self.journal(query)))
    }

    /// Forgets all exchanges.
    pub fn clear_journal(&self) {
        self.world().journal.clear();
    }
}
