//! From an answer on the wire to a recorded one.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use serde_json::{Value, json};

use super::json::{DEEPEST, depth, is_keys_document};
use super::page::Page;
use super::pen::Pen;
use super::secrets::text_values;
use crate::recording::model::Answer;
use crate::recording::placeholder::Placeholder;
use crate::recording::policy;

/// A larger body is not recorded.
pub const LARGEST: usize = 2 << 20;

/// What of a body could not be recorded, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Omitted {
    /// It is larger than [`LARGEST`]; its length in bytes.
    TooLarge(usize),
    /// It is compressed or otherwise encoded: nobody can tell what is in it.
    Encoded(String),
}

impl Pen<'_> {
    /// An answer. Its tokens stay with the pen until the end.
    pub fn answer(&mut self, response: &Response<Bytes>) -> (Answer, Option<Omitted>) {
        let mut answer = Answer { status: response.status().as_u16(), ..Answer::default() };
        let headers = response.headers();
        answer.cookies = text_values(headers, SET_COOKIE.as_str()).map(|line| self.cookie(line)).collect();
        let location = text_values(headers, LOCATION.as_str()).next();
        answer.to_app = location.and_then(|location| self.brought_to_app(location));
        let omitted = if answer.to_app.is_none() { self.body(response, &mut answer) } else { None };
        for name in headers.keys().map(http::HeaderName::as_str) {
            let kept = policy::is_kept_header(name) || self.keeps(name);
            // An answer to the application has the headers of the way that it takes.
            if !kept || (answer.to_app.is_some() && [LOCATION, CONTENT_TYPE].iter().any(|h| h == name)) {
                continue;
            }
            let values: Vec<String> = text_values(headers, name).map(|value| self.header(name, value)).collect();
            answer.headers.insert(name.to_owned(), values.join(", "));
        }
        answer.tokens = std::mem::take(&mut self.tokens);
        (answer, omitted)
    }

    fn header(&mut self, name: &str, value: &str) -> String {
        match name {
            name if name == LOCATION.as_str() => self.url(value),
            name if name == RETRY_AFTER.as_str() => match super::http_date(value) {
                Some(seconds) => seconds.saturating_sub(self.answered).max(0).to_string(),
                None => self.literal(value),
            },
            _ => self.prose(value),
        }
    }

    fn body(&mut self, response: &Response<Bytes>, answer: &mut Answer) -> Option<Omitted> {
        let body = response.body();
        if body.is_empty() {
            return None;
        }
        if body.len() > LARGEST {
            return Some(Omitted::TooLarge(body.len()));
        }
        let kind =
            text_values(response.headers(), CONTENT_TYPE.as_str()).next().unwrap_or_default().to_ascii_lowercase();
        let encoding = text_values(response.headers(), CONTENT_ENCODING.as_str()).find(|e| *e != "identity");
        if let Some(encoding) = encoding {
            return Some(Omitted::Encoded(encoding.to_owned()));
        }
        let Ok(text) = std::str::from_utf8(body) else {
            use base64::Engine as _;
            answer.base64 = Some(base64::engine::general_purpose::STANDARD.encode(body));
            return None;
        };
        if let Ok(value) = serde_json::from_str::<Value>(text)
            && !value.is_null()
            && (kind.contains("json") || value.is_object())
            && depth(&value) <= DEEPEST
        {
            answer.json = Some(match is_keys_document(&value) {
                true => json!(Placeholder::Keys.to_string()),
                false => self.value("", &value),
            });
        } else if kind.contains("html") {
            match self.page(text) {
                Page::ToApp(parameters) => answer.to_app = Some(parameters),
                Page::Text(page) => answer.text = Some(page),
            }
        } else if kind.contains("x-www-form-urlencoded") {
            answer.text = Some(self.pairs(text));
        } else {
            answer.text = Some(self.prose(text));
        }
        None
    }
}
