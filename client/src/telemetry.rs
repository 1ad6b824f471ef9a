use std::sync::{Mutex, PoisonError};

use http::{HeaderMap, HeaderValue};

use crate::{Error, RefreshReason};

/// What an acquisition is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    AuthCode = 1000,
    RefreshToken = 1001,
    IntegratedWindows = 1002,
    Password = 1003,
    Client = 1004,
    Interactive = 1005,
    OnBehalfOf = 1006,
    Silent = 1007,
    DeviceCode = 1008,
}

/// How many failures are told at most: the header must stay short.
const MOST_FAILURES: usize = 10;

/// What the service wants to know about earlier calls, since the last one that it heard of.
#[derive(Default)]
pub(crate) struct Telemetry(Mutex<Since>);

#[derive(Default)]
struct Since {
    silent_hits: u32,
    failures: Vec<Failure>,
}

struct Failure {
    api: u32,
    correlation_id: String,
    error: String,
}

impl Telemetry {
    pub fn silent_hit(&self) {
        let mut since = self.lock();
        since.silent_hits = since.silent_hits.saturating_add(1);
    }

    pub fn succeeded(&self) {
        *self.lock() = Since::default();
    }

    pub fn failed(&self, api: Api, correlation_id: &str, error: &Error) {
        let mut since = self.lock();
        if since.failures.len() < MOST_FAILURES {
            let error = error.code().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            since.failures.push(Failure { api: api as u32, correlation_id: correlation_id.to_owned(), error });
        }
    }

    pub fn add_headers(&self, headers: &mut HeaderMap, api: Api, reason: RefreshReason) {
        let current = format!("5|{},{},,,|,", api as u32, reason as u32);
        for (name, text) in [("x-client-current-telemetry", current), ("x-client-last-telemetry", self.last())] {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(name, value);
            }
        }
    }

    fn last(&self) -> String {
        let since = self.lock();
        let failed: Vec<String> = since.failures.iter().map(|f| format!("{},{}", f.api, f.correlation_id)).collect();
        let errors: Vec<&str> = since.failures.iter().map(|f| f.error.as_str()).collect();
        format!("5|{}|{}|{}|{},0", since.silent_hits, failed.join(","), errors.join(","), failed.len())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Since> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientError, ClientErrorKind};

    #[test]
    fn what_happened_since_the_last_success_is_told_once() {
        let telemetry = Telemetry::default();
        telemetry.silent_hit();
        telemetry.failed(Api::Silent, "c1", &ClientError::new(ClientErrorKind::Cache, "").into());
        let mut headers = HeaderMap::new();
        telemetry.add_headers(&mut headers, Api::Silent, RefreshReason::Expired);
        assert_eq!(headers["x-client-current-telemetry"], "5|1007,3,,,|,");
        assert_eq!(headers["x-client-last-telemetry"], "5|1|1007,c1|cache_failed|1,0");
        telemetry.succeeded();
        assert_eq!(telemetry.last(), "5|0|||0,0");
    }
}
