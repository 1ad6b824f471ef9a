//! Short names for what the world minted: `AT1` is the first access token of a play, `RT2` the second refresh token.

use indexmap::IndexMap;
use serde_json::Value;
use url::Url;

use crate::wire::Traffic;

/// Names for the secrets of a play.
#[derive(Debug, Default)]
pub struct Labels {
    by_secret: IndexMap<String, String>,
    counts: IndexMap<&'static str, usize>,
}

/// Members of answers, and parameters at redirect URIs, that are minted.
const MINTED: &[(&str, &str)] =
    &[("access_token", "AT"), ("refresh_token", "RT"), ("id_token", "IT"), ("code", "CODE"), ("device_code", "DC")];

impl Labels {
    /// Names what an exchange minted.
    pub fn read(&mut self, traffic: &Traffic) {
        if let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(&traffic.body) {
            for (name, prefix) in MINTED {
                if let Some(secret) = members.get(*name).and_then(Value::as_str) {
                    self.add(prefix, secret);
                }
            }
        }
        let location = traffic.headers.get(http::header::LOCATION).and_then(|l| l.to_str().ok());
        for (name, value) in location.map(redirect_parameters).unwrap_or_default() {
            if let Some((_, prefix)) = MINTED.iter().find(|(minted, _)| *minted == name) {
                self.add(prefix, &value);
            }
        }
        for (name, value) in posted_form(&traffic.body) {
            if let Some((_, prefix)) = MINTED.iter().find(|(minted, _)| *minted == name) {
                self.add(prefix, &value);
            }
        }
    }

    fn add(&mut self, prefix: &'static str, secret: &str) {
        if secret.is_empty() || self.by_secret.contains_key(secret) {
            return;
        }
        let count = self.counts.entry(prefix).or_insert(0);
        *count += 1;
        self.by_secret.insert(secret.to_owned(), format!("{prefix}{count}"));
    }

    /// The name of a secret.
    pub fn of(&self, secret: &str) -> Option<&str> {
        self.by_secret.get(secret).map(String::as_str)
    }

    /// All, in the order in which they were minted: name and secret.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_secret.iter().map(|(secret, name)| (name.as_str(), secret.as_str()))
    }
}

/// Whether a secret could be called so.
pub fn is_label(text: &str) -> bool {
    let number = |prefix: &str| text.strip_prefix(prefix).is_some_and(|n| n.parse().is_ok_and(|n: u32| n > 0));
    MINTED.iter().any(|(_, prefix)| number(prefix))
}

/// Parameters in query and fragment of a redirect.
pub fn redirect_parameters(location: &str) -> Vec<(String, String)> {
    let base = Url::parse(crate::wire::ORIGIN).ok();
    let Some(url) = base.and_then(|base| base.join(location).ok()) else { return Vec::new() };
    let fragment = url.fragment().unwrap_or_default();
    let in_fragment = url::form_urlencoded::parse(fragment.as_bytes()).into_owned();
    url.query_pairs().into_owned().chain(in_fragment).collect()
}

/// The fields of a page that posts itself to the redirect URI.
fn posted_form(body: &[u8]) -> Vec<(String, String)> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    if !text.contains("name=\"hiddenform\"") {
        return Vec::new();
    }
    crate::browser::posted_fields(text)
}
