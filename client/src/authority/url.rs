use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use crate::{ClientError, ClientErrorKind};

/// What may stand unescaped in a path segment (RFC 3986 §3.3), less what means something to a server.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'/')
    .add(b':')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Tenant words that stand for whatever tenant the user belongs to.
const TENANTLESS: [&str; 3] = ["common", "organizations", "consumers"];

/// An authority: `https://host[:port]/tenant`, or the address of a generic issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authority {
    pub kind: AuthorityKind,
    url: Url,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuthorityKind {
    /// Entra ID, B2C and External ID: tenants, v2.0 metadata.
    Entra,
    Adfs,
    /// Any OpenID Connect issuer.
    Oidc,
}

impl Authority {
    pub fn parse(text: &str, oidc: bool) -> Result<Self, ClientError> {
        let refuse = |problem: &str| {
            ClientError::new(ClientErrorKind::Configuration, format!("the authority {text:?} {problem}"))
        };
        let mut url = Url::parse(text).map_err(|error| refuse(&format!("is no address: {error}")))?;
        if url.scheme() != "https" {
            return Err(refuse("must begin with https://: it receives credentials"));
        }
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("may have host, port and path only"));
        }
        let mut segments: Vec<String> = segments(&url);
        let kind = match segments.first().map(String::as_str) {
            _ if oidc => AuthorityKind::Oidc,
            None => return Err(refuse("names no tenant: https://host/tenant is expected")),
            Some(first) if first.eq_ignore_ascii_case("adfs") => AuthorityKind::Adfs,
            Some(_) => AuthorityKind::Entra,
        };
        // as copied from a metadata address or an issuer
        if kind == AuthorityKind::Entra && segments.len() > 1 && segments.last().is_some_and(|last| last == "v2.0") {
            segments.pop();
        }
        url.set_path(&segments.join("/"));
        Ok(Self { kind, url })
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The name of the cloud in the cache: the host, with its port where that isn't 443.
    pub fn environment(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The tenant as the authority spells it; empty for a generic issuer.
    pub fn tenant(&self) -> String {
        match self.kind {
            AuthorityKind::Oidc => String::new(),
            _ => segments(&self.url).into_iter().next().unwrap_or_default(),
        }
    }

    /// Whether the tenant is only known once the user has signed in.
    pub fn is_tenantless(&self) -> bool {
        self.kind == AuthorityKind::Entra && is_tenantless(&self.tenant())
    }

    /// The same host, another tenant. ADFS and generic issuers have none.
    pub fn with_tenant(&self, tenant: &str) -> Self {
        if self.kind != AuthorityKind::Entra {
            return self.clone();
        }
        let mut segments = segments(&self.url);
        if let Some(first) = segments.first_mut() {
            *first = utf8_percent_encode(tenant, SEGMENT).to_string();
        }
        let mut other = self.clone();
        other.url.set_path(&segments.join("/"));
        other
    }

    pub fn metadata_url(&self) -> Url {
        let version = if self.kind == AuthorityKind::Entra { "v2.0/" } else { "" };
        let path = self.url.path().trim_end_matches('/');
        let mut url = self.url.clone();
        url.set_path(&format!("{path}/{version}.well-known/openid-configuration"));
        url
    }

    /// Where it says whether a user is managed or federated.
    pub fn user_realm_url(&self, username: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("common/userrealm/{}", utf8_percent_encode(username, SEGMENT)));
        url.set_query(Some("api-version=1.0"));
        url
    }

    /// `authority_type` of an account entry.
    pub fn account_type(&self) -> &'static str {
        match self.kind {
            AuthorityKind::Entra => "MSSTS",
            AuthorityKind::Adfs => "ADFS",
            AuthorityKind::Oidc => "Generic",
        }
    }
}

pub(crate) fn is_tenantless(tenant: &str) -> bool {
    TENANTLESS.iter().any(|word| word.eq_ignore_ascii_case(tenant))
}

fn segments(url: &Url) -> Vec<String> {
    url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(text: &str) -> Authority {
        Authority::parse(text, false).unwrap()
    }

    #[test]
    fn metadata_is_where_the_kind_has_it() {
        let url = |text, oidc| Authority::parse(text, oidc).unwrap().metadata_url().to_string();
        let entra = "https://sts.test:8443/contoso/v2.0/.well-known/openid-configuration";
        assert_eq!(url("https://sts.test:8443/contoso", false), entra);
        assert_eq!(url("https://sts.test:8443/contoso/", false), entra);
        assert_eq!(url("https://sts.test:8443/contoso/v2.0", false), entra);
        assert_eq!(url("https://a.test/adfs", false), "https://a.test/adfs/.well-known/openid-configuration");
        assert_eq!(url("https://a.test/", true), "https://a.test/.well-known/openid-configuration");
        assert_eq!(url("https://a.test/x/v2.0", true), "https://a.test/x/v2.0/.well-known/openid-configuration");
    }

    #[test]
    fn the_environment_keeps_a_port_other_than_443() {
        assert_eq!(authority("https://STS.test:443/contoso").environment(), "sts.test");
        assert_eq!(authority("https://sts.test:8443/contoso").environment(), "sts.test:8443");
    }

    #[test]
    fn an_authority_without_https_or_tenant_is_refused() {
        for text in ["http://sts.test/contoso", "https://sts.test", "sts.test/contoso", "https://u:p@sts.test/t"] {
            assert_eq!(Authority::parse(text, false).unwrap_err().kind, ClientErrorKind::Configuration, "{text}");
        }
    }

    #[test]
    fn tenants_can_be_replaced() {
        let common = authority("https://sts.test/Common");
        assert!(common.is_tenantless());
        let other = common.with_tenant("a/b");
        assert_eq!(other.url().as_str(), "https://sts.test/a%2Fb");
        assert!(!other.is_tenantless());
    }

    #[test]
    fn a_user_name_is_escaped_in_the_path() {
        let url = authority("https://sts.test:8443/contoso").user_realm_url("ada+t#1@x.test");
        assert_eq!(url.as_str(), "https://sts.test:8443/common/userrealm/ada%2Bt%231@x.test?api-version=1.0");
    }
}
