//! Findings: for every rule of judgement, traffic that provokes it and traffic that must not, through a real world
//! with a frozen clock.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod api;
mod authorize;
mod cache;
mod claims;
mod codes;
mod concurrency;
mod device;
mod documentation;
mod escape;
mod grants;
mod journal;
mod judged;
mod query;
mod reports;
mod silent;
mod throttle;

#[path = "../wire/support.rs"]
#[allow(dead_code, reason = "shared with the wire tests, which use more of it")]
mod support;
