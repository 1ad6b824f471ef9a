//! What is left of a run: the journal, and what the proxy could not let through.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pretenant_sts::control::{Control, FindingsQuery};
use pretenant_sts::findings::Finding;
use pretenant_sts::front::intercept::{Incident, Mishap};
use pretenant_sts::journal::{Escape, Exchange, Har, Query};
use serde::Serialize;

use crate::failure::counted;

const JOURNAL: &str = "pretenant-journal.json";
const HAR: &str = "pretenant-journal.har";

/// Where the journal goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// As JSON.
    pub journal: Option<PathBuf>,
    /// As an HTTP archive.
    pub har: Option<PathBuf>,
}

impl Files {
    /// The files of a run: those that were named; where none was, both after a failure.
    fn of(&self, failed: bool) -> Self {
        if failed && *self == Self::default() {
            return Self { journal: Some(JOURNAL.into()), har: Some(HAR.into()) };
        }
        self.clone()
    }
}

/// The journal as a file: what the control API tells of it, what is to be said about it, and what the proxy noticed.
#[derive(Debug, Serialize)]
pub struct Record {
    exchanges: Vec<Arc<Exchange>>,
    escapes: Vec<Escape>,
    last: u64,
    findings: Vec<Finding>,
    /// What did not get where it wanted; absent without a proxy.
    #[serde(skip_serializing_if = "Option::is_none")]
    incidents: Option<Vec<Incident>>,
}

impl Record {
    /// Everything that happened in a world.
    pub fn new(control: &Control, incidents: Option<Vec<Incident>>) -> Self {
        let journal = control.journal(&Query::default());
        let findings = control.findings(&FindingsQuery::default()).findings;
        Self { exchanges: journal.exchanges, escapes: journal.escapes, last: journal.last, findings, incidents }
    }

    /// Writes the files of a run, and says on standard error what somebody should know about it.
    pub fn leave(&self, files: &Files, failed: bool) {
        for line in self.incidents.iter().flat_map(|incidents| warnings(incidents)) {
            eprintln!("pretenant: {line}");
        }
        let files = files.of(failed);
        let mut written = Vec::new();
        for (file, result) in [
            files.journal.as_deref().map(|file| (file, write(file, self))),
            files.har.as_deref().map(|file| (file, write(file, &Har::new(&self.exchanges)))),
        ]
        .into_iter()
        .flatten()
        {
            match result {
                Ok(()) => written.push(file.display().to_string()),
                Err(error) => eprintln!("pretenant: cannot write {}: {error}", file.display()),
            }
        }
        if !written.is_empty() {
            let exchanges = counted(self.exchanges.len(), "exchange");
            eprintln!("pretenant: {exchanges} with the world: see {}", written.join(" and "));
        }
    }
}

fn write(file: &Path, content: &impl Serialize) -> std::io::Result<()> {
    let mut writer = BufWriter::new(std::fs::File::create(file)?);
    serde_json::to_writer_pretty(&mut writer, content)?;
    std::io::Write::write_all(&mut writer, b"\n")?;
    std::io::Write::flush(&mut writer)
}

/// A line for every host that something happened to, in the order in which it happened first.
fn warnings(incidents: &[Incident]) -> Vec<String> {
    let mut seen: Vec<(&Incident, usize)> = Vec::new();
    for incident in incidents {
        let same = |(other, _): &&mut (&Incident, usize)| {
            (&other.host, other.port, &other.what) == (&incident.host, incident.port, &incident.what)
        };
        match seen.iter_mut().find(same) {
            Some((_, times)) => *times += 1,
            None => seen.push((incident, 1)),
        }
    }
    seen.into_iter().map(|(incident, times)| warning(incident, times)).collect()
}

fn warning(incident: &Incident, times: usize) -> String {
    let Incident { host, port, .. } = incident;
    let times = if times == 1 { String::new() } else { format!(" {times} times") };
    match &incident.what {
        Mishap::Refused => {
            let allow = if matches!(port, 80 | 443) { host.clone() } else { format!("{host}:{port}") };
            format!("refused {host}:{port}{times}: not a host of the world; --allow {allow} lets it through")
        }
        Mishap::Distrusted => format!(
            "a client did not accept the certificate for {host}{times}: make it trust the file in PRETENANT_CA_FILE"
        ),
        Mishap::Unreachable(why) => format!("cannot reach {host}:{port}{times}: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(host: &str, port: u16, what: Mishap) -> Incident {
        Incident { time: String::new(), host: host.into(), port, microsoft: false, what }
    }

    #[test]
    fn files_that_are_named_are_always_written_and_others_after_a_failure() {
        let nothing = Files::default();
        assert_eq!(nothing.of(false), nothing);
        assert_eq!(nothing.of(true), Files { journal: Some(JOURNAL.into()), har: Some(HAR.into()) });
        let named = Files { har: Some("x.har".into()), ..Files::default() };
        assert_eq!((named.of(false), named.of(true)), (named.clone(), named));
    }

    #[test]
    fn incidents_are_told_once_per_host_with_their_cure() {
        let incidents = [
            incident("a.example", 443, Mishap::Refused),
            incident("b.example", 8443, Mishap::Refused),
            incident("a.example", 443, Mishap::Refused),
            incident("graph.microsoft.com", 443, Mishap::Distrusted),
            incident("c.example", 80, Mishap::Unreachable("connection refused".into())),
        ];
        insta::assert_snapshot!(warnings(&incidents).join("\n"), @r"
        refused a.example:443 2 times: not a host of the world; --allow a.example lets it through
        refused b.example:8443: not a host of the world; --allow b.example:8443 lets it through
        a client did not accept the certificate for graph.microsoft.com: make it trust the file in PRETENANT_CA_FILE
        cannot reach c.example:80: connection refused
        ");
    }
}
