//! What MSAL itself says about its cache (`x-client-current-telemetry`: `<version>|<api>,<reason>,…|…`).

use super::record::parameter;
use crate::journal::Exchange;

/// Why the library asks the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The caller forced a refresh, passed claims, or handed over a refresh token.
    Forced,
    /// The cache holds no such access token.
    Absent,
    /// The cached access token has expired.
    Expired,
    /// The cached access token is past `refresh_in`.
    Aging,
}

/// The reason that the library gives, if it gives one.
pub fn reason(exchange: &Exchange) -> Option<Reason> {
    const NAME: &str = "x-client-current-telemetry";
    let text = exchange.headers.get(NAME).map(String::as_str).or_else(|| parameter(exchange, NAME))?;
    match text.split('|').nth(1)?.split(',').nth(1)?.trim() {
        "1" => Some(Reason::Forced),
        "2" => Some(Reason::Absent),
        "3" => Some(Reason::Expired),
        "4" => Some(Reason::Aging),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_read_from_header_or_body() {
        let mut exchange = Exchange::default();
        assert_eq!(reason(&exchange), None);
        exchange.parameters.insert("x-client-current-telemetry".into(), "5|62,2,,,|,".into());
        assert_eq!(reason(&exchange), Some(Reason::Absent));
        exchange.headers.insert("x-client-current-telemetry".into(), "4|84,1|".into());
        assert_eq!(reason(&exchange), Some(Reason::Forced));
        exchange.headers.insert("x-client-current-telemetry".into(), "5||".into());
        assert_eq!(reason(&exchange), None);
    }
}
