//! Routed: which endpoint, in which dialect, for which tenant segment.
//!
//! Paths match without regard to letter case (ADAL asks for `/common/UserRealm/…`) and with duplicate slashes
//! collapsed (an authority that ends in a slash gives `/common//v2.0/…`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which generation of the protocol a path speaks. Decides parameter names and response types, and the version
/// of ID tokens; never the version of access tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// `/oauth2/…`: `resource`, numbers as strings.
    V1,
    /// `/oauth2/v2.0/…`: `scope`, numbers as numbers.
    #[default]
    V2,
}

/// An endpoint of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// Authorization endpoint.
    Authorize,
    /// Form target of the sign-in, picker and consent pages.
    Login,
    /// Token endpoint.
    Token,
    /// Device authorization endpoint.
    DeviceCode,
    /// The page where the user types the code.
    DeviceAuth,
    /// Sign-out.
    Logout,
    /// JWKS.
    Keys,
    /// OpenID Connect metadata.
    Metadata,
    /// Instance discovery.
    Instance,
    /// User realm discovery.
    UserRealm,
    /// Admin consent.
    AdminConsent,
    /// UserInfo.
    UserInfo,
    /// Blank page for native apps.
    NativeClient,
    /// What `error_uri` leads to.
    Error,
    /// Landing page of the server.
    Home,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 15] = [
        Self::Authorize,
        Self::Login,
        Self::Token,
        Self::DeviceCode,
        Self::DeviceAuth,
        Self::Logout,
        Self::Keys,
        Self::Metadata,
        Self::Instance,
        Self::UserRealm,
        Self::AdminConsent,
        Self::UserInfo,
        Self::NativeClient,
        Self::Error,
        Self::Home,
    ];

    /// The endpoint of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.name() == name)
    }

    /// The name that rules, the journal and documentation use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Login => "login",
            Self::Token => "token",
            Self::DeviceCode => "devicecode",
            Self::DeviceAuth => "deviceauth",
            Self::Logout => "logout",
            Self::Keys => "keys",
            Self::Metadata => "metadata",
            Self::Instance => "instance",
            Self::UserRealm => "userrealm",
            Self::AdminConsent => "adminconsent",
            Self::UserInfo => "userinfo",
            Self::NativeClient => "nativeclient",
            Self::Error => "error",
            Self::Home => "home",
        }
    }
}

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The dialect of the path.
    pub dialect: Dialect,
    /// The tenant segment as typed; `common` for paths that have none.
    pub segment: String,
    /// What follows the endpoint in the path (the user name of `/common/userrealm/{upn}`), percent-encoded.
    pub rest: String,
}

/// Finds the endpoint of a path; `None`: not a path of the platform.
#[must_use]
pub fn route(path: &str) -> Option<Route> {
    use Dialect::{V1, V2};
    use Endpoint as E;

    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    let lower: Vec<String> = segments.iter().map(|s| s.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let found = |endpoint, dialect, segment: &str, rest: &str| {
        Some(Route { endpoint, dialect, segment: segment.to_owned(), rest: rest.to_owned() })
    };
    match lower.as_slice() {
        [] => return found(E::Home, V2, "common", ""),
        ["error"] => return found(E::Error, V2, "common", ""),
        ["oidc", "userinfo"] => return found(E::UserInfo, V2, "common", ""),
        ["devicelogin" | "device"] => return found(E::DeviceAuth, V2, "common", ""),
        ["v2.0", ".well-known", "openid-configuration"] => return found(E::Metadata, V2, "common", ""),
        _ => {}
    }
    let (&tenant, rest) = segments.split_first()?;
    let (endpoint, dialect, tail) = match &lower[1..] {
        ["oauth2", "v2.0", "authorize"] => (E::Authorize, V2, ""),
        ["oauth2", "authorize"] => (E::Authorize, V1, ""),
        ["oauth2", "v2.0", "token"] => (E::Token, V2, ""),
        ["oauth2", "token"] => (E::Token, V1, ""),
        ["oauth2", "v2.0", "devicecode"] => (E::DeviceCode, V2, ""),
        ["oauth2", "devicecode"] => (E::DeviceCode, V1, ""),
        ["oauth2", "deviceauth"] => (E::DeviceAuth, V2, ""),
        ["oauth2", "v2.0", "logout"] => (E::Logout, V2, ""),
        ["oauth2", "logout"] => (E::Logout, V1, ""),
        ["oauth2", "nativeclient"] => (E::NativeClient, V2, ""),
        ["discovery", "v2.0", "keys"] => (E::Keys, V2, ""),
        ["discovery", "keys"] => (E::Keys, V1, ""),
        ["discovery", "instance"] => (E::Instance, V2, ""),
        ["v2.0", ".well-known", "openid-configuration"] => (E::Metadata, V2, ""),
        [".well-known", "openid-configuration"] => (E::Metadata, V1, ""),
        ["v2.0", "adminconsent"] => (E::AdminConsent, V2, ""),
        ["adminconsent"] => (E::AdminConsent, V1, ""),
        ["openid", "userinfo"] => (E::UserInfo, V1, ""),
        ["login"] => (E::Login, V2, ""),
        ["userrealm"] => (E::UserRealm, V1, ""),
        ["userrealm", _] => (E::UserRealm, V1, rest[1]),
        _ => return None,
    };
    found(endpoint, dialect, tenant, tail)
}

/// The path of an endpoint, as the metadata documents write it. `rest` is what follows it, percent-encoded.
#[must_use]
pub fn path(endpoint: Endpoint, dialect: Dialect, segment: &str, rest: &str) -> String {
    use Endpoint as E;
    let (v1, v2) = match endpoint {
        E::Home => return "/".to_owned(),
        E::Error => return "/error".to_owned(),
        E::UserInfo if dialect == Dialect::V2 => return "/oidc/userinfo".to_owned(),
        E::UserRealm if !rest.is_empty() => return format!("/{segment}/userrealm/{rest}"),
        E::UserInfo => ("openid/userinfo", "openid/userinfo"),
        E::UserRealm => ("userrealm", "userrealm"),
        E::Authorize => ("oauth2/authorize", "oauth2/v2.0/authorize"),
        E::Token => ("oauth2/token", "oauth2/v2.0/token"),
        E::DeviceCode => ("oauth2/devicecode", "oauth2/v2.0/devicecode"),
        E::DeviceAuth => ("oauth2/deviceauth", "oauth2/deviceauth"),
        E::Logout => ("oauth2/logout", "oauth2/v2.0/logout"),
        E::NativeClient => ("oauth2/nativeclient", "oauth2/nativeclient"),
        E::Keys => ("discovery/keys", "discovery/v2.0/keys"),
        E::Instance => ("discovery/instance", "discovery/instance"),
        E::Metadata => (".well-known/openid-configuration", "v2.0/.well-known/openid-configuration"),
        E::AdminConsent => ("adminconsent", "v2.0/adminconsent"),
        E::Login => ("login", "login"),
    };
    format!("/{segment}/{}", if dialect == Dialect::V1 { v1 } else { v2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_an_endpoint_leads_to_it() {
        for endpoint in Endpoint::ALL {
            for dialect in [Dialect::V1, Dialect::V2] {
                let path = path(endpoint, dialect, "common", "");
                assert_eq!(route(&path).map(|r| r.endpoint), Some(endpoint), "{path}");
            }
        }
    }

    #[test]
    fn paths_are_found_in_any_case_and_with_double_slashes() {
        let route = route("/Contoso.example//oauth2/V2.0/token").unwrap();
        assert_eq!((route.endpoint, route.dialect), (Endpoint::Token, Dialect::V2));
        assert_eq!(route.segment, "Contoso.example");
    }

    #[test]
    fn the_user_name_of_a_realm_request_is_kept_as_sent() {
        let route = route("/common/UserRealm/Ada%40contoso.example").unwrap();
        assert_eq!((route.endpoint, route.rest.as_str()), (Endpoint::UserRealm, "Ada%40contoso.example"));
    }

    #[test]
    fn swapped_segments_are_no_path_of_the_platform() {
        assert_eq!(route("/common/v2.0/oauth2/token"), None);
    }
}
