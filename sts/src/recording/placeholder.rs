//! Placeholders: what a recorded text leaves open until it is played.
//!
//! `${name}`, `${name:argument}` or `${now+3599}`, each with an optional `|url` or `|number` before the brace. A `${`
//! that stood in the recorded text is written `${$}{`.

use std::fmt;

use crate::protocol::form;

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placeholder {
    /// Scheme and host under which the client reached the server.
    Origin,
    /// Host, with port, under which the client reached the server.
    Host,
    /// Base of v1 issuers as the client sees them.
    Sts,
    /// `state` of the authorization request.
    State,
    /// `nonce` of the authorization request.
    Nonce,
    /// `redirect_uri` of the authorization request.
    RedirectUri,
    /// A string made anew for every answer; the same name is the same string within one answer.
    New(String),
    /// A token of the answer, signed anew.
    Token(String),
    /// Seconds since the epoch, so many from now.
    Now(i64),
    /// The world's keys document; only as a whole body.
    Keys,
    /// `kid` of the world's key; only in the header of a token.
    Kid,
    /// `at_hash` of the answer's access token; only in the claims of another token.
    AccessTokenHash,
    /// `c_hash` of the answer's code; only in the claims of a token.
    CodeHash,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    #[default]
    Plain,
    /// Percent-encoded.
    Url,
    /// As a JSON number; only where the placeholder is all of a JSON string.
    Number,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// Something to fill in.
    Hole(Placeholder, Style),
}

/// A `${…}` that means nothing; carries it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no placeholder")]
pub struct Unknown(pub String);

/// The names without an argument.
const PLAIN: &[(&str, Placeholder)] = &[
    ("origin", Placeholder::Origin),
    ("host", Placeholder::Host),
    ("sts", Placeholder::Sts),
    ("state", Placeholder::State),
    ("nonce", Placeholder::Nonce),
    ("redirect_uri", Placeholder::RedirectUri),
    ("keys", Placeholder::Keys),
    ("kid", Placeholder::Kid),
    ("at_hash", Placeholder::AccessTokenHash),
    ("c_hash", Placeholder::CodeHash),
];

/// A dollar sign that begins nothing.
const DOLLAR: &str = "${$}";

/// Every name, for suggestions.
pub const NAMES: &[&str] = &[
    "origin",
    "host",
    "sts",
    "state",
    "nonce",
    "redirect_uri",
    "new:",
    "token:",
    "now+",
    "keys",
    "kid",
    "at_hash",
    "c_hash",
];

/// Takes a text apart.
///
/// # Errors
/// [`Unknown`] for the first `${` that begins no placeholder.
pub fn parse(text: &str) -> Result<Vec<Piece>, Unknown> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, hole) = rest.split_at(at);
        literal.push_str(before);
        let end = hole.find('}').ok_or_else(|| Unknown(hole.chars().take(24).collect()))?;
        let whole = &hole[..=end];
        if whole == DOLLAR {
            literal.push('$');
            rest = &hole[end + 1..];
            continue;
        }
        let (placeholder, style) = hole_of(&hole[2..end]).ok_or_else(|| Unknown(whole.to_owned()))?;
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        pieces.push(Piece::Hole(placeholder, style));
        rest = &hole[end + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    Ok(pieces)
}

/// A text that stands for itself.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace("${", "${$}{")
}

/// A text as a value of a query: percent-encoded, what is filled in as well.
#[must_use]
pub fn in_query(text: &str) -> String {
    let encoded = |piece: Piece| match piece {
        Piece::Text(text) => form::encode(&text),
        Piece::Hole(placeholder, _) => placeholder.in_url(),
    };
    parse(text).map_or_else(|_| form::encode(text), |pieces| pieces.into_iter().map(encoded).collect())
}

fn hole_of(inside: &str) -> Option<(Placeholder, Style)> {
    let (name, style) = match inside.rsplit_once('|') {
        Some((name, "url")) => (name, Style::Url),
        Some((name, "number")) => (name, Style::Number),
        Some(_) => return None,
        None => (inside, Style::Plain),
    };
    let placeholder = if let Some(name) = name.strip_prefix("new:") {
        Placeholder::New(argument(name)?)
    } else if let Some(name) = name.strip_prefix("token:") {
        Placeholder::Token(argument(name)?)
    } else if let Some(seconds) = name.strip_prefix("now") {
        // A sign is asked for, so that `now5` is not taken for something.
        seconds.starts_with(['+', '-']).then_some(())?;
        Placeholder::Now(seconds.parse().ok()?)
    } else {
        PLAIN.iter().find(|(word, _)| *word == name)?.1.clone()
    };
    Some((placeholder, style))
}

fn argument(name: &str) -> Option<String> {
    (!name.is_empty() && name.chars().all(is_argument)).then(|| name.to_owned())
}

fn is_argument(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// A name that can stand in a placeholder.
#[must_use]
pub fn argument_of(name: &str) -> String {
    let clean: String = name.chars().map(|c| if is_argument(c) { c } else { '_' }).take(64).collect();
    if clean.is_empty() { "value".to_owned() } else { clean }
}

impl Placeholder {
    /// The placeholder as it is written, percent-encoding what is filled in.
    #[must_use]
    pub fn in_url(&self) -> String {
        format!("${{{}|url}}", self.word())
    }

    /// The placeholder as it is written, where a JSON number is due.
    #[must_use]
    pub fn as_number(&self) -> String {
        format!("${{{}|number}}", self.word())
    }

    fn word(&self) -> String {
        match self {
            Self::New(name) => format!("new:{name}"),
            Self::Token(name) => format!("token:{name}"),
            Self::Now(seconds) => format!("now{seconds:+}"),
            plain => PLAIN.iter().find(|(_, p)| p == plain).map_or_else(String::new, |(word, _)| (*word).to_owned()),
        }
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${{{}}}", self.word())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn literal(text: &str) -> String {
        let pieces = parse(&escape(text)).unwrap();
        pieces.into_iter().map(|p| if let Piece::Text(text) = p { text } else { panic!("{text}") }).collect()
    }

    #[test]
    fn placeholders_are_told_from_text() {
        assert_eq!(
            parse("a ${origin}/b?s=${state|url}&{x}").unwrap(),
            [
                Piece::Text("a ".into()),
                Piece::Hole(Placeholder::Origin, Style::Plain),
                Piece::Text("/b?s=".into()),
                Piece::Hole(Placeholder::State, Style::Url),
                Piece::Text("&{x}".into()),
            ]
        );
        assert_eq!(parse("${now-300|number}").unwrap(), [Piece::Hole(Placeholder::Now(-300), Style::Number)]);
    }

    #[test]
    fn what_means_nothing_is_said() {
        for text in ["${orgin}", "${new:}", "${new:a b}", "${now}", "${now5}", "${origin|html}", "${"] {
            assert_eq!(parse(text).unwrap_err().0, text);
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(parse("$${origin}").unwrap().len(), 2, "a dollar sign before a placeholder is one");
        for (word, placeholder) in PLAIN {
            assert_eq!(parse(&format!("${{{word}}}")).unwrap(), [Piece::Hole(placeholder.clone(), Style::Plain)]);
            assert_eq!(parse(&placeholder.in_url()).unwrap(), [Piece::Hole(placeholder.clone(), Style::Url)]);
        }
        let new = Placeholder::New(argument_of("cookie.a b"));
        assert_eq!(new.to_string(), "${new:cookie.a_b}");
        assert_eq!(parse(&new.to_string()).unwrap(), [Piece::Hole(new, Style::Plain)]);
        assert_eq!(Placeholder::Now(3599).as_number(), "${now+3599|number}");
    }

    proptest! {
        #[test]
        fn escaped_text_stands_for_itself(text in "(.|\\$|\\{|\\$\\{origin\\}){0,30}") {
            prop_assert_eq!(literal(&text), text);
        }
    }
}
