//! What a request means: the part of it that decides which recorded answer it gets.

mod read;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use read::{basic, parameters, routed};

use super::policy::Class;
use crate::route::Endpoint;

/// What a request means. A request means the same when it has the same keys with the same values, where letter case
/// does not matter; `*` as a value stands for any, in a path for one segment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Meaning {
    /// Endpoint of the platform, by the journal's name; absent for anything else, which `method` and `path` name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// `v1` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Tenant segment of the path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// HTTP method, where it is not the endpoint's usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path of anything that is no endpoint of the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Query of anything that is no endpoint of the platform, without credentials and opaque values.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub query: IndexMap<String, String>,
    /// Grant of a token request, by the journal's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// `response_type` of an authorization request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// Client id: of the request, or of the token that an API is called with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The user, where the request tells: by name, hint, or the token in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Scopes, in any order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// `resource` of v1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Where the answer of an authorization request goes, or where a sign-out leads; without the port on a loopback
    /// address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// `prompt` of an authorization request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Which button of a page was pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
}

/// The keys of a [`Meaning`] with its values as text, in the order in which they are compared.
pub type Row = (&'static str, Option<String>);

impl Meaning {
    /// The grants whose `grant_type` is another word than their name, each with its `grant_type`.
    pub(super) fn grant_types() -> &'static [(&'static str, &'static str)] {
        read::GRANTS
    }

    /// The endpoint of the platform.
    #[must_use]
    pub fn platform_endpoint(&self) -> Option<Endpoint> {
        Endpoint::from_name(self.endpoint.as_deref()?)
    }

    /// The values that are single texts, but for those that say where the request goes.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        [
            &mut self.tenant,
            &mut self.grant,
            &mut self.response_type,
            &mut self.client,
            &mut self.user,
            &mut self.resource,
            &mut self.redirect_uri,
            &mut self.prompt,
            &mut self.intent,
        ]
        .into_iter()
        .flatten()
    }

    /// Keys and values, in the order in which they are compared.
    #[must_use]
    pub fn rows(&self) -> [Row; 15] {
        let text = |value: &Option<String>| value.clone();
        let mut scopes: Vec<&str> = self.scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        let mut query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        query.sort_unstable();
        let list = |joined: String| (!joined.is_empty()).then_some(joined);
        [
            ("endpoint", text(&self.endpoint)),
            ("path", text(&self.path)),
            ("method", text(&self.method)),
            ("version", text(&self.version)),
            ("grant", text(&self.grant)),
            ("response_type", text(&self.response_type)),
            ("client", text(&self.client)),
            ("tenant", text(&self.tenant)),
            ("user", text(&self.user)),
            ("scopes", list(scopes.join(" "))),
            ("resource", text(&self.resource)),
            ("redirect_uri", text(&self.redirect_uri)),
            ("prompt", text(&self.prompt)),
            ("intent", text(&self.intent)),
            ("query", list(query.join("&"))),
        ]
    }

    /// What the answer to such a request may contain.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.platform_endpoint() {
            Some(Endpoint::Metadata | Endpoint::Keys | Endpoint::Instance | Endpoint::UserRealm) => Class::Document,
            Some(Endpoint::UserInfo) => Class::Data,
            Some(_) => Class::Credentials,
            None if self.grant.is_some() || self.response_type.is_some() => Class::Credentials,
            None => Class::Data,
        }
    }
}
