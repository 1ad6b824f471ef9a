//! The grammar of the `scope` and `resource` parameters.

use std::collections::HashSet;

use uuid::Uuid;

use super::Asked;
use crate::aadsts;
use crate::refusal::Refusal;
use crate::route::Dialect;

/// A parsed `scope` (or v1 `resource`) parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeRequest {
    /// The parameter as sent.
    pub raw: String,
    /// Which parameter that was.
    pub parameter: Parameter,
    /// The OpenID Connect scopes in it.
    pub oidc: Oidc,
    /// The rest, in order, without duplicates.
    pub items: Vec<Item>,
}

/// The parameter that says what is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Parameter {
    /// `scope`.
    #[default]
    Scope,
    /// v1 `resource`.
    Resource,
}

impl ScopeRequest {
    /// What was asked for, for the doctor.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let raw = Some(self.raw.clone());
        match self.parameter {
            Parameter::Scope => Asked { scope: raw, ..Asked::default() },
            Parameter::Resource => Asked { resource: raw, dialect: Dialect::V1, ..Asked::default() },
        }
    }
}

/// The OpenID Connect scopes of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Oidc {
    /// `openid`: an ID token is due.
    pub openid: bool,
    /// `profile`: the ID token names the user.
    pub profile: bool,
    /// `email`: the ID token carries the mail address.
    pub email: bool,
    /// `offline_access`: a refresh token is due.
    pub offline_access: bool,
}

impl Oidc {
    /// The names that are set, in alphabetical order.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        [
            (self.email, "email"),
            (self.offline_access, "offline_access"),
            (self.openid, "openid"),
            (self.profile, "profile"),
        ]
        .into_iter()
        .filter_map(|(set, name)| set.then_some(name))
        .collect()
    }

    /// True when none is set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// One permission that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Item {
    /// The API as typed.
    pub resource: Typed,
    /// The permission as typed; `.default` included.
    pub permission: String,
}

/// How the API of a scope was named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Typed {
    /// Not at all: a bare name, which only Microsoft Graph has (`User.Read`).
    Bare,
    /// Everything before the last slash, exactly as typed (`https://management.core.windows.net/`).
    Named(String),
}

impl Item {
    /// True for `<resource>/.default`.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.permission.eq_ignore_ascii_case(".default")
    }

    /// The item as it was typed.
    #[must_use]
    pub fn text(&self) -> String {
        self.resource.scope(&self.permission)
    }
}

impl Typed {
    /// A permission written the way this resource was typed.
    #[must_use]
    pub fn scope(&self, permission: &str) -> String {
        match self {
            Self::Bare => permission.to_owned(),
            Self::Named(name) => format!("{name}/{permission}"),
        }
    }
}

/// Parses a v2 `scope` parameter: space-separated, in any order, names without regard to case.
///
/// # Errors
/// AADSTS70011 when an item is neither a bare name, nor `<URI>/<permission>`, nor `<GUID>/<permission>`, and
/// when `.default` is combined with other permissions.
pub fn parse(raw: &str) -> Result<ScopeRequest, Refusal> {
    let mut request = ScopeRequest { raw: raw.to_owned(), ..ScopeRequest::default() };
    let mut seen = HashSet::new();
    for word in raw.split(' ').filter(|w| !w.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "openid" => request.oidc.openid = true,
            "profile" => request.oidc.profile = true,
            "email" => request.oidc.email = true,
            "offline_access" => request.oidc.offline_access = true,
            // Unsupported by the platform, and ignored by it.
            "address" | "phone" => {}
            _ => {
                let item = item(word, raw)?;
                if seen.insert(item.clone()) {
                    request.items.push(item);
                }
            }
        }
    }
    let defaults = request.items.iter().filter(|i| i.is_default()).count();
    if defaults > 0 && defaults < request.items.len() {
        return Err(malformed(raw, ".default scope can't be combined with resource-specific scopes."));
    }
    Ok(request)
}

/// A v1 `resource` parameter, as the v2 request that means the same: `<resource>/.default`. `scope` counts only
/// for `openid`.
#[must_use]
pub fn parse_resource(resource: &str, scope: &str) -> ScopeRequest {
    let openid = scope.split(' ').any(|s| s.eq_ignore_ascii_case("openid"));
    ScopeRequest {
        raw: resource.to_owned(),
        parameter: Parameter::Resource,
        // v1 has no offline_access: delegated responses always carry a refresh token.
        oidc: Oidc { openid, offline_access: true, ..Oidc::default() },
        items: vec![Item { resource: Typed::Named(resource.to_owned()), permission: ".default".into() }],
    }
}

fn item(word: &str, raw: &str) -> Result<Item, Refusal> {
    const FORMAT: &str = "The scope format is invalid. Scope must be in a valid URI form <https://example/scope> or a valid Guid <guid/scope>.";
    let Some((resource, permission)) = word.rsplit_once('/') else {
        return Ok(Item { resource: Typed::Bare, permission: word.to_owned() });
    };
    let named = is_uri(resource) || Uuid::try_parse(resource).is_ok();
    if !named || permission.is_empty() {
        return Err(malformed(raw, FORMAT));
    }
    Ok(Item { resource: Typed::Named(resource.to_owned()), permission: permission.to_owned() })
}

/// A scheme, a colon and something after it (RFC 3986 §3).
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut letters = scheme.bytes();
    letters.next().is_some_and(|b| b.is_ascii_alphabetic())
        && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.trim_matches('/').is_empty()
}

fn malformed(scope: &str, reason: &'static str) -> Refusal {
    let asked = Asked { scope: Some(scope.to_owned()), ..Asked::default() };
    aadsts!(70011).check("scope.syntax").with("scope", scope).with("reason", reason).about(asked)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn only(raw: &str) -> Item {
        let request = parse(raw).unwrap();
        assert_eq!(request.items.len(), 1, "{raw}");
        request.items[0].clone()
    }

    #[test]
    fn the_last_slash_divides_resource_from_permission() {
        let item = only("https://management.core.windows.net//user_impersonation");
        assert_eq!(item.resource, Typed::Named("https://management.core.windows.net/".into()));
        assert_eq!(item.permission, "user_impersonation");
        assert_eq!(only("api://a/b/api.read").resource, Typed::Named("api://a/b".into()));
    }

    #[test]
    fn a_guid_is_a_resource_and_a_bare_name_is_graphs() {
        let guid = "11111111-1111-1111-1111-111111111111";
        assert_eq!(only(&format!("{guid}/api.read")).resource, Typed::Named(guid.into()));
        assert_eq!(only("User.Read").resource, Typed::Bare);
        assert!(only(".default").is_default());
    }

    #[test]
    fn oidc_scopes_are_told_apart_in_any_case() {
        let request = parse("OpenID Profile offline_access EMAIL address").unwrap();
        assert_eq!(request.oidc.names(), ["email", "offline_access", "openid", "profile"]);
        assert!(request.items.is_empty());
    }

    #[test]
    fn neither_uri_nor_guid_is_refused() {
        for raw in ["orders/api.read", "https:///x", "api:///read", "https://graph.microsoft.com/"] {
            let refusal = parse(raw).unwrap_err();
            assert_eq!(refusal.entry.code, 70011, "{raw}");
            assert!(refusal.message().contains(raw));
        }
    }

    #[test]
    fn default_stands_alone_but_for_oidc_scopes() {
        assert!(parse("api://a/.default openid offline_access").is_ok());
        assert_eq!(parse("api://a/.default api://a/read").unwrap_err().entry.code, 70011);
    }

    proptest! {
        #[test]
        fn no_input_panics_and_what_parses_is_written_back(raw in ".{0,80}") {
            if let Ok(request) = parse(&raw) {
                for item in request.items {
                    prop_assert!(raw.contains(&item.text()));
                }
            }
        }

        #[test]
        fn resource_and_permission_come_back_exactly(
            host in "[a-zA-Z0-9.-]{1,20}", slashes in "/{0,3}", permission in "[A-Za-z0-9._-]{1,20}",
        ) {
            let resource = format!("api://{host}{slashes}");
            let raw = format!("{resource}/{permission}");
            prop_assume!(!host.trim_matches('.').is_empty() || !host.is_empty());
            let request = parse(&raw).unwrap();
            prop_assert_eq!(&request.items[0].resource, &Typed::Named(resource));
            prop_assert_eq!(&request.items[0].permission, &permission);
        }

        #[test]
        fn order_does_not_change_what_is_asked_for(mut words in proptest::collection::vec(
            "(openid|User\\.Read|api://a/b|api://c/d|profile)", 1..6)) {
            let key = |r: ScopeRequest| {
                let mut items: Vec<_> = r.items.iter().map(Item::text).collect();
                items.sort();
                (r.oidc, items)
            };
            let forward = key(parse(&words.join(" ")).unwrap());
            words.reverse();
            prop_assert_eq!(forward, key(parse(&words.join(" ")).unwrap()));
        }
    }
}
