//! Recording and replay, in process: traffic with one world becomes a recording, and another world plays it.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

mod archive;
mod files;
mod replay;
mod secrets;
mod support;
