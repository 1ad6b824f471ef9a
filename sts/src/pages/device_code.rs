//! The code that a device shows.

use askama::Template;

use super::{PageError, draw::draw};

/// Asks for the code that a device shows.
///
/// Posts `canary`, `user_code` as typed, and `intent` = `next`.
#[derive(Debug, Clone, Template)]
#[template(path = "device_code.html")]
pub struct DeviceCodePage {
    /// Where the form goes.
    pub action: String,
    /// Proves that the form came from here.
    pub canary: String,
    /// Fills in the code.
    pub user_code: String,
    /// Why the last code was not taken.
    pub error: Option<PageError>,
}

impl DeviceCodePage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
