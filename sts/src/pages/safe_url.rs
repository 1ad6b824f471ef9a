//! Which addresses a page may follow. Escaping does not help against `javascript:`.

use url::{ParseError, Url};

/// Whether following the address leads somewhere, instead of running what the address says. Schemes that apps make
/// up for themselves (`myapp://…`) are fine.
pub(super) fn is_followable(address: &str) -> bool {
    match Url::parse(address) {
        Ok(url) => !matches!(url.scheme(), "javascript" | "vbscript" | "data" | "blob" | "filesystem" | "about"),
        Err(error) => error == ParseError::RelativeUrlWithoutBase,
    }
}

/// Whether the address names something on the web.
pub(super) fn is_web(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_is_not_followed_however_it_is_spelt() {
        for address in ["javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:alert(1)", "data:text/html,x"] {
            assert!(!is_followable(address), "{address:?}");
            assert!(!is_web(address), "{address:?}");
        }
    }

    #[test]
    fn applications_are_followed() {
        for address in ["https://app.test/cb", "http://localhost:5000", "msal00001111://auth", "/relative"] {
            assert!(is_followable(address), "{address:?}");
        }
        assert!(is_web("https://app.test/out"));
        assert!(!is_web("msal00001111://auth"));
        assert!(!is_web("/relative"));
    }
}
