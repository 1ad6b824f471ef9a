//! Does a request mean what a recorded one means, and if not, what differs?

use super::meaning::Meaning;

/// The first key in which a request differs from a recorded one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The key.
    pub key: &'static str,
    /// What is recorded; empty: the key must be absent.
    pub recorded: String,
    /// What was sent.
    pub sent: String,
}

impl Meaning {
    /// Is `sent` a request of this meaning?
    #[must_use]
    pub fn is_meant_by(&self, sent: &Self) -> bool {
        self.difference(sent).is_none()
    }

    /// The first key in which `sent` differs.
    #[must_use]
    pub fn difference(&self, sent: &Self) -> Option<Difference> {
        let pairs = self.rows().into_iter().zip(sent.rows());
        pairs.into_iter().find(|((key, recorded), (_, sent))| !same(key, recorded.as_deref(), sent.as_deref())).map(
            |((key, recorded), (_, sent))| Difference {
                key,
                recorded: recorded.unwrap_or_default(),
                sent: sent.unwrap_or_default(),
            },
        )
    }

    /// How near `sent` comes: what it is counts more than for whom, and that more than the rest.
    #[must_use]
    pub fn nearness(&self, sent: &Self) -> u32 {
        let pairs = self.rows().into_iter().zip(sent.rows());
        pairs
            .map(|((key, recorded), (_, sent))| {
                let weight = match key {
                    "endpoint" | "path" => 64,
                    "grant" | "response_type" => 16,
                    "method" | "client" => 4,
                    _ => 1,
                };
                if same(key, recorded.as_deref(), sent.as_deref()) { weight } else { 0 }
            })
            .sum()
    }

    /// The meaning in words: `token, v2, grant client_credentials, client c0…`.
    #[must_use]
    pub fn describe(&self) -> String {
        let words = self.rows().into_iter().filter_map(|(key, value)| {
            let value = value?;
            Some(match key {
                "endpoint" | "version" | "method" | "path" => value,
                _ => format!("{key} {value}"),
            })
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

fn same(key: &str, recorded: Option<&str>, sent: Option<&str>) -> bool {
    match (recorded, sent) {
        (Some("*"), _) | (None, None) => true,
        (Some(recorded), Some(sent)) if key == "path" => same_path(recorded, sent),
        // Names of parameters and their values are the API's: it may tell `a` from `A`.
        (Some(recorded), Some(sent)) if key == "query" => recorded == sent,
        (Some(recorded), Some(sent)) => recorded.eq_ignore_ascii_case(sent),
        _ => false,
    }
}

fn same_path(recorded: &str, sent: &str) -> bool {
    let segments = |path: &'_ str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (recorded, sent) = (segments(recorded), segments(sent));
    recorded.len() == sent.len() && recorded.iter().zip(&sent).all(|(r, s)| r == "*" || r == s)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(client: &str, scopes: &[&str]) -> Meaning {
        Meaning {
            endpoint: Some("token".into()),
            version: Some("v2".into()),
            tenant: Some("contoso.example".into()),
            grant: Some("client_credentials".into()),
            client: Some(client.into()),
            scopes: scopes.iter().map(|s| (*s).to_owned()).collect(),
            ..Meaning::default()
        }
    }

    #[test]
    fn order_and_letter_case_of_scopes_do_not_matter() {
        assert!(token("c", &["openid", "User.Read"]).is_meant_by(&token("C", &["User.Read", "openid"])));
        assert!(token("c", &["user.read"]).is_meant_by(&token("c", &["User.Read"])));
        assert!(!token("c", &["openid"]).is_meant_by(&token("c", &["openid", "User.Read"])));
    }

    #[test]
    fn the_first_key_that_differs_is_told() {
        let sent = Meaning { tenant: Some("other".into()), ..token("d", &["x"]) };
        let difference = token("c", &["x"]).difference(&sent).unwrap();
        assert_eq!((difference.key, difference.recorded.as_str(), difference.sent.as_str()), ("client", "c", "d"));
        let unsent = Meaning { client: None, ..sent };
        assert_eq!(token("c", &["x"]).difference(&unsent).unwrap().sent, "");
    }

    #[test]
    fn a_star_stands_for_any_value_and_any_segment() {
        assert!(Meaning { tenant: Some("*".into()), ..token("c", &["*"]) }.is_meant_by(&token("c", &["x", "y"])));
        let path = |path: &str| Meaning { path: Some(path.into()), ..Meaning::default() };
        assert!(path("/a/*/c").is_meant_by(&path("/a/b/c")));
        assert!(!path("/a/*").is_meant_by(&path("/a/b/c")));
        assert!(!path("/a/B").is_meant_by(&path("/a/b")), "paths are told apart by letter case");
    }

    #[test]
    fn the_same_endpoint_is_nearer_than_the_same_client() {
        let sent = token("c", &["x"]);
        let other_client = token("d", &["y"]);
        let elsewhere = Meaning { path: Some("/me".into()), client: Some("c".into()), ..Meaning::default() };
        assert!(other_client.nearness(&sent) > elsewhere.nearness(&sent));
        assert_eq!(sent.describe(), "token, v2, grant client_credentials, client c, tenant contoso.example, scopes x");
    }
}
