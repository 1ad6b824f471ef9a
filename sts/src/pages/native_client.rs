//! Where native applications take over.

use askama::Template;

use super::draw::draw;

/// The page at `/common/oauth2/nativeclient`. Embedded browsers close before they show it.
#[derive(Debug, Clone, Copy, Default, Template)]
#[template(path = "native_client.html")]
pub struct NativeClientPage;

impl NativeClientPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
