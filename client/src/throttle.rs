use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::Error;

/// Pauses the client imposes on itself, each for one request: endpoint and parameters, the user's token included.
#[derive(Default)]
pub(crate) struct Throttle {
    pauses: Mutex<BTreeMap<String, Pause>>,
}

struct Pause {
    until: i64,
    refusal: Error,
}

impl Throttle {
    /// The refusal to give again instead of sending the request.
    pub fn check(&self, fingerprint: &str, now: i64) -> Result<(), Error> {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        match pauses.get(fingerprint) {
            Some(pause) if now < pause.until => Err(again(&pause.refusal, pause.until.saturating_sub(now))),
            _ => Ok(()),
        }
    }

    pub fn pause(&self, fingerprint: String, seconds: u64, refusal: &Error, now: i64) {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, pause| now < pause.until);
        let until = now.saturating_add_unsigned(seconds);
        pauses.insert(fingerprint, Pause { until, refusal: refusal.clone() });
    }
}

fn again(refusal: &Error, left: i64) -> Error {
    match refusal {
        Error::UiRequired(ui) => {
            let mut ui = ui.clone();
            ui.replayed = true;
            Error::UiRequired(ui)
        }
        Error::Service(cause) => Error::Throttled { retry_after: left.unsigned_abs(), cause: cause.clone() },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OAuthError, ServiceError};

    fn refusal() -> Error {
        let response = OAuthError { error: "temporarily_unavailable".to_owned(), ..OAuthError::default() };
        Error::Service(Box::new(ServiceError { status: Some(429), response, retry_after: Some(7) }))
    }

    #[test]
    fn a_pause_ends_and_touches_one_request_alone() {
        let throttle = Throttle::default();
        throttle.pause("a".to_owned(), 7, &refusal(), 1000);
        let Err(Error::Throttled { retry_after, .. }) = throttle.check("a", 1003) else { panic!("not throttled") };
        assert_eq!(retry_after, 4);
        throttle.check("b", 1003).unwrap();
        throttle.check("a", 1007).unwrap();
    }
}
