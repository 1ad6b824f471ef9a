//! HTTP archives (HAR 1.2), as far as recordings need them. Reading is lenient: programs leave out what they don't
//! know, and add what they like.

use serde::{Deserialize, Serialize};

/// An HTTP archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Har {
    /// Its only member.
    pub log: Log,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// Version of the format.
    #[serde(default)]
    pub version: String,
    /// Who wrote it.
    #[serde(default)]
    pub creator: Creator,
    /// The exchanges.
    pub entries: Vec<Entry>,
}

/// A program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Creator {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// An exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// RFC 3339.
    #[serde(default)]
    pub started_date_time: String,
    /// Milliseconds.
    #[serde(default)]
    pub time: f64,
    /// The request.
    pub request: Request,
    /// The answer.
    pub response: Response,
    /// What the browser's cache did; nothing here.
    #[serde(default)]
    pub cache: Nothing,
    /// Parts of `time`.
    #[serde(default)]
    pub timings: Timings,
}

/// An object without members.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

/// Milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timings {
    /// Until the request was sent.
    pub send: f64,
    /// Until the answer began.
    pub wait: f64,
    /// Until it ended.
    pub receive: f64,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// `HTTP/1.1`, `h2` and the like.
    #[serde(default)]
    pub http_version: String,
    /// Cookies; they are in the headers, too.
    #[serde(default, skip_deserializing)]
    pub cookies: [Pair; 0],
    /// Headers.
    #[serde(default)]
    pub headers: Vec<Pair>,
    /// Parameters of the query; they are in the URL, too.
    #[serde(default)]
    pub query_string: Vec<Pair>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_data: Option<PostData>,
    /// Bytes, or -1.
    #[serde(default, skip_deserializing)]
    pub headers_size: i64,
    /// Bytes, or -1.
    #[serde(default, skip_deserializing)]
    pub body_size: i64,
}

/// The body of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PostData {
    /// Content type.
    pub mime_type: String,
    /// The body; absent where `params` has it.
    pub text: String,
    /// Parameters of a form.
    pub params: Vec<Pair>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// HTTP status; 0 or -1 where there was none.
    pub status: i64,
    /// Reason phrase.
    #[serde(default)]
    pub status_text: String,
    /// `HTTP/1.1`, `h2` and the like.
    #[serde(default)]
    pub http_version: String,
    /// Cookies; they are in the headers, too.
    #[serde(default, skip_deserializing)]
    pub cookies: [Pair; 0],
    /// Headers.
    #[serde(default)]
    pub headers: Vec<Pair>,
    /// The body.
    #[serde(default)]
    pub content: Content,
    /// `Location`.
    #[serde(rename = "redirectURL", default)]
    pub redirect_url: String,
    /// Bytes, or -1.
    #[serde(default, skip_deserializing)]
    pub headers_size: i64,
    /// Bytes, or -1.
    #[serde(default, skip_deserializing)]
    pub body_size: i64,
}

/// The body of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Content {
    /// Bytes of the decoded body.
    pub size: i64,
    /// Content type.
    pub mime_type: String,
    /// The body.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// `base64` when the body is written so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
}

/// A header or parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pair {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Pair {
    /// A pair.
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}
