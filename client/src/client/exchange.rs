use bytes::Bytes;
use http::{HeaderMap, Method, header::CONTENT_TYPE};
use serde_json::Value;
use url::Url;

use super::inner::Inner;
use crate::{
    ClientError, ClientErrorKind, Error, HttpRequest, HttpResponse, OAuthError, ServiceError, TransportError,
    TransportErrorKind, wire,
};

/// What came back: status, the one header that matters, and the body if it is JSON.
pub(crate) struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub json: Option<Value>,
    /// What to call a body that isn't JSON, without quoting it.
    body: String,
}

impl Answer {
    fn new(response: &HttpResponse, now: i64) -> Self {
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Self {
            status: response.status().as_u16(),
            retry_after: wire::retry_after(response.headers(), now),
            json: serde_json::from_slice(response.body()).ok(),
            body: format!("{} bytes of {}", response.body().len(), media_type.unwrap_or("no declared type")),
        }
    }

    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The JSON of a success; `what` is for the error.
    pub fn success(&self, what: &str, correlation_id: &str) -> Result<&Value, Error> {
        if !self.is_success() {
            return Err(Error::Service(Box::new(self.refusal(correlation_id))));
        }
        self.json.as_ref().ok_or_else(|| self.malformed(what, "it is no JSON"))
    }

    pub fn malformed(&self, what: &str, problem: &str) -> Error {
        let message = format!("{what} can't be understood: {problem} (status {}, {})", self.status, self.body);
        ClientError::new(ClientErrorKind::MalformedResponse, message).into()
    }

    /// The refusal as the service words it; in its stead one that says what came.
    pub fn refusal(&self, correlation_id: &str) -> ServiceError {
        let read = self.json.as_ref().and_then(|body| wire::read_refusal(body, correlation_id));
        let response = read.unwrap_or_else(|| OAuthError {
            error: match self.status {
                429 => "too_many_requests",
                500..600 => "service_not_available",
                _ => "unexpected_status",
            }
            .to_owned(),
            description: format!("status {} without an OAuth error: {}", self.status, self.body),
            correlation_id: Some(correlation_id.to_owned()),
            ..OAuthError::default()
        });
        ServiceError { status: Some(self.status), response, retry_after: self.retry_after }
    }
}

impl Inner {
    /// Sends a request; once more if the server is in trouble.
    pub async fn exchange(&self, method: Method, url: Url, headers: HeaderMap, body: String) -> Result<Answer, Error> {
        let request = request(method, url, headers, body)?;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = Answer::new(&self.transport.send(request.clone()).await?, self.clock.now());
            match self.policy.retry_delay(answer.status, answer.retry_after, attempts) {
                Some(delay) => self.clock.sleep(delay).await,
                None => return Ok(answer),
            }
        }
    }

    /// Sends a request that is repeated at a pace of its own.
    pub async fn exchange_once(
        &self,
        method: Method,
        url: Url,
        headers: HeaderMap,
        body: String,
    ) -> Result<Answer, Error> {
        let response = self.transport.send(request(method, url, headers, body)?).await?;
        Ok(Answer::new(&response, self.clock.now()))
    }
}

fn request(method: Method, url: Url, headers: HeaderMap, body: String) -> Result<HttpRequest, Error> {
    let mut request = HttpRequest::new(Bytes::from(body));
    *request.method_mut() = method;
    *request.uri_mut() = url.as_str().parse().map_err(|error: http::uri::InvalidUri| {
        TransportError::new(TransportErrorKind::Other, format!("{url} can't be requested: {error}"))
    })?;
    *request.headers_mut() = headers;
    Ok(request)
}
