use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Common, common_setters, hint_setters};
use crate::{Account, Scopes, Secret};

/// Asks for the address to send a user to.
#[derive(Debug, Clone)]
pub struct AuthCodeUrlRequest {
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) response_mode: ResponseMode,
    pub(crate) hints: Hints,
    pub(crate) common: Common,
}

/// What an authorize request says about the user and the pages he sees.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hints {
    pub prompt: Option<Prompt>,
    pub login_hint: Option<String>,
    pub domain_hint: Option<String>,
    pub extra_scopes: Scopes,
    pub account: Option<Account>,
}

impl AuthCodeUrlRequest {
    /// For these scopes; the reserved ones are added.
    pub fn new(scopes: impl Into<Scopes>) -> Self {
        Self {
            scopes: scopes.into(),
            redirect_uri: None,
            response_mode: ResponseMode::Query,
            hints: Hints::default(),
            common: Common::default(),
        }
    }

    /// Where the answer goes; the client's redirect URI if not given.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// How the answer travels.
    pub fn response_mode(mut self, mode: ResponseMode) -> Self {
        self.response_mode = mode;
        self
    }
}

common_setters!(AuthCodeUrlRequest);
hint_setters!(AuthCodeUrlRequest);

/// A sign-in under way: where the user is sent, and what must be known to take the answer.
///
/// It can be serialised, so that a web app keeps it in the user's session between the two requests. It holds
/// secrets: keep it on the server.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthCodeFlow {
    /// The address to send the user to.
    pub url: Url,
    /// The `state` of the request; the answer must bring it back.
    pub state: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    pub(crate) nonce: String,
    pub(crate) code_verifier: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) tenant: Option<String>,
    pub(crate) claims: Option<String>,
    pub(crate) home_account_id: Option<String>,
    pub(crate) correlation_id: String,
}

impl fmt::Debug for AuthCodeFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthCodeFlow").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// Redeems a code that came by a way of the caller's own, who has checked `state` himself.
#[derive(Debug, Clone)]
pub struct CodeRequest {
    pub(crate) code: Secret,
    pub(crate) scopes: Scopes,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) code_verifier: Option<Secret>,
    pub(crate) nonce: Option<String>,
    pub(crate) common: Common,
}

impl CodeRequest {
    /// A code, and the scopes it was asked with.
    pub fn new(code: impl Into<Secret>, scopes: impl Into<Scopes>) -> Self {
        Self {
            code: code.into(),
            scopes: scopes.into(),
            redirect_uri: None,
            code_verifier: None,
            nonce: None,
            common: Common::default(),
        }
    }

    /// The redirect URI the code was sent to; the client's own if not given.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// The PKCE verifier of the authorize request.
    pub fn code_verifier(mut self, verifier: impl Into<Secret>) -> Self {
        self.code_verifier = Some(verifier.into());
        self
    }

    /// The nonce of the authorize request; the ID token must carry it.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }
}

common_setters!(CodeRequest);

/// Which pages the user must see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Prompt {
    /// The account picker.
    SelectAccount,
    /// The credentials.
    Login,
    /// The consent page.
    Consent,
    /// The page on which an administrator consents or a new user signs up.
    Create,
    /// None at all; what needs one becomes an error.
    None,
}

impl Prompt {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SelectAccount => "select_account",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::Create => "create",
            Self::None => "none",
        }
    }
}

/// How the answer of the authorize endpoint travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In the body of a POST to it.
    FormPost,
    /// In its fragment.
    Fragment,
}

impl ResponseMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
            Self::Fragment => "fragment",
        }
    }
}
