//! A heading and a sentence.

use askama::Template;

use super::draw::draw;

/// Says something that no other page says.
#[derive(Debug, Clone, Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// The heading.
    pub title: String,
    /// One paragraph.
    pub text: String,
}

impl MessagePage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
