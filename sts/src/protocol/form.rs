//! `application/x-www-form-urlencoded` parameters, in order, duplicates kept (WHATWG URL §5).

use percent_encoding::percent_decode;

use crate::aadsts;
use crate::refusal::Refusal;

/// Decoded parameters of a query string or form body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Decodes a query string or form body.
    ///
    /// # Errors
    /// AADSTS9002313 when a name or value is not UTF-8.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut pairs = Vec::new();
        for pair in bytes.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
            let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
            let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
            pairs.push((decode(name)?, decode(value)?));
        }
        Ok(Self(pairs))
    }

    /// Parameters that need no decoding.
    #[must_use]
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    /// A parameter's value; an empty value counts as absent, as it does on the platform.
    ///
    /// # Errors
    /// AADSTS9002313 when the parameter comes twice with different values.
    pub fn get(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        let first = values.next();
        if values.any(|v| Some(v) != first) {
            return Err(aadsts!(9002313)
                .error("invalid_request")
                .check("request.duplicate")
                .expected(format!("one value of '{name}'"))
                .found("several different values")
                .cure(format!("send the parameter '{name}' once")));
        }
        Ok(first.filter(|v| !v.is_empty()))
    }

    /// A parameter's value, or the refusal of a request that lacks it.
    ///
    /// # Errors
    /// AADSTS900144 when it is absent; AADSTS9002313 when it is duplicated.
    pub fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name)?.ok_or_else(|| missing(name))
    }

    /// A parameter's first value, whatever else is there: for telemetry, which never fails a request.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The parameters, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// These parameters, followed by others.
    #[must_use]
    pub fn chain(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// The refusal of a request that lacks a parameter.
#[must_use]
pub fn missing(name: &'static str) -> Refusal {
    aadsts!(900144)
        .check("request.parameter")
        .with("param", name)
        .expected(format!("the parameter '{name}'"))
        .found("none, or an empty one")
        .cure(format!("send '{name}' in an application/x-www-form-urlencoded body"))
}

fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let spaced: Vec<u8> = bytes.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    String::from_utf8(percent_decode(&spaced).collect()).map_err(|_| {
        aadsts!(9002313)
            .error("invalid_request")
            .check("request.encoding")
            .expected("percent-encoded UTF-8")
            .found("bytes that are not UTF-8")
            .cure("encode parameters as UTF-8 before percent-encoding them")
    })
}

/// Encodes a value as .NET's `UrlEncode` does: `+` for spaces, lower-case hex. Redirects of the platform are
/// written so.
#[must_use]
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'*' | b'(' | b')' => {
                out.push(char::from(byte))
            }
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02x}")),
        }
    }
    out
}

/// Encodes a list of parameters.
#[must_use]
pub fn encode_pairs<N: AsRef<str>>(pairs: &[(N, String)]) -> String {
    pairs.iter().map(|(n, v)| format!("{}={}", encode(n.as_ref()), encode(v))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_value_is_absent_and_a_repeated_one_is_not_a_duplicate() {
        let form = Form::parse(b"a=&b=1&b=1&c=1&c=2").unwrap();
        assert_eq!(form.get("a").unwrap(), None);
        assert_eq!(form.get("b").unwrap(), Some("1"));
        assert_eq!(form.get("c").unwrap_err().entry.code, 9_002_313);
        assert_eq!(form.required("d").unwrap_err().entry.code, 900_144);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        assert!(Form::parse(b"a=%ff").is_err());
    }

    #[test]
    fn encoding_is_the_platforms() {
        assert_eq!(encode("AADSTS50058: A 'x'"), "AADSTS50058%3a+A+%27x%27");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Form::parse(&bytes);
        }

        #[test]
        fn what_is_encoded_comes_back(pairs in proptest::collection::vec((".{1,10}", ".{0,30}"), 0..6)) {
            let refs: Vec<(&str, String)> = pairs.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
            let form = Form::parse(encode_pairs(&refs).as_bytes()).unwrap();
            let back: Vec<(String, String)> = form.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            prop_assert_eq!(back, pairs);
        }
    }
}
