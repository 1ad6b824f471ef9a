//! What the client needs from the world around it, each behind an object-safe trait.

mod browser;
mod clock;
mod random;
mod transport;

pub use browser::{AuthResponse, Browser, BrowserError};
pub use clock::Clock;
pub use random::Random;
pub use transport::{HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
