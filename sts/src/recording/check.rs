//! What can be wrong with a recording that somebody wrote or edited.

use base64::Engine as _;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;

use super::meaning::Meaning;
use super::model::{Answer, Recording};
use super::placeholder::{self, NAMES, Piece, Placeholder, Style};
use crate::document::{Findings, Pointer, suggest};
use crate::route::Endpoint;

/// Where a text stands: decides which placeholders can be filled in there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Json,
    Body,
    Header,
    Claims,
}

impl Recording {
    /// Checks a recording that is written at `at`.
    pub fn check(&self, at: &Pointer, findings: &mut Findings) {
        if let Some(recorded) = &self.recorded
            && recorded.parse::<jiff::Timestamp>().is_err()
        {
            let help = Some("write RFC 3339, e.g. 2026-11-22T12:00:00Z".to_owned());
            findings.add_with_help(&at.key("recorded"), format!("`{recorded}` is not a time"), help);
        }
        for (i, exchange) in self.exchanges.iter().enumerate() {
            let at = at.key("exchanges").index(i);
            meaning(&exchange.request, &at.key("request"), findings);
            Check { answer: &exchange.response, findings }.run(&at.key("response"));
        }
    }
}

fn meaning(meaning: &Meaning, at: &Pointer, findings: &mut Findings) {
    match (&meaning.endpoint, &meaning.path) {
        (None, None) => {
            let help = "an `endpoint` of the platform, or `method` and `path` of anything else".to_owned();
            findings.add_with_help(at, "this says of no request where it goes", Some(help));
        }
        (Some(_), Some(_)) => findings.add(&at.key("path"), "an endpoint of the platform has no `path` here"),
        (Some(name), None) => {
            let at = at.key("endpoint");
            word(name, Endpoint::ALL.map(Endpoint::name).as_slice(), "an endpoint", &at, findings);
        }
        (None, Some(path)) if path != "*" && !path.starts_with('/') => {
            findings.add(&at.key("path"), "a path begins with a slash");
        }
        (None, Some(_)) => {}
    }
    if let Some(version) = &meaning.version {
        word(version, &["v1", "v2"], "a version", &at.key("version"), findings);
    }
    if let Some(method) = &meaning.method
        && method != "*"
        && Method::from_bytes(method.as_bytes()).is_err()
    {
        findings.add(&at.key("method"), format!("`{method}` is not an HTTP method"));
    }
}

fn word(word: &str, known: &[&str], what: &str, at: &Pointer, findings: &mut Findings) {
    if word != "*" && !known.contains(&word) {
        let help = suggest::help(word, known.iter().copied());
        findings.add_with_help(at, format!("`{word}` is not {what}"), help);
    }
}

/// The check of one answer.
struct Check<'a> {
    answer: &'a Answer,
    findings: &'a mut Findings,
}

impl Check<'_> {
    fn run(mut self, at: &Pointer) {
        let answer = self.answer;
        if StatusCode::from_u16(answer.status).is_err() || answer.status < 200 {
            self.findings.add(&at.key("status"), format!("{} is not the status of an answer", answer.status));
        }
        self.one_body(at);
        for (name, value) in &answer.headers {
            let at = at.key("headers").key(name);
            if HeaderName::try_from(name.as_str()).is_err() || HeaderValue::try_from(value.as_str()).is_err() {
                self.findings.add(&at, format!("`{name}` cannot be sent as a header"));
            }
            self.text(value, Place::Text, &at);
        }
        for (i, cookie) in answer.cookies.iter().enumerate() {
            self.text(cookie, Place::Text, &at.key("cookies").index(i));
        }
        for (name, value) in answer.to_app.iter().flatten() {
            self.text(value, Place::Text, &at.key("to_app").key(name));
        }
        if let Some(json) = &answer.json {
            self.json(json, Place::Body, &at.key("json"));
        }
        if let Some(text) = &answer.text {
            self.text(text, Place::Text, &at.key("text"));
        }
        if let Some(base64) = &answer.base64
            && base64::engine::general_purpose::STANDARD.decode(base64).is_err()
        {
            self.findings.add(&at.key("base64"), "this is not base64");
        }
        for (name, token) in &answer.tokens {
            let at = at.key("tokens").key(name);
            for (member, value) in &token.header {
                self.json(value, Place::Header, &at.key("header").key(member));
            }
            for (claim, value) in &token.claims {
                self.json(value, Place::Claims, &at.key("claims").key(claim));
            }
        }
    }

    fn one_body(&mut self, at: &Pointer) {
        let answer = self.answer;
        let given = [
            ("to_app", answer.to_app.is_some()),
            ("json", answer.json.is_some()),
            ("text", answer.text.is_some()),
            ("base64", answer.base64.is_some()),
        ];
        let mut given = given.into_iter().filter_map(|(name, given)| given.then_some(name));
        if let (Some(first), Some(second)) = (given.next(), given.next()) {
            self.findings.add(&at.key(second), format!("an answer has one body, and there is `{first}` already"));
        }
    }

    fn json(&mut self, value: &Value, place: Place, at: &Pointer) {
        let inner = if place == Place::Body { Place::Json } else { place };
        match value {
            Value::String(text) => self.text(text, place, at),
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.json(item, inner, &at.index(i));
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let at = at.key(name);
                    self.text(name, Place::Text, &at);
                    self.json(value, inner, &at);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, place: Place, at: &Pointer) {
        let pieces = match placeholder::parse(text) {
            Ok(pieces) => pieces,
            Err(unknown) => {
                let typed = unknown.0.trim_start_matches("${").trim_end_matches('}');
                let help = suggest::closest(typed, NAMES.iter().copied())
                    .map(|name| format!("did you mean `${{{name}}}`?"))
                    .or_else(|| Some("write `${$}{` for a dollar sign and a brace".to_owned()));
                self.findings.add_with_help(at, unknown.to_string(), help);
                return;
            }
        };
        let whole = pieces.len() == 1;
        for piece in pieces {
            if let Piece::Hole(hole, style) = piece
                && let Some(mistake) = self.misplaced(&hole, style, place, whole)
            {
                let help = match &hole {
                    Placeholder::Token(name) if !self.answer.tokens.contains_key(name) => {
                        suggest::help(name, self.answer.tokens.keys().map(String::as_str))
                    }
                    _ => None,
                };
                self.findings.add_with_help(at, mistake, help);
            }
        }
    }

    /// Why a placeholder cannot stand where it stands.
    fn misplaced(&self, hole: &Placeholder, style: Style, place: Place, whole: bool) -> Option<String> {
        let in_token = matches!(place, Place::Header | Place::Claims);
        let in_json = in_token || matches!(place, Place::Json | Place::Body);
        match hole {
            Placeholder::Token(_) if in_token => Some("a token cannot be part of another one".to_owned()),
            Placeholder::Token(name) if !self.answer.tokens.contains_key(name) => {
                Some(format!("there is no token `{name}` in `tokens` of this answer"))
            }
            Placeholder::Keys if place != Place::Body || !whole => {
                Some("`${keys}` stands for a whole JSON body".to_owned())
            }
            Placeholder::Kid if place != Place::Header => Some("`${kid}` stands in the header of a token".to_owned()),
            Placeholder::AccessTokenHash | Placeholder::CodeHash if place != Place::Claims => {
                Some(format!("`{hole}` stands in the claims of a token"))
            }
            _ if style == Style::Number && !(in_json && whole) => {
                Some("a number is the whole of a JSON value, with nothing before or behind it".to_owned())
            }
            _ => None,
        }
    }
}
