//! Time between exchanges, and how it is told.

use crate::journal::Exchange;

/// Milliseconds from the first answer to the arrival of the second request. `None` when nobody can tell: the clock
/// went back, or it is frozen and has not been moved (a client that lives by another clock may have waited).
pub fn gap(first: &Exchange, second: &Exchange) -> Option<i64> {
    let held_back = i64::try_from(first.told.held_back).unwrap_or(i64::MAX);
    let millis = second.at.saturating_sub(first.at).saturating_sub(held_back);
    let stood_still = second.at == first.at && second.frozen();
    (millis >= 0 && !stood_still).then_some(millis)
}

/// Milliseconds until the access token that an exchange issued runs out, as of another exchange.
pub fn left(issued: &Exchange, now: &Exchange) -> Option<i64> {
    let lifetime = issued.issued.expires_in?.checked_mul(1000)?;
    Some(issued.at.saturating_add(lifetime).saturating_sub(now.at))
}

/// A duration in the largest two units: `350 ms`, `12 s`, `58 min`, `2 h 5 min`, `3 d`.
pub fn text(millis: i64) -> String {
    let seconds = millis / 1000;
    let two = |large: i64, unit: &str, small: i64, rest: &str| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {rest}"),
    };
    match seconds {
        ..1 => format!("{millis} ms"),
        1..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn durations_are_readable() {
        let all = [0, 350, 1000, 12_345, 119_999, 120_000, 3_599_000, 7_500_000, 7_200_000, 259_200_000];
        let told: Vec<String> = all.into_iter().map(text).collect();
        let expected = ["0 ms", "350 ms", "1 s", "12 s", "119 s", "2 min", "59 min", "2 h 5 min", "2 h", "3 d"];
        assert_eq!(told, expected);
    }
}
