//! The upstream's own addresses, which are the replaying server's when a recording is played.

use crate::cloud::{self, Service};
use crate::recording::placeholder::{Placeholder, escape};
use crate::recording::rewrite::replace_whole;

/// The upstream's own addresses.
#[derive(Debug, Default)]
pub struct Origins {
    /// What to look for, and what to write instead.
    pairs: Vec<(String, String)>,
}

impl Origins {
    /// `origins` are like `https://login.example:8443`.
    #[must_use]
    pub fn new(origins: &[String]) -> Self {
        let mut pairs = Vec::new();
        for origin in origins {
            let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
            pairs.push((origin.clone(), Placeholder::Origin.to_string()));
            if let Some((cloud, Service::Login)) = cloud::find(host.strip_suffix(":443").unwrap_or(host)) {
                pairs.push((format!("https://{}", cloud.v1_issuer), Placeholder::Sts.to_string()));
            }
            // `localhost` alone may be anybody's, e.g. the redirect URI of a native app.
            if host.contains('.') || host.contains(':') {
                pairs.push((host.to_owned(), Placeholder::Host.to_string()));
            }
        }
        // An origin is longer than its host, and is looked for first.
        pairs.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.len()));
        Self { pairs }
    }

    /// A text that stands for itself, but for addresses of the upstream.
    #[must_use]
    pub fn literal(&self, text: &str) -> String {
        self.pairs.iter().fold(escape(text), |text, (from, to)| replace_whole(&text, from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_address_is_replaced() {
        let origins = Origins::new(&["https://localhost:8443".to_owned()]);
        for (text, expected) in [
            ("see https://localhost:8443/a.", "see ${origin}/a."),
            ("https://localhost:8443", "${origin}"),
            ("https://localhost:84430/", "https://localhost:84430/"),
            ("[\"localhost:8443\",\"localhost\"]", "[\"${host}\",\"localhost\"]"),
            ("https://a.localhost:8443/", "https://a.localhost:8443/"),
            ("open https://localhost:8443. Then", "open ${origin}. Then"),
            ("${x}", "${$}{x}"),
        ] {
            assert_eq!(origins.literal(text), expected);
        }
    }

    #[test]
    fn the_clouds_v1_issuer_is_known() {
        let origins = Origins::new(&["https://login.microsoftonline.com".to_owned()]);
        assert_eq!(origins.literal("https://sts.windows.net/t/"), "${sts}/t/");
        assert_eq!(origins.literal("login.microsoftonline.com"), "${host}");
        assert_eq!(origins.literal("login.microsoftonline.com.evil"), "login.microsoftonline.com.evil");
    }
}
