//! The authorization endpoint's request, parsed in the order in which the platform checks it (entra-server §2.4).

use uuid::Uuid;

use super::form::{Form, missing};
use super::pkce::Challenge;
use super::token_request::{no_resource_on_v2, scope_of};
use crate::aadsts;
use crate::directory::{App, RedirectKind};
use crate::refusal::Refusal;
use crate::route::Dialect;
use crate::scope::ScopeRequest;

/// Where the answer goes. Known before most parameters are looked at, so that their refusals can go there too.
#[derive(Debug, Clone)]
pub struct ReturnAddress {
    /// The redirect URI to send the browser to.
    pub uri: String,
    /// The redirect URI as the request had it.
    pub sent: Option<String>,
    /// The platform of the registered URI that matched.
    pub kind: RedirectKind,
    /// How parameters travel.
    pub mode: ResponseMode,
    /// Echoed.
    pub state: Option<String>,
}

/// `response_mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// Query of the redirect URI.
    Query,
    /// Fragment of the redirect URI.
    Fragment,
    /// A form that the browser posts to the redirect URI.
    FormPost,
}

/// `response_type`: which of the three are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResponseType {
    /// `code`.
    pub code: bool,
    /// `id_token`.
    pub id_token: bool,
    /// `token`.
    pub token: bool,
}

/// `prompt`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Prompt {
    /// Absent: ask what must be asked.
    #[default]
    Auto,
    /// `login`: sign in anew.
    Login,
    /// `none`: ask nothing.
    None,
    /// `consent`: show the consent page even if all was granted.
    Consent,
    /// `select_account`: show the account picker.
    SelectAccount,
}

/// An authorization request.
#[derive(Debug, Clone)]
pub struct AuthorizeRequest {
    /// The client.
    pub client: Uuid,
    /// The endpoint's version.
    pub dialect: Dialect,
    /// The tenant segment as typed.
    pub segment: String,
    /// Where the answer goes.
    pub address: ReturnAddress,
    /// What is asked for.
    pub response_type: ResponseType,
    /// What permissions are asked for.
    pub scope: ScopeRequest,
    /// For the ID token.
    pub nonce: Option<String>,
    /// What may be asked of the user.
    pub prompt: Prompt,
    /// Who the user probably is.
    pub login_hint: Option<String>,
    /// Which organisation the user is probably of.
    pub domain_hint: Option<String>,
    /// Which session is meant (`sid`).
    pub sid: Option<String>,
    /// Seconds since sign-in after which the user must sign in again.
    pub max_age: Option<i64>,
    /// PKCE.
    pub challenge: Option<Challenge>,
    /// The client asked for `client_info=1`.
    pub client_info: bool,
    /// All of its parameters, as sent.
    pub parameters: Form,
}

impl ResponseType {
    /// Reads `response_type`; the order of its words does not matter.
    ///
    /// # Errors
    /// AADSTS70005 for an unknown combination; 700054 and 700051 when the app's implicit flow switches are off.
    pub fn parse(text: &str, app: &App) -> Result<Self, Refusal> {
        let mut found = Self::default();
        let unsupported = || {
            aadsts!(70005)
                .check("request.response_type")
                .with("response_type", text)
                .expected("code, id_token, code id_token, id_token token or token")
                .found(text.to_owned())
        };
        for word in text.split(' ').filter(|w| !w.is_empty()) {
            match word {
                "code" => found.code = true,
                "id_token" => found.id_token = true,
                "token" => found.token = true,
                _ => return Err(unsupported()),
            }
        }
        if found == Self::default() {
            return Err(unsupported());
        }
        if found.id_token && !app.flows.id_token_implicit {
            return Err(aadsts!(700054)
                .check("client.id_token_implicit")
                .expected("the registration to allow ID tokens from the authorize endpoint")
                .found(format!("app '{}' does not", app.name)));
        }
        if found.token && !app.flows.token_implicit {
            return Err(aadsts!(700051)
                .check("client.token_implicit")
                .expected("the registration to allow access tokens from the authorize endpoint")
                .found(format!("app '{}' does not", app.name)));
        }
        Ok(found)
    }

    /// True when tokens come straight from the authorize endpoint: then `query` is not allowed.
    #[must_use]
    pub fn has_tokens(self) -> bool {
        self.id_token || self.token
    }
}

impl ResponseMode {
    /// The mode of a request whose `response_type` and `response_mode` may still be wrong: refusals need one too.
    #[must_use]
    pub fn lenient(form: &Form) -> Self {
        let type_has_tokens = form.first("response_type").is_some_and(|t| t.contains("token"));
        match form.first("response_mode") {
            Some("fragment") => Self::Fragment,
            Some("form_post") => Self::FormPost,
            Some("query") if !type_has_tokens => Self::Query,
            _ if type_has_tokens => Self::Fragment,
            _ => Self::Query,
        }
    }

    fn check(form: &Form, response_type: ResponseType) -> Result<(), Refusal> {
        match form.get("response_mode")? {
            Some(mode @ "query") if response_type.has_tokens() => Err(aadsts!(70007)
                .check("request.response_mode")
                .with("mode", mode)
                .expected("fragment or form_post, since a token is asked for")
                .found("query")),
            None | Some("query" | "fragment" | "form_post") => Ok(()),
            Some(other) => Err(aadsts!(70007)
                .check("request.response_mode")
                .with("mode", other)
                .expected("query, fragment or form_post")
                .found(other.to_owned())),
        }
    }
}

impl Prompt {
    /// Reads `prompt`.
    ///
    /// # Errors
    /// AADSTS90100 for a word that is none of it.
    pub fn parse(text: Option<&str>) -> Result<Self, Refusal> {
        match text {
            // Unknown on v2 and harmless: sign-up prompts, and what v1 libraries send.
            None | Some("create" | "refresh_session" | "attempt_none") => Ok(Self::Auto),
            Some("login") => Ok(Self::Login),
            Some("none") => Ok(Self::None),
            Some("consent" | "admin_consent") => Ok(Self::Consent),
            Some("select_account") => Ok(Self::SelectAccount),
            Some(other) => Err(aadsts!(90100)
                .check("request.prompt")
                .with("param", "prompt")
                .expected("login, none, consent or select_account")
                .found(other.to_owned())),
        }
    }
}

impl AuthorizeRequest {
    /// Reads everything that is refused at the redirect URI; client and address were found before.
    ///
    /// # Errors
    /// In this order: AADSTS900144 `response_type`, 70005, 700054, 700051; 70007; 900144 `scope`, 70011, 901002;
    /// 900144 `nonce`; 501491; 90100 `prompt`.
    pub fn parse(
        form: &Form,
        dialect: Dialect,
        segment: &str,
        app: &App,
        address: ReturnAddress,
    ) -> Result<Self, Refusal> {
        let response_type = ResponseType::parse(form.required("response_type")?, app)?;
        ResponseMode::check(form, response_type)?;
        let scope = scope(form, dialect, app)?;
        let nonce = form.get("nonce")?.map(str::to_owned);
        if response_type.id_token && nonce.is_none() {
            return Err(missing("nonce"));
        }
        let challenge = Challenge::parse(form.get("code_challenge")?, form.get("code_challenge_method")?)?;
        let text = |name| form.get(name).map(|v| v.map(str::to_owned));
        Ok(Self {
            client: app.client_id,
            dialect,
            segment: segment.to_owned(),
            address,
            response_type,
            scope,
            nonce,
            prompt: Prompt::parse(form.get("prompt")?)?,
            login_hint: text("login_hint")?,
            domain_hint: text("domain_hint")?,
            sid: text("sid")?,
            max_age: form.get("max_age")?.and_then(|v| v.parse().ok()),
            challenge,
            client_info: form.get("client_info")? == Some("1"),
            parameters: form.clone(),
        })
    }
}

/// v2 insists on `scope`; v1 without `resource` asks for whatever the registration lists, on Microsoft Graph here.
fn scope(form: &Form, dialect: Dialect, app: &App) -> Result<ScopeRequest, Refusal> {
    no_resource_on_v2(form, dialect)?;
    match (scope_of(form, dialect)?, dialect) {
        (Some(scope), _) => Ok(scope),
        (None, Dialect::V2) => Err(missing("scope")),
        (None, Dialect::V1) => {
            let first = app.required.first().map(|r| r.api.to_string());
            let resource = first.unwrap_or_else(|| crate::directory::GRAPH.to_string());
            Ok(crate::scope::parse_resource(&resource, form.get("scope")?.unwrap_or_default()))
        }
    }
}
