//! Rules, as a client sees them: every effect over real HTTPS, and how rules match, count and add up.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod answer;
mod challenge;
mod checks;
mod control;
mod determinism;
mod keys;
mod matching;
mod order;
mod refuse;
mod response;
mod robustness;
mod support;
mod token;
mod wire;
