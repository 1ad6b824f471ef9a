//! Whether what scenario files expect at the end came true.

use std::io::{self, IsTerminal as _};

use pretenant_scenarios::load::Loaded;
use pretenant_scenarios::play::{Observed, verify};
use pretenant_sts::control::Control;

use crate::failure::{Failure, counted};

/// Verifies a world in this process; what was not met is told on standard error.
///
/// # Errors
/// Exit code 1 when something was not met.
pub fn conclude(scenarios: &[Loaded], control: &Control) -> Result<(), Failure> {
    let observed = Observed::of(control);
    let unmet: Vec<String> = scenarios.iter().filter_map(|loaded| report(loaded, &observed)).collect();
    if unmet.is_empty() {
        return Ok(());
    }
    eprintln!("\n{}", unmet.join("\n\n"));
    Err(Failure::failed(format!(
        "{} did not get what {} at the end",
        counted(unmet.len(), "scenario"),
        expects(unmet.len())
    )))
}

fn expects(count: usize) -> &'static str {
    if count == 1 { "it expects" } else { "they expect" }
}

/// The report of one file; `None` when everything was met.
pub fn report(loaded: &Loaded, observed: &Observed) -> Option<String> {
    let mistakes = verify(loaded, observed)?;
    Some(if io::stderr().is_terminal() { mistakes.styled() } else { mistakes.to_string() })
}
