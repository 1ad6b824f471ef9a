//! What the doctor says about a token. One shape for machines and, rendered, for people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refusal::Diagnosis;
use crate::token::jws::Object;

/// A token, and where it is to be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TokenQuestion {
    /// The token, as it would stand behind `Authorization: Bearer`.
    pub token: String,
    /// The API: name or id. Default: the one that `aud` names, else every one.
    pub api: Option<String>,
    /// Method of the call. Default `GET`.
    pub method: Option<String>,
    /// Path of the call. Default: what the API is usually tried on.
    pub path: Option<String>,
}

/// What a token is, and what APIs say to it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TokenReport {
    /// An API that was asked accepts it.
    pub accepted: bool,
    /// The time it was judged at, RFC 3339.
    pub at: String,
    /// What it is.
    pub token: TokenLine,
    /// What the APIs say. None when the token cannot be read and no API was named.
    pub apis: Vec<Judgement>,
}

/// What a token is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TokenLine {
    /// How it is made.
    pub form: TokenForm,
    /// What it is for.
    pub kind: TokenKind,
    /// Its parts, where it has any, and what is wrong with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartLine>,
    /// Its header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<Object>,
    /// Its claims; of an encrypted token what the world's APIs find inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Object>,
    /// Name of the client that it was issued to, of an access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Name of the API or client that `aud` names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience_of: Option<String>,
    /// What is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// How a token is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// A signed JWT (compact JWS).
    Signed,
    /// An encrypted JWT (compact JWE).
    Encrypted,
    /// A string that only its issuer can read.
    Opaque,
    /// A JWT that is damaged.
    Broken,
    /// Nothing.
    Empty,
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// An access token of a user.
    UserAccessToken,
    /// An access token of an application itself.
    AppAccessToken,
    /// An ID token: it tells a client who signed in.
    IdToken,
    /// A refresh token: only the token endpoint takes it.
    RefreshToken,
    /// An authorization code or device code: only the token endpoint takes it.
    Code,
    /// It cannot be told from outside.
    Unknown,
}

/// A part of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartLine {
    /// `header`, `claims`, `signature`; of an encrypted token its five.
    pub name: &'static str,
    /// It can be read.
    pub readable: bool,
    /// What is in it, or what is wrong with it.
    pub says: String,
}

/// What one API says to a token.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Judgement {
    /// Name of the API in the world file.
    pub api: String,
    /// Its display name.
    pub display_name: String,
    /// The call that it was judged for.
    pub call: String,
    /// It accepts the token.
    pub accepted: bool,
    /// HTTP status of its answer; 200 stands for any success.
    pub status: u16,
    /// Its checks, in order.
    pub checks: Vec<CheckLine>,
    /// Why it refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Diagnosis>,
    /// The scope that leads to a token for this call; none: no scope does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// One check of an API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckLine {
    /// Its name, e.g. `api.audience`.
    pub check: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What was expected; only where something else was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Passed.
    Passed,
    /// Failed: the API answers with this.
    Failed,
    /// Not made, because an earlier one failed; it would pass.
    NotReached,
    /// Not made, because an earlier one failed; it would fail, too.
    NotReachedWouldFail,
    /// Not made, and nothing to make it on.
    NotPossible,
}
