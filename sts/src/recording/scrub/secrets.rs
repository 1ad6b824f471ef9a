//! Every credential that was met, so that none of them is left anywhere.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap};
use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::protocol::form;
use crate::recording::meaning::{basic, parameters};
use crate::recording::placeholder::{Placeholder, argument_of, escape};
use crate::recording::policy::{self, Class};

/// The credentials that were met, by value.
#[derive(Debug, Default)]
pub struct Secrets {
    names: IndexMap<String, String>,
}

impl Secrets {
    /// Notes a credential.
    pub fn add(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.names.entry(value.to_owned()).or_insert_with(|| argument_of(name));
        // The claims of a token are told; its signature alone would make it one again.
        if value.starts_with("ey")
            && let Some((_, signature)) = value.rsplit_once('.').filter(|(_, signature)| !signature.is_empty())
        {
            self.names.entry(signature.to_owned()).or_insert_with(|| "signature".to_owned());
        }
    }

    /// Notes every credential of a request.
    pub fn add_request(&mut self, request: &Request<Bytes>, class: Class) {
        for (name, value) in parameters(request).iter() {
            // APIs have ids and cursors that look like secrets.
            let plain = class == Class::Data || matches!(name, "state" | "nonce" | "code_challenge");
            if policy::is_credential(name, value, Class::Credentials) || (policy::looks_opaque(value) && !plain) {
                self.add(name, value);
            }
        }
        if let Some((_, password)) = basic(request) {
            self.add("client_secret", &password);
        }
        let headers = request.headers();
        for name in policy::SECRET_HEADERS {
            for value in text_values(headers, name) {
                // The scheme is no secret, and what follows it is one wherever it stands.
                let credential = if *name == AUTHORIZATION.as_str() {
                    value.split_once(' ').map_or(value, |(_, v)| v)
                } else {
                    value
                };
                self.add(name, credential.trim());
            }
        }
        for line in text_values(headers, COOKIE.as_str()) {
            for (name, value) in line.split(';').filter_map(|pair| pair.trim().split_once('=')) {
                self.add(&format!("cookie.{name}"), value);
            }
        }
    }

    /// What finds them, in every spelling.
    pub fn net(&self) -> Net {
        Net::new(self.names.iter().filter(|(value, _)| policy::is_searchable(value)))
    }
}

/// Finds secrets in texts and puts placeholders there.
#[derive(Debug)]
pub struct Net {
    automaton: Option<AhoCorasick>,
    replacements: Vec<String>,
}

impl Net {
    /// A net for values, each with the name of its placeholder.
    pub fn new<'a>(values: impl IntoIterator<Item = (&'a String, &'a String)>) -> Self {
        let (mut patterns, mut replacements) = (Vec::new(), Vec::new());
        for (value, name) in values {
            for spelling in spellings(value) {
                patterns.push(spelling);
                replacements.push(Placeholder::New(name.clone()).to_string());
            }
        }
        // More patterns than it can hold would be a recording of millions of exchanges.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).ok();
        Self { automaton: automaton.filter(|_| !patterns.is_empty()), replacements }
    }

    /// Is there a secret in a text?
    pub fn catches(&self, text: impl AsRef<[u8]>) -> bool {
        self.automaton.as_ref().is_some_and(|automaton| automaton.is_match(text.as_ref()))
    }

    /// The text without secrets.
    pub fn clean(&self, text: &mut String) {
        if let Some(automaton) = &self.automaton
            && automaton.is_match(text.as_str())
        {
            *text = automaton.replace_all(text, &self.replacements);
        }
    }
}

/// A value as it can stand in a text: plain, in URLs, in HTML, in JSON, in base64.
fn spellings(value: &str) -> Vec<String> {
    /// RFC 3986 §2.3.
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    /// `encodeURIComponent` of ECMAScript.
    const SCRIPT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');

    let json = serde_json::to_string(value).unwrap_or_default();
    let mut all = vec![
        escape(value),
        value.to_owned(),
        utf8_percent_encode(value, UNRESERVED).to_string(),
        utf8_percent_encode(value, SCRIPT).to_string(),
        url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        form::encode(value),
        html(value, ["&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"]),
        html(value, ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]),
        html(value, ["&#38;", "&#60;", "&#62;", "&#34;", "&#39;"]),
        json.trim_matches('"').to_owned(),
        STANDARD.encode(value),
        URL_SAFE_NO_PAD.encode(value),
    ];
    all.sort_unstable();
    all.dedup();
    all.retain(|spelling| !spelling.is_empty());
    all
}

/// A value in HTML, with these words for `&`, `<`, `>`, `"` and `'`.
fn html(value: &str, words: [&str; 5]) -> String {
    ['&', '<', '>', '"', '\''].into_iter().zip(words).fold(value.to_owned(), |text, (c, word)| text.replace(c, word))
}

/// The values of a header that are text.
pub fn text_values<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
}
