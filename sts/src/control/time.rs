//! The world's clock.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Control, ControlError};
use crate::clock::{Moment, parse_duration};

/// What the clock shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClockState {
    /// RFC 3339.
    pub now: String,
    /// Seconds since the epoch.
    pub unix: i64,
    /// True: it only moves by hand.
    pub frozen: bool,
}

impl Control {
    /// What the clock shows.
    #[must_use]
    pub fn clock(&self) -> ClockState {
        let now = self.now();
        ClockState { now: now.iso(), unix: now.seconds(), frozen: self.world().clock.is_frozen() }
    }

    /// Moves the clock by a duration such as `1h 30m` or `-5m`.
    ///
    /// # Errors
    /// [`ControlError::Bad`] when it is no duration.
    pub fn advance(&self, by: &str) -> Result<ClockState, ControlError> {
        self.world().clock.advance(millis(by)?);
        Ok(self.clock())
    }

    /// Sets the clock to an RFC 3339 time.
    ///
    /// # Errors
    /// [`ControlError::Bad`] when it is no time.
    pub fn set_clock(&self, now: &str) -> Result<ClockState, ControlError> {
        let moment: Timestamp = now.parse().map_err(|error| {
            ControlError::bad(format!("'{now}' is not a time: {error}"), "write RFC 3339, e.g. 2026-11-22T12:00:00Z")
        })?;
        self.world().clock.set(Moment(moment.as_millisecond()));
        Ok(self.clock())
    }
}

/// Milliseconds of a friendly duration.
pub(super) fn millis(text: &str) -> Result<i64, ControlError> {
    parse_duration(text).map_err(|error| {
        ControlError::bad(format!("'{text}' is not a duration: {error}"), "write e.g. 90s, 1h 30m or -5m")
    })
}
