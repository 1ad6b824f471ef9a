//! The fixed words of an exchange, read back from a journal file.

use serde::{Deserialize as _, Deserializer, de::Error as _};

use crate::protocol::token_request::Grant;
use crate::route::Endpoint;

/// `v1` and `v2`.
const VERSIONS: [&str; 2] = ["v1", "v2"];

/// Reads the name of an endpoint.
pub fn endpoint<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static str>, D::Error> {
    let known = Endpoint::ALL.iter().map(|e| e.name()).chain([super::API]);
    word(deserializer, "endpoint", known)
}

/// Reads the version of an endpoint.
pub fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static str>, D::Error> {
    word(deserializer, "version", VERSIONS.into_iter())
}

/// Reads the name of a grant.
pub fn grant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static str>, D::Error> {
    word(deserializer, "grant", Grant::NAMES.into_iter())
}

fn word<'de, D: Deserializer<'de>>(
    deserializer: D,
    what: &str,
    mut known: impl Iterator<Item = &'static str>,
) -> Result<Option<&'static str>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let found = known.find(|k| *k == text);
    found.map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is no {what} that this version knows")))
}
