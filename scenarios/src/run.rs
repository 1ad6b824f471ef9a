//! Runs many scenarios: finds them, plays them side by side, compares transcripts, blesses them.

mod find;
mod outcome;

pub use find::{Case, FindError, find};
pub use outcome::{Outcome, Ran, Verdict};

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::play::{Client, Options, play};

/// How a run goes.
#[derive(Clone, Default)]
pub struct RunOptions {
    /// How each scenario is played.
    pub play: Options,
    /// How many are played at the same time. 0 counts as 1.
    pub jobs: usize,
    /// Write transcripts instead of comparing them.
    pub bless: bool,
}

/// Plays all cases; the results are in the order of the cases, whatever order they were played in. `done` is told of
/// each as soon as it is over.
pub fn run(cases: &[Case], options: &RunOptions, done: &(dyn Fn(&Ran) + Sync)) -> Vec<Ran> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Ran)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, cases.len().max(1)) {
            scope.spawn(|| {
                while let Some((i, case)) =
                    Some(next.fetch_add(1, Ordering::SeqCst)).and_then(|i| Some((i, cases.get(i)?)))
                {
                    let ran = one(case, options);
                    done(&ran);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((i, ran));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, ran)| ran).collect()
}

fn one(case: &Case, options: &RunOptions) -> Ran {
    if case.loaded.scenario.steps.is_empty() {
        return Ran::skipped(case, "it has no steps to play: it is for `serve` and `exec`");
    }
    let played = match play(&case.loaded, &options.play) {
        Ok(played) => played,
        Err(error) => return Ran::failed(case, &error.to_string(), error.to_string(), None),
    };
    if let Some(why) = &played.skipped {
        return Ran::skipped(case, why);
    }
    if let Some(mistakes) = played.mistakes(&case.loaded) {
        let first = played.failures.first().map(ToString::to_string).unwrap_or_default();
        return Ran::failed(case, &first, mistakes.to_string(), Some(played));
    }
    // Another client's requests are its own; only its expectations count.
    let compared = matches!(options.play.client, Client::Reference) && options.play.seed.is_none();
    if compared && options.bless {
        return match case.bless(&played.transcript) {
            Ok(()) => Ran::passed(case, played),
            Err(why) => Ran::failed(case, &why, why.clone(), Some(played)),
        };
    }
    match &case.transcript {
        Some(golden) if compared && *golden != played.transcript => {
            let why = "the transcript differs from the one that was committed";
            let cure = "if the change is meant, write it anew with --bless";
            let detail = format!("{why}; {cure}\n\n{}", outcome::diff(golden, &played.transcript));
            Ran::failed(case, why, detail, Some(played))
        }
        _ => Ran::passed(case, played),
    }
}
