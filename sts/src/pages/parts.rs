//! What several pages show.

/// Why a form came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageError {
    /// The platform's words, e.g. `AADSTS50126: Error validating credentials …`; may be empty.
    pub code_text: String,
    /// The same for people, shown first.
    pub message: String,
}

/// A user of the pretend tenant, shown as a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleUser {
    /// The user name.
    pub upn: String,
    /// The name for people.
    pub display_name: String,
    /// What is special about this user; may be empty.
    pub note: String,
    /// The password, where the world's author does not mind showing it.
    pub password: Option<String>,
}

/// A permission that an application asks for or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionRow {
    /// The protected API.
    pub resource_name: String,
    /// The scope or app role, e.g. `User.Read`.
    pub value: String,
    /// The permission in a few words.
    pub display_name: String,
    /// What it lets the application do.
    pub description: String,
    /// Whether only an administrator can grant it.
    pub admin_only: bool,
}
