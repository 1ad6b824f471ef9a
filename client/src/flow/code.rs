use std::sync::Arc;

use url::Url;

use super::{
    accept::{Acceptance, BelongsTo},
    token_request::Grant,
};
use crate::{
    AuthCodeFlow, AuthCodeUrlRequest, AuthResponse, ClientError, ClientErrorKind, CodeRequest, Error, OAuthError,
    RefreshReason, ResponseMode, Scopes, ServiceError, TokenResult,
    client::{Call, Inner},
    pkce::{s256, unguessable},
    policy::Endpoint,
    request::{Common, Hints},
    telemetry::Api,
};

impl Inner {
    pub(crate) async fn auth_code_url(self: &Arc<Self>, request: AuthCodeUrlRequest) -> Result<AuthCodeFlow, Error> {
        let call = self.call(Api::AuthCode, &request.common)?;
        let redirect_uri = self.redirect_uri(request.redirect_uri)?;
        let asked = Asked { scopes: request.scopes, mode: request.response_mode, hints: request.hints };
        self.begin_sign_in(&call, asked, redirect_uri, &request.common).await
    }

    /// The authorize request: fresh state, nonce and verifier each time.
    pub(super) async fn begin_sign_in(
        self: &Arc<Self>,
        call: &Call,
        asked: Asked,
        redirect_uri: String,
        common: &Common,
    ) -> Result<AuthCodeFlow, Error> {
        let endpoints = self.endpoints(call).await?;
        let code_verifier = unguessable(&*self.random, "code_verifier");
        let flow = AuthCodeFlow {
            url: endpoints.authorization.clone(),
            state: unguessable(&*self.random, "state"),
            nonce: unguessable(&*self.random, "nonce"),
            code_verifier,
            redirect_uri,
            scopes: asked.scopes.iter().map(str::to_owned).collect(),
            tenant: common.tenant.clone(),
            claims: common.claims.clone(),
            home_account_id: asked.hints.account.as_ref().map(|account| account.home_account_id.clone()),
            correlation_id: call.correlation_id.clone(),
        };
        let url = self.authorize_url(call, &flow, &asked);
        Ok(AuthCodeFlow { url, ..flow })
    }

    fn authorize_url(&self, call: &Call, flow: &AuthCodeFlow, asked: &Asked) -> Url {
        let hints = &asked.hints;
        let account = hints.account.as_ref();
        let login_hint = hints.login_hint.clone().or_else(|| account.map(|account| account.username.clone()));
        let scopes = asked.scopes.and(&hints.extra_scopes).decorated().to_string();
        let challenge = s256(&flow.code_verifier);
        let parameters: [(&str, Option<&str>); 15] = [
            ("client_id", Some(&self.client_id)),
            ("response_type", Some("code")),
            ("redirect_uri", Some(&flow.redirect_uri)),
            ("scope", Some(&scopes)),
            ("response_mode", Some(asked.mode.as_str())),
            ("state", Some(&flow.state)),
            ("nonce", Some(&flow.nonce)),
            ("code_challenge", Some(&challenge)),
            ("code_challenge_method", Some("S256")),
            ("client_info", Some("1")),
            ("client-request-id", Some(&call.correlation_id)),
            ("prompt", hints.prompt.map(|prompt| prompt.as_str())),
            ("login_hint", login_hint.as_deref().filter(|hint| !hint.is_empty())),
            ("domain_hint", hints.domain_hint.as_deref()),
            ("claims", call.claims.as_deref()),
        ];
        let mut url = flow.url.clone();
        url.query_pairs_mut().extend_pairs(parameters.iter().filter_map(|(name, value)| Some((name, (*value)?))));
        self.with_extra_query(url, call)
    }

    pub(crate) async fn acquire_by_code(
        self: &Arc<Self>,
        flow: &AuthCodeFlow,
        answer: &AuthResponse,
    ) -> Result<TokenResult, Error> {
        self.finish_sign_in(Api::AuthCode, flow, answer, &[]).await
    }

    /// Takes the answer of the authorize endpoint: the state first, before anything in it is believed.
    pub(super) async fn finish_sign_in(
        self: &Arc<Self>,
        api: Api,
        flow: &AuthCodeFlow,
        answer: &AuthResponse,
        extra_query: &[(String, String)],
    ) -> Result<TokenResult, Error> {
        if !self.policy.state_fits(&flow.state, answer.single("state")) {
            let problem = "the answer carries another state than the request; its code wasn't redeemed";
            return Err(ClientError::new(ClientErrorKind::StateMismatch, problem).into());
        }
        if answer.single("error").is_some() {
            return Err(self.refused_at_sign_in(flow, answer));
        }
        let Some(code) = answer.single("code") else {
            let problem = "the answer of the authorize endpoint has neither one code nor an error";
            return Err(ClientError::new(ClientErrorKind::MalformedResponse, problem).into());
        };
        let common = Common {
            tenant: flow.tenant.clone(),
            claims: flow.claims.clone(),
            correlation_id: Some(flow.correlation_id.clone()),
            extra_query: extra_query.to_vec(),
        };
        let call = self.call(api, &common)?;
        let redemption = Redemption {
            code,
            scopes: &Scopes::from(flow.scopes.as_slice()),
            redirect_uri: &flow.redirect_uri,
            code_verifier: Some(&flow.code_verifier),
            nonce: Some(&flow.nonce),
            expected: flow.home_account_id.as_deref(),
        };
        self.redeem_checked(&call, redemption).await
    }

    pub(crate) async fn redeem_code(self: &Arc<Self>, request: CodeRequest) -> Result<TokenResult, Error> {
        let call = self.call(Api::AuthCode, &request.common)?;
        let redemption = Redemption {
            code: request.code.reveal(),
            scopes: &request.scopes,
            redirect_uri: &self.redirect_uri(request.redirect_uri)?,
            code_verifier: request.code_verifier.as_ref().map(|verifier| verifier.reveal()),
            nonce: request.nonce.as_deref(),
            expected: None,
        };
        self.redeem_checked(&call, redemption).await
    }

    /// Always a request, never the cache: the code is what the user has just signed in for.
    async fn redeem_checked(self: &Arc<Self>, call: &Call, redemption: Redemption<'_>) -> Result<TokenResult, Error> {
        let endpoints = self.endpoints(call).await?;
        let mut grant = Grant::user("authorization_code", redemption.scopes)
            .with("code", redemption.code)
            .with("redirect_uri", redemption.redirect_uri);
        if let Some(verifier) = redemption.code_verifier {
            grant = grant.with("code_verifier", verifier);
        }
        let response = self.request_token(call, &endpoints, grant).await?;
        let acceptance = Acceptance {
            requested: redemption.scopes,
            belongs_to: BelongsTo::SignedIn { expected: redemption.expected, nonce: redemption.nonce },
            reason: RefreshReason::NotApplicable,
        };
        self.accept(call, response, acceptance).await
    }

    fn refused_at_sign_in(&self, flow: &AuthCodeFlow, answer: &AuthResponse) -> Error {
        let text = |name: &str| answer.single(name).map(str::to_owned);
        let description = text("error_description").unwrap_or_default();
        let response = OAuthError {
            error: text("error").unwrap_or_default(),
            suberror: text("error_subcode").or_else(|| text("suberror")),
            codes: aadsts(&description),
            claims: text("claims"),
            correlation_id: text("correlation_id").or_else(|| Some(flow.correlation_id.clone())),
            trace_id: text("trace_id"),
            timestamp: text("timestamp"),
            description,
        };
        self.refused(ServiceError { status: None, response, retry_after: None }, Endpoint::Authorize)
    }

    fn redirect_uri(&self, asked: Option<String>) -> Result<String, Error> {
        asked.or_else(|| self.redirect_uri.clone()).ok_or_else(|| {
            let cure = "there is no redirect URI: give one to the request or to the client's builder";
            ClientError::new(ClientErrorKind::InvalidRequest, cure).into()
        })
    }
}

/// What an authorize request asks.
pub(super) struct Asked {
    pub scopes: Scopes,
    pub mode: ResponseMode,
    pub hints: Hints,
}

struct Redemption<'a> {
    code: &'a str,
    scopes: &'a Scopes,
    redirect_uri: &'a str,
    code_verifier: Option<&'a str>,
    nonce: Option<&'a str>,
    expected: Option<&'a str>,
}

/// A redirect has no `error_codes`; the description begins with the number.
fn aadsts(description: &str) -> Vec<u32> {
    let number = description.strip_prefix("AADSTS").and_then(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
        digits.parse().ok()
    });
    number.into_iter().collect()
}
