//! YAML documents that users write, and reports of everything that is wrong in one.
//!
//! A document is read into plain serde structs, with no trace of positions in them, so that the same
//! structs serve JSON from the control API. Whatever checks them later names a value by its [`Pointer`].
//! Only when something is wrong is the text read a second time, into a tree that knows where every key and
//! value is written, and the pointers become underlined lines.

mod mistake;
mod pointer;
mod read;
mod report;
mod schema;
mod shape;
pub mod suggest;
#[cfg(test)]
mod tests;
mod tree;

pub use mistake::{Findings, Mistake, Mistakes};
pub use pointer::Pointer;
pub use read::{read, read_json};
pub use schema::schema;
