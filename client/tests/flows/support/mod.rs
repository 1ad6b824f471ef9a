//! A scripted transport, a clock that is moved by hand, random numbers that repeat, and answers to script.

mod answers;
mod sts;
mod world;

pub use answers::*;
pub use sts::*;
pub use world::*;
