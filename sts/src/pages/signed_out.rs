//! The session has ended.

use askama::Template;

use super::{draw::draw, safe_url};

/// Says that the user is signed out, and tells applications through hidden frames.
///
/// Goes out with [`SIGNED_OUT_CONTENT_SECURITY_POLICY`](super::SIGNED_OUT_CONTENT_SECURITY_POLICY).
#[derive(Debug, Clone, Template)]
#[template(path = "signed_out.html")]
pub struct SignedOutPage {
    /// Front-channel sign-out addresses with their queries; those that are not `http` or `https` are left out.
    pub frontchannel_urls: Vec<String>,
    /// Where the application wants the user afterwards; left out when the address would run script.
    pub return_to: Option<String>,
}

impl SignedOutPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }

    fn safe_return_to(&self) -> Option<&str> {
        self.return_to.as_deref().filter(|address| safe_url::is_followable(address))
    }

    fn safe_frames(&self) -> impl Iterator<Item = &String> {
        self.frontchannel_urls.iter().filter(|address| safe_url::is_web(address))
    }
}
