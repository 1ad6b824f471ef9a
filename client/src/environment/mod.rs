//! What the client needs from the world around it, each behind an object-safe trait.

mod browser;
mod clock;
#[cfg(feature = "reqwest")]
mod https;
mod random;
#[cfg(feature = "system")]
mod system;
#[cfg(feature = "browser")]
mod system_browser;
mod transport;

pub use browser::{AuthResponse, Browser, BrowserError};
pub use clock::Clock;
#[cfg(feature = "reqwest")]
pub use https::HttpsTransport;
pub use random::Random;
#[cfg(feature = "system")]
pub use system::{SystemClock, SystemRandom};
#[cfg(feature = "browser")]
pub use system_browser::SystemBrowser;
pub use transport::{HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
