//! End to end: the product from outside, started as a user starts it, over real TLS.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod bad_input;
mod cli;
mod doctor;
mod exec;
mod findings;
mod once;
mod record;
mod scenarios;
mod serve;
mod support;
