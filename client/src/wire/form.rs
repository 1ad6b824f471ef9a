use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// A form body: parameters in the order they were added.
#[derive(Default, Clone)]
pub(crate) struct Form(Vec<(&'static str, String)>);

/// Signed afresh for each request, so it says nothing about whether two requests are the same.
const FRESH_EACH_TIME: &str = "client_assertion";

impl Form {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.push(name, value);
        self
    }

    pub fn push(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    pub fn append(&mut self, other: Form) {
        self.0.extend(other.0);
    }

    pub fn encode(&self) -> String {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&self.0);
        body.finish()
    }

    /// What tells this request from every other one: endpoint and all parameters, in a form that reveals none.
    pub fn fingerprint(&self, endpoint: &str) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.append_pair("", endpoint);
        text.extend_pairs(self.0.iter().filter(|(name, _)| *name != FRESH_EACH_TIME));
        BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, text.finish().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_character_survives_the_encoding() {
        let odd = "a+b&c=d%/~ ü\n";
        let body = Form::new().with("code", odd).with("x", "").encode();
        let decoded: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        assert_eq!(decoded, [("code".to_owned(), odd.to_owned()), ("x".to_owned(), String::new())]);
    }

    #[test]
    fn requests_differ_by_any_parameter_but_a_fresh_assertion() {
        let form = |code: &str, assertion: &str| {
            Form::new().with("code", code).with("client_assertion", assertion).fingerprint("https://sts.test/t")
        };
        assert_eq!(form("1", "a"), form("1", "b"));
        assert_ne!(form("1", "a"), form("2", "a"));
        assert_ne!(form("1", "a"), Form::new().with("code", "1").fingerprint("https://sts.test/u"));
    }
}
