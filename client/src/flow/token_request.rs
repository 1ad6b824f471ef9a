use http::HeaderValue;

use crate::{
    AssertionContext, Error, RefreshReason, Scopes, ServiceError, UiRequired,
    authority::Endpoints,
    client::{Call, Inner},
    policy::{Endpoint, Verdict},
    wire::{Form, TokenResponse},
};

/// What one token request asks with.
pub(super) struct Grant {
    form: Form,
    scopes: Option<Scopes>,
    is_user: bool,
    anchor: Option<String>,
    reason: RefreshReason,
    is_poll: bool,
    pauses_for_ui: bool,
}

impl Grant {
    /// A grant that stands for a user; his scopes get the reserved ones.
    pub fn user(grant_type: &str, scopes: &Scopes) -> Self {
        Self {
            form: Form::new().with("grant_type", grant_type),
            scopes: Some(scopes.decorated()),
            is_user: true,
            anchor: None,
            reason: RefreshReason::NotApplicable,
            is_poll: false,
            pauses_for_ui: false,
        }
    }

    /// The application's own; its scopes go as they are.
    pub fn app(grant_type: &str, scopes: &Scopes) -> Self {
        Self { scopes: Some(scopes.clone()), is_user: false, ..Self::user(grant_type, scopes) }
    }

    /// One of many polls: the service has the scopes, and sets the pace itself.
    pub fn poll(grant_type: &str) -> Self {
        Self { scopes: None, is_poll: true, ..Self::user(grant_type, &Scopes::default()) }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.form.push(name, value);
        self
    }

    /// Whose mailbox the request belongs to: a hint by which the service routes it.
    pub fn anchor(mut self, anchor: String) -> Self {
        self.anchor = Some(anchor);
        self
    }

    pub fn because(mut self, reason: RefreshReason) -> Self {
        self.reason = reason;
        self
    }

    /// A demand for UI isn't provoked again for a while.
    pub fn pausing_for_ui(mut self) -> Self {
        self.pauses_for_ui = true;
        self
    }
}

impl Inner {
    /// Asks the token endpoint, unless it said a moment ago not to.
    pub(super) async fn request_token(
        &self,
        call: &Call,
        endpoints: &Endpoints,
        grant: Grant,
    ) -> Result<TokenResponse, Error> {
        let form = self.token_form(call, endpoints, &grant).await?;
        let fingerprint = form.fingerprint(endpoints.token.as_str());
        if !grant.is_poll {
            self.throttle.check(&fingerprint, self.clock.now())?;
        }
        let mut headers = call.headers.form();
        headers.insert("x-ms-lib-capability", HeaderValue::from_static("retry-after, h429"));
        self.telemetry.add_headers(&mut headers, call.api, grant.reason);
        // a name that a header can't carry is left out: the hint is worth no failure
        if let Some(anchor) = grant.anchor.as_ref().and_then(|anchor| HeaderValue::from_str(anchor).ok()) {
            headers.insert("x-anchormailbox", anchor);
        }

        let (url, body) = (endpoints.token.clone(), form.encode());
        let outcome = match grant.is_poll {
            true => self.post_once(call, url, headers, body).await,
            false => self.post(call, url, headers, body).await,
        };
        let outcome = outcome.and_then(|answer| {
            if answer.is_success() {
                let body = answer.json.as_ref().ok_or_else(|| answer.malformed("the token answer", "it is no JSON"))?;
                let response = TokenResponse::read(body, self.clock.now());
                return response.map_err(|problem| answer.malformed("the token answer", &problem));
            }
            let endpoint = if grant.is_user { Endpoint::UserToken } else { Endpoint::AppToken };
            let error = self.refused(answer.refusal(&call.correlation_id), endpoint);
            if !grant.is_poll {
                let pause = self.policy.pause(answer.status, answer.retry_after).or_else(|| {
                    (grant.pauses_for_ui && error.is_ui_required()).then(|| self.policy.ui_pause(self.is_public()))?
                });
                if let Some(seconds) = pause {
                    self.throttle.pause(fingerprint, seconds, &error, self.clock.now());
                }
            }
            Err(error)
        });
        match &outcome {
            Ok(_) => self.telemetry.succeeded(),
            Err(_) if grant.is_poll => {}
            Err(error) => self.telemetry.failed(call.api, &call.correlation_id, error),
        }
        outcome
    }

    /// A refusal, by what it means to the caller.
    pub(super) fn refused(&self, refusal: ServiceError, endpoint: Endpoint) -> Error {
        match self.policy.verdict(&refusal.response, endpoint) {
            Verdict::UiRequired(classification) => {
                Error::UiRequired(Box::new(UiRequired { classification, response: refusal.response, replayed: false }))
            }
            Verdict::Service => Error::Service(Box::new(refusal)),
        }
    }

    async fn token_form(&self, call: &Call, endpoints: &Endpoints, grant: &Grant) -> Result<Form, Error> {
        let mut form = Form::new().with("client_id", &self.client_id);
        form.append(grant.form.clone());
        if let Some(scopes) = &grant.scopes {
            form.push("scope", scopes.to_string());
        }
        if grant.is_user {
            form.push("client_info", "1");
        }
        if let Some(claims) = &call.claims {
            form.push("claims", claims);
        }
        if let Some(credential) = &self.credential {
            let context =
                AssertionContext { client_id: self.client_id.clone(), token_endpoint: endpoints.token.to_string() };
            form.append(credential.prove(&context, &*self.random, self.clock.now()).await?);
        }
        Ok(form)
    }
}
