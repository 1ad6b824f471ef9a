//! The wire: what each endpoint reads and writes. No decisions here.

pub mod admin_consent;
pub mod authorize;
pub mod authorize_response;
pub mod discovery;
pub mod error_body;
pub mod form;
pub mod headers;
pub mod pkce;
pub mod token_request;
pub mod token_response;
