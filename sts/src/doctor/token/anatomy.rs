//! What a string is that somebody takes for a token.

use std::fmt::Write as _;

use uuid::Uuid;

use super::report::{PartLine, TokenForm, TokenKind, TokenLine};
use crate::directory::Directory;
use crate::doctor::api::flaw_text;
use crate::resource::{is_id_token, open, parse, speaker};
use crate::token::jws::Object;
use crate::token::verify::{Flaw, Part, Parts, TokenFault, object};

const OPAQUE: &str = "to a client every access token is opaque: it must not look inside, and read expiry and scopes from \
                      the token response";

/// What was pasted, without what does not belong to it.
pub(super) fn clean(pasted: &str, notes: &mut Vec<String>) -> String {
    let mut token = pasted.trim();
    let unquoted = token.trim_matches(|c| matches!(c, '"' | '\'' | '`'));
    if unquoted != token {
        notes.push("quotes around it were left out".into());
        token = unquoted.trim();
    }
    let scheme = token.get(..7).filter(|start| start.eq_ignore_ascii_case("bearer "));
    if scheme.is_some() {
        notes.push("'Bearer' before it was left out".into());
        token = token.get(7..).unwrap_or_default().trim();
    }
    let joined: String = token.chars().filter(|c| !c.is_whitespace()).collect();
    if joined != token {
        notes.push("white space inside it was left out; with it no API would take the token".into());
    }
    joined
}

/// Describes a string. `inner` is what is to be judged: the token, or what is inside an encrypted one.
pub(super) fn describe(directory: &Directory, token: &str, notes: Vec<String>) -> (TokenLine, Option<String>) {
    let mut line = TokenLine {
        form: TokenForm::Empty,
        kind: TokenKind::Unknown,
        parts: Vec::new(),
        header: None,
        claims: None,
        client: None,
        audience_of: None,
        notes,
    };
    if token.is_empty() {
        line.notes.push("there is nothing".into());
        return (line, None);
    }
    if let Some((kind, says)) = issued_by_the_platform(token) {
        (line.form, line.kind) = (TokenForm::Opaque, kind);
        line.notes.push(says.into());
        return (line, None);
    }
    if token.split('.').count() == 5 {
        return encrypted(directory, token, line);
    }
    match parse(token) {
        Ok(parts) => {
            line.form = TokenForm::Signed;
            line.parts = signed_parts(&parts);
            read(directory, &parts, &mut line);
            (line, Some(token.to_owned()))
        }
        Err(_) => (broken(token, line), None),
    }
}

/// Strings that clients get and that are no access tokens of a JWT kind (entra-server §5.9).
fn issued_by_the_platform(token: &str) -> Option<(TokenKind, &'static str)> {
    let starts = |prefix: &str| token.starts_with(prefix);
    if starts("EwA") || starts("EwB") || starts("EwC") {
        return Some((
            TokenKind::Unknown,
            "it looks like the compact ticket of a personal account: opaque to everybody but Microsoft's own APIs",
        ));
    }
    if starts("GAQABIQEAAAD") {
        return Some((TokenKind::Code, "it looks like a device code: only the token endpoint takes it"));
    }
    if !starts("0.A") && !starts("1.A") {
        return None;
    }
    if token.split('.').nth(2).is_some_and(|rest| rest.starts_with("AgABAAIAAAD")) {
        return Some((
            TokenKind::Code,
            "it looks like an authorization code: redeem it at the token endpoint for an access token",
        ));
    }
    Some((
        TokenKind::RefreshToken,
        "it looks like a refresh token: redeem it at the token endpoint for an access token",
    ))
}

fn encrypted(directory: &Directory, token: &str, mut line: TokenLine) -> (TokenLine, Option<String>) {
    const NAMES: [&str; 5] = ["header", "encrypted key", "initialisation vector", "ciphertext", "tag"];
    line.form = TokenForm::Encrypted;
    line.header = token.split('.').next().and_then(|header| object(header, Part::Header).ok());
    line.parts = NAMES
        .iter()
        .zip(token.split('.'))
        .map(|(name, text)| PartLine { name, readable: *name == "header" && line.header.is_some(), says: size(text) })
        .collect();
    line.notes.push(format!("it is encrypted for its API; {OPAQUE}"));
    match open(token) {
        Ok(Some(inner)) => {
            line.notes.push("the APIs of this world have the key, so the doctor looks inside as they do".into());
            if let Ok(parts) = parse(&inner) {
                read(directory, &parts, &mut line);
            }
            (line, Some(inner))
        }
        _ => {
            line.notes.push("the APIs of this world have no key for it, or it is damaged".into());
            (line, None)
        }
    }
}

fn broken(token: &str, mut line: TokenLine) -> TokenLine {
    let texts: Vec<&str> = token.split('.').collect();
    if texts.len() == 1 {
        line.form = TokenForm::Opaque;
        line.notes.push(format!("it has no parts as a JWT has; {OPAQUE}"));
        return line;
    }
    line.form = TokenForm::Broken;
    line.notes.push("what can be read of it is not verified".into());
    if texts.len() != 3 {
        line.notes.push(format!("it has {} parts, where a signed token has three: it may be cut off", texts.len()));
    }
    line.header = texts.first().and_then(|text| object(text, Part::Header).ok());
    line.claims = texts.get(1).and_then(|text| object(text, Part::Claims).ok());
    let names = [("header", Part::Header), ("claims", Part::Claims), ("signature", Part::Signature)];
    for (text, (name, part)) in texts.iter().zip(names) {
        let flaw = match (part, object(text, part)) {
            (_, Ok(_)) | (Part::Signature, Err(TokenFault::Malformed(Flaw::Json(_)))) => None,
            (_, Err(TokenFault::Malformed(flaw))) => Some(flaw),
            (_, Err(_)) => Some(Flaw::Encoding(part)),
        };
        let says = match flaw {
            None => size(text),
            Some(_) if text.is_empty() => "empty".into(),
            Some(flaw) => complaint(text, flaw),
        };
        line.parts.push(PartLine { name, readable: flaw.is_none(), says });
    }
    line
}

fn complaint(text: &str, flaw: Flaw) -> String {
    let odd = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=')));
    match (flaw, odd) {
        (Flaw::Encoding(_), Some(c @ ('+' | '/'))) => {
            format!("base64 with '{c}' instead of base64url: some step re-encoded it")
        }
        (Flaw::Encoding(_), Some(c)) => format!("not base64url: it contains '{}'", c.escape_default()),
        (Flaw::Encoding(_), None) => "not base64url: its length is impossible, it may be cut off".into(),
        (Flaw::Json(_), _) => "no JSON object: it may be cut off".into(),
        (flaw, _) => flaw_text(flaw),
    }
}

fn signed_parts(parts: &Parts<'_>) -> Vec<PartLine> {
    let line = |name, says| PartLine { name, readable: true, says };
    vec![
        line("header", members(&parts.header)),
        line("claims", members(&parts.claims)),
        line("signature", format!("{} bytes", parts.signature.len())),
    ]
}

fn size(text: &str) -> String {
    format!("{} characters", text.chars().count())
}

fn members(object: &Object) -> String {
    let mut out = String::new();
    for name in object.keys() {
        let _ = write!(out, "{}{name}", if out.is_empty() { "" } else { ", " });
    }
    out
}

/// What the claims say about the token as a whole.
fn read(directory: &Directory, parts: &Parts<'_>, line: &mut TokenLine) {
    let audience = parts.text("aud").unwrap_or_default();
    let owner = directory.resource(audience, None).map(|m| m.app);
    line.kind = if is_id_token(parts) {
        TokenKind::IdToken
    } else if speaker(directory, parts).app_only {
        TokenKind::AppAccessToken
    } else {
        TokenKind::UserAccessToken
    };
    if line.kind == TokenKind::IdToken {
        let client = owner.as_ref().map_or_else(|| audience.to_owned(), |app| format!("'{}'", app.name));
        line.notes.push(format!("it is an ID token: it tells the client {client} who signed in, and no API takes it"));
    }
    if parts.header.contains_key("nonce") {
        line.notes.push(
            "its header has a nonce, as tokens of the real Microsoft Graph do: nobody but Graph can verify those"
                .into(),
        );
    }
    let client = Uuid::try_parse(&speaker(directory, parts).client).ok().and_then(|id| directory.app(id));
    line.client = client.map(|app| app.name.clone());
    line.audience_of = owner.map(|app| app.name.clone());
    if line.form == TokenForm::Signed {
        line.header = Some(parts.header.clone());
    }
    line.claims = Some(parts.claims.clone());
}
