use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Builder;

use crate::{ClientError, ClientErrorKind, Random};

/// The headers of one acquisition.
#[derive(Clone)]
pub(crate) struct CallHeaders {
    correlation_id: HeaderValue,
    application: Vec<(HeaderName, HeaderValue)>,
}

impl CallHeaders {
    pub fn new(correlation_id: &str, application: Option<&(String, String)>) -> Result<Self, ClientError> {
        let mut named = Vec::new();
        if let Some((name, version)) = application {
            named.push((HeaderName::from_static("x-app-name"), value("the application's name", name)?));
            named.push((HeaderName::from_static("x-app-ver"), value("the application's version", version)?));
        }
        Ok(Self { correlation_id: value("the correlation id", correlation_id)?, application: named })
    }

    /// What every request carries.
    pub fn common(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static("application/json"));
        headers.insert("client-request-id", self.correlation_id.clone());
        headers.insert("return-client-request-id", HeaderValue::from_static("true"));
        headers.insert("x-client-sku", HeaderValue::from_static(env!("CARGO_PKG_NAME")));
        headers.insert("x-client-ver", HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
        headers.insert("x-client-os", HeaderValue::from_static(std::env::consts::OS));
        for (name, text) in &self.application {
            headers.insert(name.clone(), text.clone());
        }
        headers
    }

    /// What a form carries besides.
    pub fn form(&self) -> HeaderMap {
        let mut headers = self.common();
        headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers
    }
}

/// A version 4 UUID.
pub(crate) fn correlation_id(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&random.bytes("correlation_id")[..16]);
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// The seconds of `Retry-After`. Its other form, a date, would depend on two clocks and isn't heeded.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()
}

fn value(what: &str, text: &str) -> Result<HeaderValue, ClientError> {
    HeaderValue::from_str(text).map_err(|_| {
        ClientError::new(ClientErrorKind::InvalidRequest, format!("{what} must be plain text to go into a header"))
    })
}
