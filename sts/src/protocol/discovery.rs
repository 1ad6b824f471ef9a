//! Metadata documents, keys, instance discovery, user realm (entra-server §1.4-1.8). Field order is the wire's.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::directory::{MSA_TENANT, Tenant, TenantSegment};
use crate::origin::{Issuers, Origin};
use crate::route::Dialect;
use crate::token::keys::SigningKey;

/// What a metadata document is made with.
pub struct Ground<'a> {
    /// The host the client used.
    pub origin: &'a Origin,
    /// Issuers as the client sees them.
    pub issuers: &'a Issuers,
    /// The tenant segment as typed.
    pub typed: &'a str,
    /// What it names.
    pub segment: &'a TenantSegment,
    /// `?appid=`: the app whose own signing keys are meant.
    pub app_id: Option<&'a str>,
}

impl Ground<'_> {
    fn url(&self, path: &str) -> String {
        format!("{}/{}/{path}", self.origin.base(), self.typed)
    }

    fn keys_url(&self, path: &str) -> String {
        match self.app_id {
            Some(id) => format!("{}?appid={id}", self.url(path)),
            None => self.url(path),
        }
    }

    fn region(&self) -> Value {
        self.segment.tenant().map_or(Value::Null, |t| json!(t.region_scope))
    }

    fn tenant_id(&self) -> Option<Uuid> {
        match self.segment {
            TenantSegment::Tenant(tenant) => Some(tenant.id),
            TenantSegment::Consumers => Some(MSA_TENANT),
            TenantSegment::Common | TenantSegment::Organizations => None,
        }
    }
}

/// The OpenID Connect metadata of a tenant segment.
#[must_use]
pub fn metadata(ground: &Ground<'_>, dialect: Dialect) -> Value {
    match dialect {
        Dialect::V1 => metadata_v1(ground),
        Dialect::V2 => metadata_v2(ground),
    }
}

fn metadata_v2(g: &Ground<'_>) -> Value {
    json!({
        "token_endpoint": g.url("oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": g.keys_url("discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": g.tenant_id().map_or_else(|| g.issuers.v2_template(), |id| g.issuers.v2(id)),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{}/oidc/userinfo", g.origin.base()),
        "authorization_endpoint": g.url("oauth2/v2.0/authorize"),
        "device_authorization_endpoint": g.url("oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": g.url("oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host",
            "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash",
            "c_hash", "email"
        ],
        "kerberos_endpoint": g.url("kerberos"),
        "tenant_region_scope": g.region(),
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}

fn metadata_v1(g: &Ground<'_>) -> Value {
    json!({
        "token_endpoint": g.url("oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": g.keys_url("discovery/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "token id_token", "token"],
        "scopes_supported": ["openid"],
        "issuer": g.tenant_id().map_or_else(|| g.issuers.v1_template(), |id| g.issuers.v1(id)),
        "microsoft_multi_refresh_token": true,
        "authorization_endpoint": g.url("oauth2/authorize"),
        "device_authorization_endpoint": g.url("oauth2/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": g.url("oauth2/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host",
            "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "email", "given_name", "family_name", "nickname"
        ],
        "check_session_iframe": g.url("oauth2/checksession"),
        "userinfo_endpoint": g.url("openid/userinfo"),
        "kerberos_endpoint": g.url("kerberos"),
        "tenant_region_scope": g.region(),
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}

/// The keys document. Members carry `issuer` on v2 only.
#[must_use]
pub fn keys(keys: &[&SigningKey], issuers: &Issuers, dialect: Dialect) -> Value {
    let issuer = match dialect {
        Dialect::V1 => None,
        Dialect::V2 => Some(issuers.v2_template()),
    };
    let keys: Vec<Value> = keys.iter().map(|k| k.jwk(issuer.as_deref())).collect();
    json!({ "keys": keys })
}

/// A host of `authorization_endpoint` that instance discovery vouches for: the one that was asked, and the real
/// clouds'.
const KNOWN_HOSTS: &[(&str, &str, &[&str])] = &[
    (
        "login.microsoftonline.com",
        "login.windows.net",
        &["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    ),
    (
        "login.partner.microsoftonline.cn",
        "login.partner.microsoftonline.cn",
        &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    ),
    ("login.microsoftonline.de", "login.microsoftonline.de", &["login.microsoftonline.de"]),
    ("login.microsoftonline.us", "login.microsoftonline.us", &["login.microsoftonline.us", "login.usgovcloudapi.net"]),
    ("login-us.microsoftonline.com", "login-us.microsoftonline.com", &["login-us.microsoftonline.com"]),
];

/// Instance discovery for the authorize endpoint that a client asks about; `None`: unknown instance.
///
/// The asked host is known when it is the one that this server was reached under (with or without port, since
/// clients disagree on keeping it), a loopback name, or one of the real clouds'.
#[must_use]
pub fn instance(origin: &Origin, authorization_endpoint: &str, api_version: &str) -> Option<Value> {
    let url = url::Url::parse(authorization_endpoint).ok()?;
    let hostname = url.host_str()?.to_ascii_lowercase();
    let host = url.port().map_or_else(|| hostname.clone(), |port| format!("{hostname}:{port}"));
    let ours = hostname == origin.hostname() || matches!(hostname.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    let cloud = KNOWN_HOSTS.iter().any(|(_, _, aliases)| aliases.contains(&hostname.as_str()));
    if !ours && !cloud {
        return None;
    }
    let tenant = url.path_segments().and_then(|mut s| s.find(|p| !p.is_empty()).map(str::to_owned));
    let tenant = tenant.unwrap_or_else(|| "common".to_owned());
    let version = if authorization_endpoint.contains("/v2.0/") { "v2.0/" } else { "" };
    let asked = if ours { origin.base() } else { format!("{}://{host}", url.scheme()) };
    let mut body = json!({
        "tenant_discovery_endpoint": format!("{asked}/{tenant}/{version}.well-known/openid-configuration"),
    });
    if api_version != "1.0" {
        let mut metadata = Vec::new();
        if ours && !cloud {
            let mut aliases = vec![origin.host().to_owned(), origin.hostname().to_owned(), host, hostname];
            let mut seen = Vec::new();
            aliases.retain(|a| {
                !seen.contains(a) && {
                    seen.push(a.clone());
                    true
                }
            });
            metadata.push(json!({
                "preferred_network": origin.host(), "preferred_cache": origin.host(), "aliases": aliases,
            }));
        }
        for (network, cache, aliases) in KNOWN_HOSTS {
            metadata.push(json!({"preferred_network": network, "preferred_cache": cache, "aliases": aliases}));
        }
        body["api-version"] = json!("1.1");
        body["metadata"] = json!(metadata);
    }
    Some(body)
}

/// User realm v1.0: what MSAL and ADAL ask before a password grant.
#[must_use]
pub fn user_realm(tenant: Option<&Tenant>, domain: &str) -> Value {
    match tenant {
        Some(_) => json!({
            "ver": "1.0",
            "account_type": "Managed",
            "domain_name": domain,
            "cloud_instance_name": "microsoftonline.com",
            "cloud_audience_urn": "urn:federation:MicrosoftOnline",
        }),
        None => json!({
            "ver": "1.0",
            "account_type": "Unknown",
            "cloud_instance_name": "microsoftonline.com",
            "cloud_audience_urn": "urn:federation:MicrosoftOnline",
        }),
    }
}
