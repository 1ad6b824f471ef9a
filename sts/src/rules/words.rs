//! The words of the format.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $case:literal { $($(#[$inner:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = $case)]
        pub enum $name { $($(#[$inner])* $variant),+ }

        impl $name {
            /// The word as users write it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// An endpoint, by the name that the journal uses.
    EndpointWord: "lowercase" {
        /// Authorization endpoint.
        Authorize = "authorize",
        /// Token endpoint.
        Token = "token",
        /// Device authorization endpoint.
        DeviceCode = "devicecode",
        /// The page where the user types the code.
        DeviceAuth = "deviceauth",
        /// Forms of the sign-in, picker and consent pages.
        Login = "login",
        /// Sign-out.
        Logout = "logout",
        /// JWKS.
        Keys = "keys",
        /// OpenID Connect metadata.
        Metadata = "metadata",
        /// Instance discovery.
        Instance = "instance",
        /// User realm discovery.
        UserRealm = "userrealm",
        /// Admin consent.
        AdminConsent = "adminconsent",
        /// UserInfo.
        UserInfo = "userinfo",
        /// A protected API.
        Api = "api",
    }
}

words! {
    /// Version of an endpoint.
    VersionWord: "lowercase" {
        /// `/oauth2/…`.
        V1 = "v1",
        /// `/oauth2/v2.0/…`.
        V2 = "v2",
    }
}

words! {
    /// A grant, by the name that the journal uses.
    GrantWord: "snake_case" {
        /// Authorization code.
        AuthorizationCode = "authorization_code",
        /// Refresh token.
        RefreshToken = "refresh_token",
        /// Client credentials.
        ClientCredentials = "client_credentials",
        /// User name and password.
        Password = "password",
        /// Device code.
        DeviceCode = "device_code",
        /// On-behalf-of.
        OnBehalfOf = "on_behalf_of",
    }
}

words! {
    /// What consent is.
    ConsentWord: "lowercase" {
        /// Missing: AADSTS65001 at the token endpoint, AADSTS65004 at the authorize endpoint.
        Withheld = "withheld",
    }
}

words! {
    /// When the connection is closed.
    DropWord: "snake_case" {
        /// Instead of an answer.
        BeforeHeaders = "before_headers",
        /// Behind the headers, before the body.
        AfterHeaders = "after_headers",
    }
}

words! {
    /// What happens to the signing keys.
    KeysWord: "lowercase" {
        /// The platform signs with its next key from now on.
        Rotate = "rotate",
        /// The keys document lacks the key that signs, as a cache that is behind would.
        Stale = "stale",
    }
}

words! {
    /// What is revoked.
    RevokeWord: "snake_case" {
        /// Refresh tokens.
        RefreshTokens = "refresh_tokens",
        /// Browser sessions.
        Sessions = "sessions",
    }
}

words! {
    /// Where in the life of an exchange a rule acts.
    StageWord: "lowercase" {
        /// On arrival, before the platform looks at the request.
        Received = "received",
        /// When the platform would grant the request, or the API let the caller in: client, user, permissions and
        /// token are in order.
        Decided = "decided",
        /// When the answer is ready.
        Rendered = "rendered",
    }
}
