//! Printing reports: for people in colour where they look at it, or as JSON.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::failure::Failure;

/// Prints styled text; without its colours unless standard output is a terminal that wants them (`NO_COLOR`).
pub fn text(styled: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    written(out.write_all(styled.as_bytes()).and_then(|()| out.flush()))
}

/// Prints JSON.
pub fn json(report: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(report).map_err(Failure::failed)?;
    let mut out = io::stdout().lock();
    written(writeln!(out, "{text}").and_then(|()| out.flush()))
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        // Whoever reads, e.g. `head`, has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::failed(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}
