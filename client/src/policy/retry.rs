use std::time::Duration;

/// No service may silence the client for longer.
const LONGEST_PAUSE: u64 = 3600;

/// After a 429 that doesn't say for how long.
const PAUSE_AFTER_429: u64 = 60;

/// After a demand for UI the same refresh would meet the same answer.
const PAUSE_AFTER_UI_REQUIRED: u64 = 120;

const SLOW_DOWN: u64 = 5;

/// A server in trouble is asked once more, a second later; one that says when, isn't asked before.
pub(super) fn retry_delay(status: u16, retry_after: Option<u64>, attempts: u32) -> Option<Duration> {
    ((500..600).contains(&status) && retry_after.is_none() && attempts < 2).then_some(Duration::from_secs(1))
}

/// A success has no pause, whatever it says.
pub(super) fn pause(status: u16, retry_after: Option<u64>) -> Option<u64> {
    match (status, retry_after) {
        (200..300, _) => None,
        (_, Some(seconds)) => Some(seconds.min(LONGEST_PAUSE)).filter(|seconds| *seconds > 0),
        (429, None) => Some(PAUSE_AFTER_429),
        _ => None,
    }
}

/// Web apps serve many users with one client and are told of each refusal.
pub(super) fn ui_pause(is_public_client: bool) -> Option<u64> {
    is_public_client.then_some(PAUSE_AFTER_UI_REQUIRED)
}

/// RFC 8628 §3.5.
pub(super) fn next_poll(error: &str, interval: u64) -> Option<u64> {
    match error {
        "authorization_pending" => Some(interval),
        "slow_down" => Some(interval.saturating_add(SLOW_DOWN)),
        _ => None,
    }
}

/// RFC 8628 §3.5: no answer means a lower frequency, by doubling the interval.
pub(super) fn next_poll_after_trouble(interval: u64, retry_after: Option<u64>) -> u64 {
    interval.saturating_mul(2).max(retry_after.unwrap_or(0).min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_error_is_retried_once() {
        assert_eq!(retry_delay(503, None, 1), Some(Duration::from_secs(1)));
        assert_eq!(retry_delay(503, None, 2), None);
        assert_eq!(retry_delay(503, Some(7), 1), None);
        assert_eq!(retry_delay(429, None, 1), None);
        assert_eq!(retry_delay(400, None, 1), None);
    }

    #[test]
    fn retry_after_is_respected_and_capped() {
        assert_eq!(pause(429, Some(7)), Some(7));
        assert_eq!(pause(400, Some(7)), Some(7));
        assert_eq!(pause(503, Some(86_400)), Some(3600));
        assert_eq!(pause(429, None), Some(60));
        assert_eq!(pause(503, None), None);
        assert_eq!(pause(429, Some(0)), None);
        assert_eq!(pause(200, Some(60)), None);
    }

    #[test]
    fn polling_slows_down_where_there_was_no_answer() {
        assert_eq!(next_poll_after_trouble(5, None), 10);
        assert_eq!(next_poll_after_trouble(5, Some(7)), 10);
        assert_eq!(next_poll_after_trouble(5, Some(60)), 60);
        assert_eq!(next_poll_after_trouble(u64::MAX, Some(u64::MAX)), u64::MAX);
    }

    #[test]
    fn polling_goes_on_for_two_errors_only() {
        assert_eq!(next_poll("authorization_pending", 5), Some(5));
        assert_eq!(next_poll("slow_down", 5), Some(10));
        for error in ["authorization_declined", "expired_token", "bad_verification_code", "invalid_client"] {
            assert_eq!(next_poll(error, 5), None, "{error}");
        }
    }
}
