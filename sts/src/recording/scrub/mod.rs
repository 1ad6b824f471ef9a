//! From traffic to a recording in which no credential is left.
//!
//! Twice: by position, where everything that may be a credential becomes a placeholder while an exchange is written;
//! then by value, where every credential that was met is looked for in all that was written. Whatever is left after
//! that keeps the recording from being written at all.

mod answer;
mod cookies;
mod json;
mod links;
mod origins;
mod page;
mod pen;
mod secrets;
mod sweep;

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, DATE};
use http::{Request, Response};
use indexmap::IndexMap;

use super::facts::{Facts, Flow};
use super::meaning::{Meaning, basic, parameters};
use super::model::{Otherwise, Recorded, Recording};
use super::policy;
use crate::clock::Moment;
use answer::Omitted;
use origins::Origins;
use pen::Pen;
use secrets::{Secrets, text_values};

/// One exchange with the upstream, as it was on the wire.
#[derive(Debug, Clone)]
pub struct Taken {
    /// When the answer came.
    pub at: Moment,
    /// The request as the upstream got it.
    pub request: Request<Bytes>,
    /// The answer as the upstream gave it.
    pub response: Response<Bytes>,
}

/// How traffic becomes a recording.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Origins of the upstream, like `https://login.example:8443`: they become the server that plays the recording.
    pub origins: Vec<String>,
    /// Names of response headers, members, claims and parameters whose values stay although they look like secrets or
    /// seem not to matter. Credentials never do.
    pub keep: BTreeSet<String>,
    /// Replace names, addresses and ids by example values.
    pub anonymize: bool,
}

/// A recording, and what is worth knowing about it.
#[derive(Debug, Clone)]
pub struct Scrubbed {
    /// The recording.
    pub recording: Recording,
    /// What could not be recorded, one sentence each.
    pub remarks: Vec<String>,
}

/// A credential would be left in the recording. An error of ours, which is why nothing is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a credential is left at {pointer} of the recording: this is an error in pretenant, and nothing was written")]
pub struct Leak {
    /// Where: a JSON pointer.
    pub pointer: String,
}

/// Makes a recording.
///
/// # Errors
/// [`Leak`].
pub fn scrub(taken: &[Taken], options: &Options) -> Result<Scrubbed, Leak> {
    let origins = Origins::new(&options.origins);
    let (mut facts, mut secrets) = (Facts::default(), Secrets::default());
    let (mut flows, mut remarks): (Vec<Arc<Flow>>, _) = (Vec::new(), Vec::new());
    let mut recording = Recording {
        recorded: taken.first().map(|first| first.at.iso()),
        otherwise: Otherwise::Refuse,
        exchanges: Vec::new(),
    };
    for (index, Taken { at, request, response }) in taken.iter().enumerate() {
        let parameters = parameters(request);
        let meaning = Meaning::read(request, &facts);
        let flow = facts.flow(&parameters);
        flows.extend(Flow::of(&parameters).map(Arc::new));
        secrets.add_request(request, meaning.class());
        let mut pen = Pen {
            class: meaning.class(),
            keep: &options.keep,
            origins: &origins,
            answered: answered(response, *at),
            flow: flow.as_deref(),
            flows: &flows,
            hands_out_secrets: policy::hands_out_secrets(request.uri().path()),
            secrets: &mut secrets,
            names: IndexMap::new(),
            tokens: IndexMap::new(),
        };
        let (mut answer, omitted) = pen.answer(response);
        let names = pen.names;
        sweep::answer(&mut answer, &names);
        if let Some(omitted) = omitted {
            let why = match omitted {
                Omitted::TooLarge(length) => format!("{length} bytes are too many"),
                Omitted::Encoded(encoding) => format!("it came in the encoding {encoding}"),
            };
            remarks.push(format!(
                "exchange {} ({}) is recorded without its body: {why}",
                index + 1,
                meaning.describe()
            ));
        }
        facts.learn(&meaning, &answer, flow.as_ref(), names.into_keys().collect());
        recording.exchanges.push(Recorded { request: meaning, sent: sent(request), response: answer });
    }
    sweep::recording(&mut recording, &secrets.net());
    if options.anonymize {
        super::anonymize::anonymize(&mut recording);
    }
    match sweep::left(&recording, &secrets) {
        Some(pointer) => Err(Leak { pointer }),
        None => Ok(Scrubbed { recording, remarks }),
    }
}

/// When the upstream thinks it answered: its clock may show another time than ours.
fn answered(response: &Response<Bytes>, at: Moment) -> i64 {
    text_values(response.headers(), DATE.as_str()).find_map(http_date).unwrap_or_else(|| at.seconds())
}

/// Seconds since the epoch of an HTTP date (RFC 9110 §5.6.7).
pub fn http_date(text: &str) -> Option<i64> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|zoned| zoned.timestamp().as_second())
}

/// What is told about a request beside its meaning.
fn sent(request: &Request<Bytes>) -> IndexMap<String, String> {
    let parameters = parameters(request);
    let told = parameters
        .iter()
        .filter(|(name, value)| !value.is_empty() && policy::TOLD.iter().any(|told| told.eq_ignore_ascii_case(name)));
    let mut sent: IndexMap<String, String> = told.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    for name in ["x-client-sku", "x-client-ver"] {
        sent.extend(text_values(request.headers(), name).next().map(|value| (name.to_owned(), value.to_owned())));
    }
    if parameters.first("grant_type").is_some() {
        // The words of OpenID Connect Core §9.
        let how = match () {
            () if parameters.first("client_assertion").is_some() => "private_key_jwt",
            () if parameters.first("client_secret").is_some() => "client_secret_post",
            () if request.headers().contains_key(AUTHORIZATION) && basic(request).is_some() => "client_secret_basic",
            () => "none",
        };
        sent.insert("client_authentication".to_owned(), how.to_owned());
    }
    sent
}
