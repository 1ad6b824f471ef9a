//! Which account?

use askama::Template;

use super::draw::draw;

/// Asks which account to use, or to sign out of.
///
/// Posts `ctx`, `canary`, and either `account` = the tile's value, or `intent` = `another` (when signing in) or
/// `cancel`.
#[derive(Debug, Clone, Template)]
#[template(path = "account_picker.html")]
pub struct AccountPickerPage {
    /// Where the form goes.
    pub action: String,
    /// What the server wants back, unseen.
    pub ctx: String,
    /// Proves that the form came from here.
    pub canary: String,
    /// The application that wants a sign-in; not shown when signing out.
    pub app_name: String,
    /// The accounts to choose from.
    pub accounts: Vec<AccountTile>,
    /// What the choice is for.
    pub purpose: PickerPurpose,
}

/// One account to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountTile {
    /// What `account` is when this tile is chosen: a session or account id.
    pub value: String,
    /// The user name.
    pub upn: String,
    /// The name for people.
    pub display_name: String,
    /// Whether choosing it needs no password.
    pub signed_in: bool,
}

/// What an account is picked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickerPurpose {
    /// To sign in to an application.
    SignIn,
    /// To sign out of the account.
    SignOut,
}

impl PickerPurpose {
    fn is_sign_in(self) -> bool {
        self == Self::SignIn
    }
}

impl AccountPickerPage {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self) -> String {
        draw(self)
    }

    fn heading(&self) -> &'static str {
        match self.purpose {
            PickerPurpose::SignIn => "Pick an account",
            PickerPurpose::SignOut => "Which account do you want to sign out of?",
        }
    }
}
