//! The `pretenant` command.
fn main() {}
