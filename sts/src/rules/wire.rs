//! Faults below HTTP: what the sockets do with an answer. The world only says so, in an extension of the response.

use std::time::Duration;

use super::mounted::Effects;
use crate::entropy::Draw;

/// What the sockets do with an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WireFault {
    /// Wait so long before the answer.
    pub delay: Duration,
    /// Send the body in pieces: bytes per piece, and the pause between two.
    pub trickle: Option<(usize, Duration)>,
    /// Close the connection early.
    pub cut: Option<Cut>,
}

/// Where an answer ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// There is no answer.
    BeforeHeaders,
    /// So many bytes of the announced body are sent.
    Body(usize),
}

impl WireFault {
    /// Adds what a rule does to the wire.
    pub fn add(&mut self, effects: &Effects, draw: &Draw) {
        let jitter = draw.below("jitter", u64::try_from(effects.jitter.as_millis()).unwrap_or(0) + 1);
        if !effects.jitter.is_zero() {
            self.delay += Duration::from_millis(jitter);
        }
        self.delay += effects.delay;
        self.trickle = effects.trickle.or(self.trickle);
        self.cut = effects.cut.or(self.cut);
    }
}
