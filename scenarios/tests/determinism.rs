//! Same seed, same clock, same requests: the same bytes, however a scenario is played.

use pretenant_scenarios::play::{Options, Transport};
use pretenant_scenarios::run::{Case, Outcome, RunOptions, find, run};

fn library() -> Vec<Case> {
    find(&[]).unwrap_or_else(|error| panic!("{error}"))
}

/// Transcripts of the bundled library, by id.
fn transcripts(cases: &[Case], jobs: usize, transport: Transport) -> Vec<(String, String)> {
    let play = Options { transport, ..Options::default() };
    let results = run(cases, &RunOptions { play, jobs, bless: false }, &|_| {});
    results.into_iter().map(|ran| (ran.id, ran.played.map(|p| p.transcript).unwrap_or_default())).collect()
}

/// The committed transcripts were made on another day: time and chance come from the file alone.
#[test]
fn every_bundled_scenario_plays_as_its_committed_transcript_says() {
    let cases = library();
    let without: Vec<&str> = cases.iter().filter(|c| c.transcript.is_none()).map(|c| c.id.as_str()).collect();
    assert!(without.is_empty(), "bless them: {without:?}");
    let results = run(&cases, &RunOptions { jobs: 2, ..RunOptions::default() }, &|_| {});
    let failed = results.iter().filter(|ran| ran.verdict.outcome != Outcome::Passed);
    let failed: Vec<String> = failed.map(|ran| format!("{}: {:?}", ran.id, ran.verdict)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let cases = library();
    let [one, eight] = [1, 8].map(|jobs| transcripts(&cases, jobs, Transport::InProcess));
    assert!(!one.is_empty());
    assert_eq!(one, eight);
}

/// Every play over HTTPS gets a port of its own.
#[test]
fn sockets_and_ports_change_no_byte() {
    let cases = library();
    let calls = transcripts(&cases, 2, Transport::InProcess);
    let https = transcripts(&cases, 2, Transport::Https);
    for (calls, https) in calls.iter().zip(&https) {
        assert_eq!(calls, https);
    }
}

#[test]
fn another_seed_gives_other_identifiers() {
    let cases: Vec<Case> = library().into_iter().take(3).collect();
    let with = |seed| {
        let play = Options { seed: Some(seed), ..Options::default() };
        run(&cases, &RunOptions { play, jobs: 1, bless: false }, &|_| {})
    };
    for (a, b) in with(2).iter().zip(&with(3)) {
        let transcript = |ran: &pretenant_scenarios::run::Ran| ran.played.as_ref().map(|p| p.transcript.clone());
        assert_ne!(transcript(a), transcript(b), "{}", a.id);
    }
}
