//! May the application?

use askama::Template;

use super::{PermissionRow, draw::draw};

/// Asks a user, or an administrator for everybody, to grant permissions.
///
/// Posts `ctx`, `canary`, `for_tenant` = `true` if ticked, and `intent` = `accept` or `decline`.
#[derive(Debug, Clone, Template)]
#[template(path = "consent.html")]
pub struct ConsentPage {
    /// Where the form goes.
    pub action: String,
    /// What the server wants back, unseen.
    pub ctx: String,
    /// Proves that the form came from here.
    pub canary: String,
    /// The application that asks.
    pub app_name: String,
    /// Who publishes the application; may be empty.
    pub app_publisher: String,
    /// The tenant where the permissions would hold.
    pub tenant_name: String,
    /// Who is signed in.
    pub user_upn: String,
    /// What is asked for and not granted yet.
    pub new_permissions: Vec<PermissionRow>,
    /// What was granted before.
    pub granted_permissions: Vec<PermissionRow>,
    /// Whether the user may tick `for_tenant`.
    pub can_consent_for_tenant: bool,
    /// Whether this is an administrator's consent for everybody from the start; there is no checkbox then.
    pub for_organization: bool,
}

impl ConsentPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }

    fn heading(&self) -> &'static str {
        if self.for_organization { "Permissions requested for your organization" } else { "Permissions requested" }
    }
}
