//! The device goes on by itself.

use askama::Template;

use super::draw::draw;

/// Says how the sign-in of a device ended.
#[derive(Debug, Clone, Template)]
#[template(path = "device_done.html")]
pub struct DeviceDonePage {
    /// The application on the device.
    pub app_name: String,
    /// Whether the user said no.
    pub declined: bool,
}

impl DeviceDonePage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }

    fn heading(&self) -> &'static str {
        if self.declined { "Sign-in declined" } else { "You are signed in on your device" }
    }
}
