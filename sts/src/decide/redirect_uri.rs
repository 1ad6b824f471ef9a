//! Does a redirect URI match a registered one? (entra-server §2.7)

use crate::directory::RedirectUri;

/// Finds the registered redirect URI that `requested` matches. Exact, but for the letter case of scheme and host,
/// for the port of `localhost` and `127.0.0.1`, and for the slash that stands for an empty path.
///
/// When the same URI is registered for several platforms the first registration counts.
#[must_use]
pub fn find<'a>(registered: &'a [RedirectUri], requested: &str) -> Option<&'a RedirectUri> {
    let wanted = Parts::of(requested)?;
    registered.iter().find(|r| Parts::of(&r.url).is_some_and(|known| known.accepts(&wanted)))
}

/// Is it an absolute URI at all?
#[must_use]
pub fn is_absolute(uri: &str) -> bool {
    Parts::of(uri).is_some()
}

/// A URI taken apart by hand: a URL parser would normalise what must be compared as it stands.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'u> {
    scheme: String,
    /// `None` for URIs without `//` (`urn:…`).
    host: Option<String>,
    port: Option<&'u str>,
    /// Path and query, exactly as written.
    rest: &'u str,
}

impl<'u> Parts<'u> {
    fn of(uri: &'u str) -> Option<Self> {
        let (scheme, after) = uri.split_once(':')?;
        let mut letters = scheme.bytes();
        let scheme_ok = letters.next().is_some_and(|b| b.is_ascii_alphabetic())
            && letters.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
        if !scheme_ok || uri.contains('#') || uri.bytes().any(|b| b <= b' ' || b == b'\\' || b == b'"' || b == b'<') {
            return None;
        }
        let scheme = scheme.to_ascii_lowercase();
        let Some(after) = after.strip_prefix("//") else {
            let opaque = !after.is_empty() && !matches!(scheme.as_str(), "http" | "https");
            return opaque.then_some(Self { scheme, host: None, port: None, rest: after });
        };
        let end = after.find(['/', '?']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        if authority.contains('@') || (authority.is_empty() && matches!(scheme.as_str(), "http" | "https")) {
            return None;
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
            _ => (authority, None),
        };
        Some(Self { scheme, host: Some(host.to_ascii_lowercase()), port, rest })
    }

    fn is_loopback(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
            && matches!(self.host.as_deref(), Some("localhost" | "127.0.0.1"))
    }

    fn path(&self) -> &str {
        // An empty path and "/" are the same (RFC 3986 §6.2.3).
        if self.rest == "/" && self.host.is_some() { "" } else { self.rest }
    }

    fn accepts(&self, wanted: &Self) -> bool {
        let port = self.port == wanted.port || self.is_loopback();
        self.scheme == wanted.scheme && self.host == wanted.host && port && self.path() == wanted.path()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directory::RedirectKind;

    fn matches(registered: &str, requested: &str) -> bool {
        let list = [RedirectUri { kind: RedirectKind::Public, url: registered.into() }];
        find(&list, requested).is_some()
    }

    #[test]
    fn the_port_of_a_loopback_host_is_ignored_and_nothing_else() {
        assert!(matches("http://localhost", "http://localhost:12345"));
        assert!(matches("http://localhost", "http://localhost:12345/"));
        assert!(matches("http://127.0.0.1/cb", "http://127.0.0.1:9/cb"));
        assert!(!matches("http://localhost/cb", "http://localhost:9/"));
        assert!(!matches("http://localhost", "http://127.0.0.1"));
        assert!(!matches("https://app.example", "https://app.example:8443"));
        assert!(!matches("http://localhost", "https://localhost"));
    }

    #[test]
    fn host_case_does_not_matter_path_case_and_slash_do() {
        assert!(matches("https://App.Example/cb", "HTTPS://app.example/cb"));
        assert!(!matches("https://app.example/cb", "https://app.example/CB"));
        assert!(!matches("https://app.example/cb", "https://app.example/cb/"));
        assert!(!matches("https://app.example/cb", "https://app.example/cb?x=1"));
    }

    #[test]
    fn native_schemes_and_urns() {
        assert!(matches("msal11111111://auth", "msal11111111://auth"));
        assert!(matches("urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob"));
        assert!(!matches("myapp://auth", "myapp://other"));
    }

    #[test]
    fn tricks_do_not_match() {
        for trick in [
            "https://app.example@evil.example/cb",
            "https://evil.example\\@app.example/cb",
            "https://app.example.evil.example/cb",
            "https://app.example/cb#fragment",
            "https://app.example/../cb",
            "//app.example/cb",
            "/cb",
            "",
        ] {
            assert!(!matches("https://app.example/cb", trick), "{trick}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_a_registered_uri_matches_itself(uri in ".{0,60}") {
            prop_assert_eq!(matches(&uri, &uri), is_absolute(&uri));
        }

        #[test]
        fn what_matches_has_the_same_host(a in "https?://[a-z.]{1,12}(:[0-9]{1,4})?(/[a-z]{0,3})?",
                                          b in "https?://[a-z.]{1,12}(:[0-9]{1,4})?(/[a-z]{0,3})?") {
            if matches(&a, &b) {
                prop_assert_eq!(Parts::of(&a).unwrap().host, Parts::of(&b).unwrap().host);
            }
        }
    }
}
