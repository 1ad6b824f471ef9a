//! The one place that reads a clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::{Span, SpanRelativeTo, Timestamp};

/// A moment: milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub i64);

impl Moment {
    /// Whole seconds since the Unix epoch, as `iat` and `exp` count.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment `seconds` later (earlier if negative).
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// `2026-08-03 18:56:54Z`, as error bodies write it.
    #[must_use]
    pub fn spaced(self) -> String {
        self.format("%Y-%m-%d %H:%M:%SZ")
    }

    /// `2026-08-03T18:56:54Z`, as error pages write it.
    #[must_use]
    pub fn iso(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%SZ")
    }

    /// `2026-05-05T07:58:49.1780000Z`, as refusals quote the times of grants.
    #[must_use]
    pub fn ticks(self) -> String {
        let millis = self.0.rem_euclid(1000);
        format!("{}.{millis:03}0000Z", self.format("%Y-%m-%dT%H:%M:%S"))
    }

    /// `Tue, 03 Aug 2026 18:56:54 GMT`, as HTTP headers write it (RFC 9110 §5.6.7).
    #[must_use]
    pub fn http(self) -> String {
        self.format("%a, %d %b %Y %H:%M:%S GMT")
    }

    /// `07/24/2024 10:00:00`, as .NET's token validation writes it.
    #[must_use]
    pub fn slashed(self) -> String {
        self.format("%m/%d/%Y %H:%M:%S")
    }

    /// `7/24/2024 10:00:00 AM`, as Resource Manager writes it.
    #[must_use]
    pub fn us(self) -> String {
        self.format("%-m/%-d/%Y %-I:%M:%S %p")
    }

    fn format(self, format: &str) -> String {
        Timestamp::from_second(self.seconds()).unwrap_or_default().strftime(format).to_string()
    }
}

/// Milliseconds of a friendly duration such as `90s`, `1h 30m`, `14d` or `-5m`; a day has 24 hours.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let span: Span = text.parse().map_err(|error: jiff::Error| error.to_string())?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|error| error.to_string())?;
    Ok(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

/// A world's clock: the system's with an offset, or frozen and moved by hand.
#[derive(Debug)]
pub struct Clock {
    frozen: bool,
    /// Milliseconds: the moment itself when frozen, else the offset from the system's clock.
    value: AtomicI64,
    started: Instant,
}

impl Clock {
    /// Follows the system's clock.
    #[must_use]
    pub fn real() -> Self {
        Self { frozen: false, value: AtomicI64::new(0), started: monotonic() }
    }

    /// Stands still at `moment` until it is moved.
    #[must_use]
    pub fn fixed(moment: Moment) -> Self {
        Self { frozen: true, value: AtomicI64::new(moment.0), started: monotonic() }
    }

    /// A clock of its own that shows the same time and runs the same way.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { frozen: self.frozen, value: AtomicI64::new(self.value.load(Ordering::SeqCst)), started: self.started }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        let value = self.value.load(Ordering::SeqCst);
        if self.frozen { Moment(value) } else { Moment(system_millis().saturating_add(value)) }
    }

    /// True when time only moves by [`Clock::advance`] and [`Clock::set`].
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Moves the clock by a number of milliseconds; negative moves it back.
    pub fn advance(&self, millis: i64) {
        let _ = self.value.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |v| Some(v.saturating_add(millis)));
    }

    /// Moves the clock to a moment.
    pub fn set(&self, moment: Moment) {
        let value = if self.frozen { moment.0 } else { moment.0.saturating_sub(system_millis()) };
        self.value.store(value, Ordering::SeqCst);
    }

    /// Back to the start: a frozen clock to `now`, another one to real time.
    pub fn reset(&self, now: Option<Moment>) {
        let value = if self.frozen { now.map_or(0, |moment| moment.0) } else { 0 };
        self.value.store(value, Ordering::SeqCst);
    }

    /// Microseconds on a monotonic clock, for durations in the journal. Always 0 in a frozen world, whose
    /// journal must not depend on how fast the machine is.
    #[must_use]
    pub fn stopwatch_micros(&self) -> u64 {
        if self.frozen {
            return 0;
        }
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn monotonic() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn system_millis() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let moment = Moment(1_785_783_414_178);
        assert_eq!(moment.spaced(), "2026-08-03 18:56:54Z");
        assert_eq!(moment.iso(), "2026-08-03T18:56:54Z");
        assert_eq!(moment.ticks(), "2026-08-03T18:56:54.1780000Z");
        assert_eq!(moment.http(), "Mon, 03 Aug 2026 18:56:54 GMT");
    }

    #[test]
    fn a_fixed_clock_moves_only_by_hand() {
        let clock = Clock::fixed(Moment(1000));
        assert_eq!(clock.now(), Moment(1000));
        clock.advance(500);
        assert_eq!(clock.now(), Moment(1500));
        clock.set(Moment(7));
        assert_eq!(clock.now(), Moment(7));
        assert_eq!(clock.stopwatch_micros(), 0);
    }

    #[test]
    fn a_real_clock_can_be_set() {
        let clock = Clock::real();
        clock.set(Moment(0));
        assert!(clock.now().0 < 60_000);
    }
}
