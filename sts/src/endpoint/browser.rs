//! What a browser carries: the single sign-on cookie and the cookie that binds a sign-in to it.

use bytes::Bytes;
use http::Response;
use http::header::{HeaderValue, SET_COOKIE};

use super::arrival::Arrival;
use crate::entropy::pairwise;

/// Single sign-on (entra-server §10.1).
pub const SESSION: &str = "ESTSAUTH";
/// Binds a sign-in under way to the browser it was started in.
const BINDING: &str = "esctx";

/// The binding of this browser: the one it sent, or a new one that the answer must set.
pub struct Binding {
    /// The cookie's value.
    pub value: String,
    is_new: bool,
}

impl Binding {
    /// Reads or makes the binding.
    pub fn of(arrival: &mut Arrival<'_>) -> Self {
        match arrival.cookie(BINDING).filter(|v| v.len() >= 40) {
            Some(value) => Self { value: value.to_owned(), is_new: false },
            None => Self { value: arrival.draw.text("browser"), is_new: true },
        }
    }

    /// The hidden form field that only a page of ours in this browser has.
    #[must_use]
    pub fn canary(&self, ctx: &str) -> String {
        pairwise(&[self.value.as_bytes(), ctx.as_bytes()])
    }

    /// Sets the cookie if it is new.
    pub fn set(&self, arrival: &Arrival<'_>, response: &mut Response<Bytes>) {
        if self.is_new {
            set_cookie(arrival, response, BINDING, &self.value, None);
        }
    }
}

/// Sets a cookie: out of scripts' reach, and over TLS also for frames of other sites, as silent sign-in needs.
pub fn set_cookie(
    arrival: &Arrival<'_>,
    response: &mut Response<Bytes>,
    name: &str,
    value: &str,
    max_age: Option<i64>,
) {
    let reach = if arrival.origin.is_tls() { "; Secure; SameSite=None" } else { "; SameSite=Lax" };
    let age = max_age.map_or_else(String::new, |age| format!("; Max-Age={age}"));
    if let Ok(cookie) = HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly{reach}{age}")) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
