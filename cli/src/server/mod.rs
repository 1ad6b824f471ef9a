//! What every command that serves a world shares.

pub mod listen;
pub mod ready;
pub mod samples;
pub mod world;
