//! The token endpoint's request: one variant per grant, nothing looked up yet.

use super::form::{Form, missing};
use crate::aadsts;
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::scope::{self, Asked, ScopeRequest};

/// A request to the token endpoint.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// The client's claim to be somebody.
    pub client: ClientClaim,
    /// What it wants.
    pub grant: Grant,
    /// `scope`, or v1 `resource`; `None` when the request has neither.
    pub scope: Option<ScopeRequest>,
    /// The client asked for `client_info=1`.
    pub client_info: bool,
    /// The `Origin` header: the request comes from a page in a browser.
    pub origin: Option<String>,
}

/// How the client names itself and proves it (RFC 6749 §2.3, RFC 7523 §2.2).
#[derive(Debug, Clone, Default)]
pub struct ClientClaim {
    /// `client_id`, from the body, the Basic header or the assertion.
    pub client_id: Option<String>,
    /// `client_secret`.
    pub secret: Option<String>,
    /// `client_assertion`.
    pub assertion: Option<String>,
}

/// The grants of the platform.
#[derive(Debug, Clone)]
pub enum Grant {
    /// Redeems an authorization code.
    AuthorizationCode {
        /// The code.
        code: String,
        /// Must repeat the one of the authorization request.
        redirect_uri: Option<String>,
        /// PKCE.
        code_verifier: Option<String>,
    },
    /// Redeems a refresh token.
    RefreshToken {
        /// The token.
        refresh_token: String,
    },
    /// A token for the application itself.
    ClientCredentials,
    /// User name and password.
    Password {
        /// User principal name.
        username: String,
        /// Password.
        password: String,
    },
    /// Polls for a device code.
    DeviceCode {
        /// The device code.
        device_code: String,
    },
    /// On-behalf-of: an API exchanges its caller's token.
    OnBehalfOf {
        /// The caller's access token.
        assertion: String,
    },
}

impl Grant {
    /// The names of all grants.
    pub const NAMES: [&'static str; 6] =
        ["authorization_code", "refresh_token", "client_credentials", "password", "device_code", "on_behalf_of"];

    /// The grant's name in rules, journal and documentation.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::AuthorizationCode { .. } => "authorization_code",
            Self::RefreshToken { .. } => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::Password { .. } => "password",
            Self::DeviceCode { .. } => "device_code",
            Self::OnBehalfOf { .. } => "on_behalf_of",
        }
    }
}

impl TokenRequest {
    /// Reads the body of a token request.
    ///
    /// # Errors
    /// AADSTS900144 for a missing parameter, 70003 for an unknown grant, 901002 for `resource` on v2, 70011 for a
    /// malformed scope, 9002313 for duplicates.
    pub fn parse(
        form: &Form,
        dialect: Dialect,
        authorization: Option<&str>,
        origin: Option<&str>,
    ) -> Result<Self, Refusal> {
        let grant_type = form.required("grant_type")?;
        no_resource_on_v2(form, dialect)?;
        let client = ClientClaim::parse(form, authorization)?;
        let text = |name| form.get(name).map(|v| v.map(str::to_owned));
        let grant = match grant_type {
            "authorization_code" => Grant::AuthorizationCode {
                code: form.required("code")?.to_owned(),
                redirect_uri: text("redirect_uri")?,
                code_verifier: text("code_verifier")?,
            },
            "refresh_token" => Grant::RefreshToken { refresh_token: form.required("refresh_token")?.to_owned() },
            "client_credentials" => Grant::ClientCredentials,
            "password" => Grant::Password {
                username: form.required("username")?.trim().to_owned(),
                password: form.required("password")?.to_owned(),
            },
            "device_code" | "urn:ietf:params:oauth:grant-type:device_code" => Grant::DeviceCode {
                device_code: match text("device_code")? {
                    Some(code) => code,
                    None => text("code")?.ok_or_else(|| missing("device_code"))?,
                },
            },
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
                let assertion = form.required("assertion")?.to_owned();
                if form.required("requested_token_use")? != "on_behalf_of" {
                    return Err(aadsts!(9002313)
                        .error("invalid_request")
                        .check("request.parameter")
                        .expected("requested_token_use=on_behalf_of"));
                }
                Grant::OnBehalfOf { assertion }
            }
            other => {
                return Err(aadsts!(70003)
                    .check("request.grant_type")
                    .with("grant", other)
                    .expected(
                        "authorization_code, refresh_token, client_credentials, password, device_code or jwt-bearer",
                    )
                    .found(other.to_owned()));
            }
        };
        Ok(Self {
            client,
            grant,
            scope: scope_of(form, dialect)?,
            client_info: form.get("client_info")? == Some("1"),
            origin: origin.map(str::to_owned),
        })
    }
}

/// The `scope` parameter, or on v1 `resource` with `scope` counting for `openid` only.
///
/// # Errors
/// AADSTS70011 for a malformed scope; AADSTS9002313 for duplicates.
pub fn scope_of(form: &Form, dialect: Dialect) -> Result<Option<ScopeRequest>, Refusal> {
    let scope = form.get("scope")?;
    match dialect {
        Dialect::V2 => scope.map(scope::parse).transpose(),
        Dialect::V1 => Ok(form.get("resource")?.map(|r| scope::parse_resource(r, scope.unwrap_or_default()))),
    }
}

/// v2 has scopes where v1 has resources.
///
/// # Errors
/// AADSTS901002 for `resource` on v2.
pub fn no_resource_on_v2(form: &Form, dialect: Dialect) -> Result<(), Refusal> {
    if dialect == Dialect::V1 || form.get("resource")?.is_none() {
        return Ok(());
    }
    let text = |name| form.first(name).map(str::to_owned);
    let asked = Asked { scope: text("scope"), resource: text("resource"), ..Asked::default() };
    Err(aadsts!(901002).check("request.parameter").about(asked))
}

impl ClientClaim {
    fn parse(form: &Form, authorization: Option<&str>) -> Result<Self, Refusal> {
        const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let mut claim = Self {
            client_id: form.get("client_id")?.map(str::to_owned),
            secret: form.get("client_secret")?.map(str::to_owned),
            assertion: form.get("client_assertion")?.map(|a| a.trim().to_owned()),
        };
        if claim.assertion.is_some() && form.required("client_assertion_type")? != JWT_BEARER {
            return Err(aadsts!(9002313)
                .error("invalid_request")
                .check("client_auth.assertion_type")
                .expected(JWT_BEARER)
                .found(form.first("client_assertion_type").unwrap_or_default().to_owned()));
        }
        if let Some(basic) = authorization.and_then(basic_credentials) {
            let (id, secret) = basic?;
            claim.client_id = claim.client_id.or(Some(id));
            // An empty password is how some libraries send a public client by Basic.
            claim.secret = claim.secret.or_else(|| Some(secret).filter(|s| !s.is_empty()));
        }
        Ok(claim)
    }
}

/// `Authorization: Basic`, both halves form-url-encoded (RFC 6749 §2.3.1); `None` for other schemes.
fn basic_credentials(header: &str) -> Option<Result<(String, String), Refusal>> {
    use base64::Engine as _;
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(value.trim()).unwrap_or_default();
    let mut halves = decoded.splitn(2, |b| *b == b':');
    let mut half = || {
        let mut pair = b"v=".to_vec();
        pair.extend_from_slice(halves.next().unwrap_or_default());
        Form::parse(&pair.iter().flat_map(|b| if *b == b'&' { b"%26".to_vec() } else { vec![*b] }).collect::<Vec<_>>())
            .map(|form| form.first("v").unwrap_or_default().to_owned())
    };
    let id = half();
    let secret = half();
    Some(id.and_then(|id| secret.map(|secret| (id, secret))))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    fn basic(text: &str) -> (String, String) {
        let header = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text));
        basic_credentials(&header).unwrap().unwrap()
    }

    #[test]
    fn both_halves_of_basic_are_form_decoded() {
        assert_eq!(basic("a%2Db:s%7Ec~d"), ("a-b".into(), "s~c~d".into()));
        assert_eq!(basic("a:b&c:d"), ("a".into(), "b&c:d".into()));
        assert!(basic_credentials("Bearer x").is_none());
    }

    #[test]
    fn the_device_code_is_read_in_both_spellings() {
        for body in [
            "grant_type=device_code&device_code=x",
            "grant_type=device_code&code=x",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=x&code=x",
        ] {
            let form = Form::parse(body.as_bytes()).unwrap();
            let request = TokenRequest::parse(&form, Dialect::V2, None, None).unwrap();
            assert!(matches!(request.grant, Grant::DeviceCode { device_code } if device_code == "x"), "{body}");
        }
    }
}
