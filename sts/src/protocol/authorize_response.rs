//! The authorization endpoint's answers at the redirect URI (entra-server §2.3, §2.6).

use super::authorize::{ResponseMode, ReturnAddress};
use super::error_body::Trace;
use super::form::encode_pairs;
use crate::refusal::Refusal;

/// An answer on its way to the redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// A redirect to this URL.
    Redirect(String),
    /// A page with a form that posts these fields to this URL.
    FormPost {
        /// Target.
        action: String,
        /// Fields.
        fields: Vec<(String, String)>,
    },
}

impl ReturnAddress {
    /// Parameters with `state` behind them.
    #[must_use]
    pub fn with_state(&self, mut parameters: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        if let Some(state) = &self.state {
            parameters.push(("state", state.clone()));
        }
        parameters
    }

    /// The parameters of a refusal.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal, trace: &Trace, base: &str) -> Vec<(&'static str, String)> {
        let mut parameters = vec![
            ("error", error_at_redirect(refusal).to_owned()),
            ("error_description", trace.describe(&refusal.message())),
        ];
        if refusal.entry.error_uri {
            parameters.push(("error_uri", format!("{base}/error?code={}", refusal.entry.code)));
        }
        if let Some(claims) = &refusal.claims {
            parameters.push(("claims", claims.clone()));
        }
        self.with_state(parameters)
    }

    /// What the "back" link of the sign-in page sends: no description.
    #[must_use]
    pub fn cancel(&self) -> Vec<(&'static str, String)> {
        self.with_state(vec![("error", "access_denied".into()), ("error_subcode", "cancel".into())])
    }

    /// Sends parameters.
    #[must_use]
    pub fn send(&self, parameters: Vec<(String, String)>) -> Delivery {
        match self.mode {
            ResponseMode::FormPost => Delivery::FormPost { action: self.uri.clone(), fields: parameters },
            ResponseMode::Query => {
                // An empty fragment keeps a browser from carrying the old one over (entra-server §2.3).
                let joint = if self.uri.contains('?') { '&' } else { '?' };
                Delivery::Redirect(format!("{}{joint}{}#", self.rooted(), encode_pairs(&parameters)))
            }
            ResponseMode::Fragment => Delivery::Redirect(format!("{}#{}", self.rooted(), encode_pairs(&parameters))),
        }
    }

    /// A redirect URI without a path gets one before parameters follow.
    fn rooted(&self) -> String {
        match self.uri.split_once("://") {
            Some((scheme, rest)) if scheme.starts_with("http") && !rest.contains(['/', '?']) => {
                format!("{}/", self.uri)
            }
            _ => self.uri.clone(),
        }
    }
}

/// The OAuth `error` of a refusal at the redirect URI.
#[must_use]
pub fn error_at_redirect(refusal: &Refusal) -> &str {
    refusal.error.as_deref().or(refusal.entry.error_redirect).unwrap_or(refusal.entry.error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::RedirectKind;

    fn address(uri: &str, mode: ResponseMode) -> ReturnAddress {
        ReturnAddress { uri: uri.into(), sent: None, kind: RedirectKind::Web, mode, state: Some("a b&c".into()) }
    }

    fn sent(address: &ReturnAddress, parameters: Vec<(&'static str, String)>) -> Delivery {
        let parameters = address.with_state(parameters);
        address.send(parameters.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())
    }

    #[test]
    fn a_query_ends_in_an_empty_fragment() {
        let delivery = sent(&address("http://localhost:5000", ResponseMode::Query), vec![("code", "x".into())]);
        assert_eq!(delivery, Delivery::Redirect("http://localhost:5000/?code=x&state=a+b%26c#".into()));
    }

    #[test]
    fn a_registered_query_is_kept() {
        let delivery = sent(&address("https://h/cb?x=1", ResponseMode::Query), vec![]);
        assert_eq!(delivery, Delivery::Redirect("https://h/cb?x=1&state=a+b%26c#".into()));
    }

    #[test]
    fn custom_schemes_get_no_slash() {
        let delivery = sent(&address("msal1://auth", ResponseMode::Fragment), vec![]);
        assert_eq!(delivery, Delivery::Redirect("msal1://auth#state=a+b%26c".into()));
    }
}
