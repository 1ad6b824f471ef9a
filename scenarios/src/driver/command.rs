use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A client to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewClient {
    /// Client id.
    pub client_id: String,
    /// `https://host/tenant`.
    pub authority: String,
    /// How it proves who it is; none: a public client.
    pub credential: Option<Credential>,
    /// Where it is sent after sign-in.
    pub redirect_uri: Option<String>,
    /// Client capabilities.
    pub capabilities: Vec<String>,
    /// Clients with the same store share their cache.
    pub store: String,
}

/// How a confidential client proves who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A client secret.
    Secret(String),
    /// Certificate and private key, PEM.
    Certificate {
        /// Certificate and key in one text.
        pem: String,
        /// RS256 and `x5t`, as older clients do it.
        sha1: bool,
    },
    /// A callback signs with this certificate and key, PEM.
    Assertion {
        /// Certificate and key in one text.
        pem: String,
    },
}

/// What the client is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Sign a user in with the browser: a public client interactively, a confidential one by URL and code.
    Interactive {
        /// What to ask for.
        acquire: Acquire,
        /// `prompt`.
        prompt: Option<String>,
        /// `login_hint`.
        login_hint: Option<String>,
        /// Scopes of other APIs.
        extra_scopes: Vec<String>,
        /// `query` or `form_post`.
        response_mode: String,
    },
    /// Redeem the code of an earlier answer once more.
    RedeemCode {
        /// Number of the interactive command, from 0, whose code to use.
        of: usize,
    },
    /// Device code.
    DeviceCode {
        /// What to ask for.
        acquire: Acquire,
    },
    /// User name and password.
    Password {
        /// What to ask for.
        acquire: Acquire,
        /// User principal name.
        username: String,
        /// Password.
        password: String,
    },
    /// Integrated Windows authentication.
    IntegratedWindows {
        /// What to ask for.
        acquire: Acquire,
        /// User principal name.
        username: String,
    },
    /// A token for the application itself.
    ClientCredentials {
        /// What to ask for.
        acquire: Acquire,
    },
    /// A token for the user whose token was presented.
    OnBehalfOf {
        /// What to ask for.
        acquire: Acquire,
        /// The token that was presented.
        assertion: String,
    },
    /// Silently.
    Silent {
        /// What to ask for.
        acquire: Acquire,
        /// User name of the account.
        account: Option<String>,
        /// Skip the cache.
        force_refresh: bool,
    },
    /// List the accounts.
    Accounts,
    /// Forget an account.
    RemoveAccount {
        /// Its user name.
        account: String,
    },
    /// Write the cache out.
    ExportCache,
    /// Read a cache.
    ImportCache {
        /// In the unified schema.
        cache: String,
    },
}

/// What to ask for, in every flow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Acquire {
    /// Scopes.
    pub scopes: Vec<String>,
    /// Claims request.
    pub claims: Option<Value>,
    /// Authority of another tenant.
    pub tenant: Option<String>,
}

/// What arrived at the redirect URI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirected {
    /// The redirect URI with the answer's query or fragment.
    pub url: String,
    /// The answer, if it was posted as a form.
    pub form: Option<Vec<(String, String)>>,
}
