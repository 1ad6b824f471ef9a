//! User name and password.

use askama::Template;

use super::{PageError, SampleUser, draw::draw};

/// Asks for user name and password, in one form.
///
/// Posts `ctx`, `canary`, `login`, `passwd` and `intent` = `sign_in` or `cancel`.
#[derive(Debug, Clone, Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// Where the form goes.
    pub action: String,
    /// What the server wants back, unseen.
    pub ctx: String,
    /// Proves that the form came from here.
    pub canary: String,
    /// The application that wants a sign-in.
    pub app_name: String,
    /// Where the account lives; empty if it may live anywhere.
    pub tenant_name: String,
    /// Fills in the user name.
    pub username: String,
    /// Why the last attempt failed.
    pub error: Option<PageError>,
    /// Whether there is a way back to the application.
    pub cancel: bool,
    /// Users to try; none, and the list is not shown.
    pub samples: Vec<SampleUser>,
}

impl SignInPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
