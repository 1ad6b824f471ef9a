//! Faults below HTTP: what the sockets do with an answer. The world only says so, in an extension of the response.

use std::time::Duration;

use super::effects::WireEffects;
use crate::entropy::Draw;

/// What the sockets do with an answer. [`World::handle`](crate::world::World::handle) puts it into the extensions of a
/// response, if there is anything to do; the server carries it out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WireFault {
    /// Wait so long before the answer, in real time.
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
    pub(super) fn add(&mut self, effects: &WireEffects, draw: &Draw) {
        if !effects.jitter.is_zero() {
            let most = u64::try_from(effects.jitter.as_millis()).unwrap_or(u64::MAX - 1);
            self.delay += Duration::from_millis(draw.below("jitter", most + 1));
        }
        self.delay += effects.delay;
        self.trickle = effects.trickle.or(self.trickle);
        self.cut = effects.cut.or(self.cut);
    }

    /// True when the answer goes out as it is.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
