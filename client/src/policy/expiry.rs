/// A token in its last five minutes is renewed, not handed out.
const BUFFER_SECONDS: i64 = 300;

pub(super) fn is_usable(expires_on: i64, cached_at: Option<i64>, now: i64) -> bool {
    // an entry from the future means that the clock went back: how long the token lives can't be told any more
    let from_the_future = cached_at.is_some_and(|cached_at| cached_at > now.saturating_add(BUFFER_SECONDS));
    !from_the_future && expires_on.saturating_sub(now) >= BUFFER_SECONDS
}

pub(super) fn is_renewal_due(refresh_on: Option<i64>, now: i64) -> bool {
    refresh_on.is_some_and(|refresh_on| refresh_on <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_usable_until_five_minutes_before_it_expires() {
        assert!(is_usable(1300, None, 1000));
        assert!(!is_usable(1299, None, 1000));
        assert!(!is_usable(900, None, 1000));
    }

    #[test]
    fn a_token_cached_in_the_future_is_not_used() {
        assert!(is_usable(9000, Some(1000), 1000));
        assert!(is_usable(9000, Some(1100), 1000), "another machine's clock may be ahead a little");
        assert!(!is_usable(9000, Some(2000), 1000));
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        assert!(is_usable(i64::MAX, Some(i64::MIN), i64::MIN));
        assert!(!is_usable(i64::MIN, None, i64::MAX));
    }

    #[test]
    fn renewal_is_due_from_refresh_on() {
        assert!(!is_renewal_due(None, 1000));
        assert!(!is_renewal_due(Some(1001), 1000));
        assert!(is_renewal_due(Some(1000), 1000));
    }
}
