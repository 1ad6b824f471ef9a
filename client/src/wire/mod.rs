//! Requests and answers as they travel: forms, headers, token answers, refusals, ID tokens.

mod form;
mod headers;
mod id_token;
mod refusal;
mod token_response;

pub(crate) use form::Form;
pub(crate) use headers::{CallHeaders, correlation_id, retry_after};
pub(crate) use id_token::{ClientInfo, UserClaims, decode_id_token};
pub(crate) use refusal::read_refusal;
pub(crate) use token_response::{TokenResponse, number};
