//! What is this server?

use askama::Template;

use super::{SampleUser, draw::draw};

/// The page at `/`: what this is, and what to give to an application.
#[derive(Debug, Clone, Template)]
#[template(path = "home.html")]
pub struct HomePage {
    /// The server's own origin, without a slash at the end.
    pub origin: String,
    /// The tenants.
    pub tenants: Vec<HomeTenant>,
    /// The app registrations.
    pub apps: Vec<HomeApp>,
    /// The users.
    pub users: Vec<SampleUser>,
    /// The control API, if it can be reached from here.
    pub control_url: Option<String>,
}

/// A tenant on the [`HomePage`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeTenant {
    /// The name for people.
    pub display_name: String,
    /// The tenant id.
    pub id: String,
    /// A verified domain; may be empty.
    pub domain: String,
}

/// An app registration on the [`HomePage`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeApp {
    /// The name for people.
    pub display_name: String,
    /// The client id.
    pub client_id: String,
    /// What it is for; may be empty.
    pub note: String,
}

impl HomePage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }
}
