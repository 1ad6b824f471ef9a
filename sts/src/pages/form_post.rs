//! `response_mode=form_post`.

use askama::Template;

use super::{draw::draw, safe_url};

/// Carries the parameters of an authorization response to the application in the body of a POST.
///
/// Programs scrape this page, so it is the platform's markup and nothing else. Goes out with
/// [`FORM_POST_CONTENT_SECURITY_POLICY`](super::FORM_POST_CONTENT_SECURITY_POLICY).
#[derive(Debug, Clone, Template)]
#[template(path = "form_post.html")]
pub struct FormPostPage {
    /// The redirect URI; an address that would run script is replaced by `about:blank`.
    pub action: String,
    /// The parameters, in order.
    pub fields: Vec<(String, String)>,
}

impl FormPostPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }

    fn safe_action(&self) -> &str {
        if safe_url::is_followable(&self.action) { &self.action } else { "about:blank" }
    }
}
