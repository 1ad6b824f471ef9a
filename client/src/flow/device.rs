use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use serde_json::Value;

use super::{
    accept::{Acceptance, BelongsTo},
    token_request::Grant,
};
use crate::{
    Cancellation, ClientError, ClientErrorKind, DeviceCode, DeviceCodeRequest, Error, RefreshReason, TokenResult,
    client::{Call, Inner},
    policy::Endpoint,
    request::Common,
    telemetry::Api,
    wire::{Form, number},
};

/// Where the service doesn't say how often to ask (RFC 8628 §3.2).
const DEFAULT_INTERVAL: u64 = 5;

impl Inner {
    pub(crate) async fn start_device_code(self: &Arc<Self>, request: DeviceCodeRequest) -> Result<DeviceCode, Error> {
        let call = self.call(Api::DeviceCode, &request.common)?;
        let endpoints = self.endpoints(&call).await?;
        let Some(url) = endpoints.device_authorization.clone() else {
            let problem = "the authority's metadata has no device_authorization_endpoint: no device code there";
            return Err(ClientError::new(ClientErrorKind::Unsupported, problem).into());
        };
        let mut form =
            Form::new().with("client_id", &self.client_id).with("scope", request.scopes.decorated().to_string());
        if let Some(claims) = &call.claims {
            form.push("claims", claims);
        }
        let fingerprint = form.fingerprint(url.as_str());
        self.throttle.check(&fingerprint, self.clock.now())?;
        let answer = self.post(&call, url, call.headers.form(), form.encode()).await?;
        if !answer.is_success() {
            let error = self.refused(answer.refusal(&call.correlation_id), Endpoint::DeviceCode);
            if let Some(seconds) = self.policy.pause(answer.status, answer.retry_after) {
                self.throttle.pause(fingerprint, seconds, &error, self.clock.now());
            }
            return Err(error);
        }
        let what = "the device code answer";
        let body = answer.json.as_ref().ok_or_else(|| answer.malformed(what, "it is no JSON"))?;
        let code = read(body, &request, call.correlation_id.clone(), self.clock.now());
        code.map_err(|problem| answer.malformed(what, &problem))
    }

    pub(crate) async fn finish_device_code(
        self: &Arc<Self>,
        code: &DeviceCode,
        cancellation: &Cancellation,
    ) -> Result<TokenResult, Error> {
        match select(pin!(cancellation.cancelled()), pin!(self.poll(code))).await {
            Either::Left(_) => Err(ClientError::new(ClientErrorKind::Cancelled, "the sign-in was cancelled").into()),
            Either::Right((outcome, _)) => outcome,
        }
    }

    async fn poll(self: &Arc<Self>, code: &DeviceCode) -> Result<TokenResult, Error> {
        let common = Common { correlation_id: Some(code.correlation_id.clone()), ..code.common.clone() };
        let call = self.call(Api::DeviceCode, &common)?;
        let endpoints = self.endpoints(&call).await?;
        let mut interval = code.interval;
        while self.clock.now() < code.expires_on {
            let grant = Grant::poll("urn:ietf:params:oauth:grant-type:device_code")
                .with("device_code", code.device_code.reveal());
            match self.request_token(&call, &endpoints, grant).await {
                Ok(response) => {
                    let acceptance = Acceptance {
                        requested: &code.scopes,
                        belongs_to: BelongsTo::SignedIn { expected: None, nonce: None },
                        reason: RefreshReason::NotApplicable,
                    };
                    return self.accept(&call, response, acceptance).await;
                }
                Err(error) => match self.next_poll(&call, &error, interval) {
                    Some(next) => interval = next,
                    None => return Err(error),
                },
            }
            self.clock.sleep(Duration::from_secs(interval)).await;
        }
        let problem = "the device code expired before the user had signed in";
        Err(ClientError::new(ClientErrorKind::CodeExpired, problem).into())
    }

    fn next_poll(&self, call: &Call, error: &Error, interval: u64) -> Option<u64> {
        let next = match error {
            Error::Service(refusal) => match refusal.status {
                Some(429 | 500..600) => Some(self.policy.next_poll_after_trouble(interval, refusal.retry_after)),
                _ => self.policy.next_poll(&refusal.response.error, interval),
            },
            Error::Transport(_) => Some(self.policy.next_poll_after_trouble(interval, None)),
            _ => None,
        };
        if next.is_none() {
            self.telemetry.failed(call.api, &call.correlation_id, error);
        }
        next
    }
}

fn read(body: &Value, request: &DeviceCodeRequest, correlation_id: String, now: i64) -> Result<DeviceCode, String> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let positive = |name: &str| body.get(name).and_then(number).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0);
    let missing = |name: &str| format!("it has no {name}");
    let expires_in = positive("expires_in").ok_or_else(|| missing("expires_in"))?;
    Ok(DeviceCode {
        user_code: text("user_code").ok_or_else(|| missing("user_code"))?,
        verification_uri: text("verification_uri")
            .or_else(|| text("verification_url"))
            .ok_or_else(|| missing("verification_uri"))?,
        verification_uri_complete: text("verification_uri_complete"),
        message: text("message").unwrap_or_default(),
        expires_in,
        expires_on: now.saturating_add_unsigned(expires_in),
        interval: positive("interval").unwrap_or(DEFAULT_INTERVAL),
        device_code: text("device_code").ok_or_else(|| missing("device_code"))?.into(),
        scopes: request.scopes.clone(),
        common: request.common.clone(),
        correlation_id,
    })
}
