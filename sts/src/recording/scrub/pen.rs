//! Writes one answer: what may stay stays, and everything else becomes a placeholder.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::origins::Origins;
use super::secrets::Secrets;
use crate::recording::facts::Flow;
use crate::recording::model::TokenEntry;
use crate::recording::placeholder::{Placeholder, argument_of};
use crate::recording::policy::{self, Class};
use crate::token::verify::{self, Parts};

/// What one answer is written with.
pub struct Pen<'a> {
    /// What the exchange is about.
    pub class: Class,
    /// Names that the user wants to keep.
    pub keep: &'a BTreeSet<String>,
    /// The upstream's own addresses.
    pub origins: &'a Origins,
    /// When the answer was given, seconds since the epoch.
    pub answered: i64,
    /// The authorization request that the exchange belongs to.
    pub flow: Option<&'a Flow>,
    /// Every authorization request so far.
    pub flows: &'a [Arc<Flow>],
    /// The path is one of an API that hands out secrets.
    pub hands_out_secrets: bool,
    /// Every credential of the run.
    pub secrets: &'a mut Secrets,
    /// The values that became placeholders, with their names.
    pub names: IndexMap<String, String>,
    /// The tokens of the answer.
    pub tokens: IndexMap<String, TokenEntry>,
}

impl Pen<'_> {
    /// A text that stands for itself, but for addresses of the upstream.
    #[must_use]
    pub fn literal(&self, text: &str) -> String {
        self.origins.literal(text)
    }

    /// Does the user want to keep what has this name? In any letter case, since headers have none.
    #[must_use]
    pub fn keeps(&self, name: &str) -> bool {
        self.keep.iter().any(|kept| kept.eq_ignore_ascii_case(name))
    }

    /// A credential: made anew when the answer is played.
    pub fn fresh(&mut self, name: &str, value: &str) -> String {
        if value.is_empty() {
            return String::new();
        }
        self.secrets.add(name, value);
        if let Some(known) = self.names.get(value) {
            return Placeholder::New(known.clone()).to_string();
        }
        let unique = unique(&argument_of(name), |candidate| self.names.values().any(|taken| taken == candidate));
        self.names.insert(value.to_owned(), unique.clone());
        Placeholder::New(unique).to_string()
    }

    /// A token: its claims are kept, and it is signed anew when the answer is played. `None`: it is no JWT.
    pub fn token(&mut self, name: &str, text: &str) -> Option<String> {
        let parts = text.starts_with("ey").then(|| verify::parse(text).ok()).flatten()?;
        self.secrets.add(name, text);
        let name = argument_of(name);
        let entry = self.entry(&name, &parts);
        let same = self.tokens.iter().find(|(_, other)| **other == entry).map(|(name, _)| name.clone());
        let name = same.unwrap_or_else(|| unique(&name, |candidate| self.tokens.contains_key(candidate)));
        self.tokens.insert(name.clone(), entry);
        Some(Placeholder::Token(name).to_string())
    }

    /// A string of a JSON answer or of a parameter list, by its name.
    pub fn string(&mut self, name: &str, text: &str) -> String {
        if let Some(token) = self.token(name, text) {
            return token;
        }
        let credential = policy::is_credential(name, text, self.class) || (self.hands_out_secrets && name == "value");
        if credential || self.is_strange(name, text) {
            return self.fresh(name, text);
        }
        if text.contains("://") && text.contains(['?', '#']) {
            return self.url(text);
        }
        if policy::is_plain_member(name) || self.keeps(name) { self.plain(text) } else { self.prose(text) }
    }

    /// Does something look like a secret where secrets are exchanged, under a name that says nothing?
    pub fn is_strange(&self, name: &str, text: &str) -> bool {
        let known = policy::is_plain_member(name) || self.keeps(name);
        self.class == Class::Credentials && !known && policy::looks_opaque(text)
    }

    fn entry(&mut self, name: &str, parts: &Parts<'_>) -> TokenEntry {
        let unsigned = parts.header_text("alg") == Some("none");
        let mut header = Map::new();
        for (member, value) in &parts.header {
            let value = match member.as_str() {
                "kid" | "x5t" => json!(Placeholder::Kid.to_string()),
                // The world has RSA keys.
                "alg" if !unsigned => json!("RS256"),
                // Of the key that signed.
                "x5t#S256" | "x5c" | "x5u" | "jku" | "jwk" => continue,
                "nonce" => json!(self.fresh("header_nonce", value.as_str().unwrap_or_default())),
                _ => self.claim(member, value),
            };
            header.insert(member.clone(), value);
        }
        let mut claims = Map::new();
        for (claim, value) in &parts.claims {
            let value = match (claim.as_str(), value.as_i64()) {
                (time, Some(seconds)) if policy::TIMES.contains(&time) => json!(seconds.saturating_sub(self.answered)),
                ("nonce", _) => json!(Placeholder::Nonce.to_string()),
                ("at_hash", _) if name != "access_token" => json!(Placeholder::AccessTokenHash.to_string()),
                ("c_hash", _) => json!(Placeholder::CodeHash.to_string()),
                _ => self.claim(claim, value),
            };
            claims.insert(self.literal(claim), value);
        }
        TokenEntry { header, claims }
    }

    fn claim(&mut self, name: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let nested = text.starts_with("ey") && verify::parse(text).is_ok();
                let credential = policy::is_credential(name, text, Class::Data);
                let strange = policy::is_fresh_claim(name, text) && !self.keeps(name);
                json!(if nested || credential || strange { self.fresh(name, text) } else { self.literal(text) })
            }
            Value::Array(items) => items.iter().map(|item| self.claim(name, item)).collect(),
            Value::Object(members) => {
                let mut written = Map::new();
                for (member, value) in members {
                    let value = self.claim(member, value);
                    written.insert(self.literal(member), value);
                }
                Value::Object(written)
            }
            other => other.clone(),
        }
    }
}

fn unique(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    (2..).map(|n| format!("{name}.{n}")).find(|candidate| !taken(candidate)).unwrap_or_else(|| name.to_owned())
}
