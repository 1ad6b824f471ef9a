//! Rules, as a client sees them: every effect over real HTTPS, and how rules match, count and add up.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod refuse;
mod support;
