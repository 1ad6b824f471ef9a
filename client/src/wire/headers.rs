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

/// The seconds of `Retry-After`. A date is counted from the answer's own `Date`, so that only one clock matters; from
/// `now` where there is none.
pub(crate) fn retry_after(headers: &HeaderMap, now: i64) -> Option<u64> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    text.parse().ok().or_else(|| {
        let sent = headers.get("date").and_then(|date| http_date(date.to_str().ok()?)).unwrap_or(now);
        u64::try_from(http_date(text)?.saturating_sub(sent)).ok()
    })
}

/// Seconds since the epoch.
fn http_date(text: &str) -> Option<i64> {
    let date = httpdate::parse_http_date(text).ok()?;
    i64::try_from(date.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()).ok()
}

fn value(what: &str, text: &str) -> Result<HeaderValue, ClientError> {
    HeaderValue::from_str(text).map_err(|_| {
        ClientError::new(ClientErrorKind::InvalidRequest, format!("{what} must be plain text to go into a header"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        let headers = headers.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect();
        // 2026-11-22T12:00:00Z
        retry_after(&headers, 1_795_348_800)
    }

    #[test]
    fn a_pause_is_a_number_or_a_date() {
        assert_eq!(read(&[("retry-after", " 7 ")]), Some(7));
        assert_eq!(read(&[("retry-after", "Sun, 22 Nov 2026 12:01:00 GMT")]), Some(60));
        assert_eq!(read(&[("retry-after", "Sun, 22 Nov 2026 11:00:00 GMT")]), None);
        assert_eq!(read(&[("retry-after", "soon")]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn a_date_is_counted_from_the_date_of_the_answer() {
        let answer = [("retry-after", "Tue, 01 Jan 2030 00:00:30 GMT"), ("date", "Tue, 01 Jan 2030 00:00:00 GMT")];
        assert_eq!(read(&answer), Some(30));
    }
}
