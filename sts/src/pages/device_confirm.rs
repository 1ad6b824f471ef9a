//! Did you start this sign-in?

use askama::Template;

use super::draw::draw;

/// Asks whether the user started the sign-in of a device.
///
/// Posts `ctx`, `canary` and `intent` = `continue` or `cancel`.
#[derive(Debug, Clone, Template)]
#[template(path = "device_confirm.html")]
pub struct DeviceConfirmPage {
    /// Where the form goes.
    pub action: String,
    /// What the server wants back, unseen.
    pub ctx: String,
    /// Proves that the form came from here.
    pub canary: String,
    /// The application on the device.
    pub app_name: String,
    /// Who is signed in.
    pub user_upn: String,
    /// The code that the device shows.
    pub user_code: String,
}

impl DeviceConfirmPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
