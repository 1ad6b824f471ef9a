//! Only an administrator may grant this.

use askama::Template;

use super::{PermissionRow, draw::draw};

/// Says that an administrator has to approve the application.
///
/// Posts `ctx`, `canary` and `intent` = `decline` or `another`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin_approval.html")]
pub struct AdminApprovalPage {
    /// Where the form goes.
    pub action: String,
    /// What the server wants back, unseen.
    pub ctx: String,
    /// Proves that the form came from here.
    pub canary: String,
    /// The application that asks.
    pub app_name: String,
    /// The platform's words, e.g. `AADSTS90094: …`.
    pub message: String,
    /// What the application asks for.
    pub permissions: Vec<PermissionRow>,
}

impl AdminApprovalPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
