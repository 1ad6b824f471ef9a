//! Recordings: what a real platform answered, with its secrets taken out, ready to be played without it.
//!
//! [`scrub`] makes a recording from traffic, [`Playback`] answers requests from it. A request is matched by its
//! [`Meaning`], not by its bytes, and everything that is secret or of the moment is made anew: tokens are signed with
//! the world's key, codes and refresh tokens drawn from its entropy, `state` and `nonce` echoed.

mod anonymize;
mod check;
mod compare;
mod facts;
pub mod har;
mod meaning;
mod model;
mod placeholder;
mod playback;
mod policy;
mod rewrite;
mod scrub;

pub use meaning::Meaning;
pub use model::{Answer, Otherwise, Recorded, Recording, TokenEntry};
pub use playback::{Playback, answer};
pub use policy::is_never_kept;
pub use rewrite::Rewrite;
pub use scrub::{Leak, Options, Scrubbed, Taken, scrub};
