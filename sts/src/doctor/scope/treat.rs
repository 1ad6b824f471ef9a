//! From a scope that does not work to one that does: find what is wrong, cure it, look again. What comes out at the
//! end was tried.

use super::examine;
use super::problem::{Problem, ProblemKind, Severity};
use super::trial::{Bench, Trial, resource_of};
use crate::route::Dialect;

/// Cures that follow one another.
const DEPTH: usize = 6;
/// Cures of one problem that are followed.
const BRANCHES: usize = 4;
/// Scopes of one request that are looked at.
pub(super) const MOST_WORDS: usize = 60;

/// What is wrong with a part of a request.
pub(super) struct Finding {
    pub id: ProblemKind,
    pub says: String,
    pub expected: Option<String>,
    pub cures: Vec<Cure>,
}

/// What may cure it. It may not be the end: a cured scope is looked at again.
#[derive(Clone)]
pub(super) struct Cure {
    /// One or several scopes.
    pub words: String,
    /// As an application, not for a user.
    pub application: bool,
    /// When this one is the right one.
    pub note: Option<String>,
    /// One of several requests that are all needed.
    pub each: bool,
}

impl Cure {
    pub fn of(words: impl Into<String>) -> Self {
        Self { words: words.into(), application: false, note: None, each: false }
    }

    pub fn noted(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

impl Finding {
    pub fn new(id: ProblemKind, says: impl Into<String>) -> Self {
        Self { id, says: says.into(), expected: None, cures: Vec::new() }
    }

    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    pub fn cure(self, words: impl Into<String>) -> Self {
        self.cures([Cure::of(words)])
    }

    pub fn cure_if(self, words: impl Into<String>, note: impl Into<String>) -> Self {
        self.cures([Cure::of(words).noted(note)])
    }

    pub fn cures(mut self, cures: impl IntoIterator<Item = Cure>) -> Self {
        self.cures.extend(cures);
        self
    }
}

/// What was found, and what works instead.
#[derive(Default)]
pub(super) struct Treatment {
    pub problems: Vec<Problem>,
    pub leaves: Vec<Cure>,
}

impl Treatment {
    fn healthy(words: &str, application: bool) -> Self {
        Self { problems: Vec::new(), leaves: vec![Cure { application, ..Cure::of(words) }] }
    }
}

/// Treats all scopes of a request, one by one and then together.
pub(super) fn request(bench: &Bench<'_>, words: &str) -> Treatment {
    several(bench, words, DEPTH)
}

/// Treats one scope.
pub(super) fn word(bench: &Bench<'_>, word: &str) -> Treatment {
    single(bench, word, DEPTH)
}

/// Follows what was found about a request that ends in `trial`.
pub(super) fn follow(bench: &Bench<'_>, finding: &Finding, scope: Option<&str>, trial: &Trial) -> Treatment {
    pursue(bench, finding, scope, trial, DEPTH)
}

fn several(bench: &Bench<'_>, words: &str, depth: usize) -> Treatment {
    let words: Vec<&str> = words.split(' ').filter(|w| !w.is_empty()).take(MOST_WORDS).collect();
    let treated: Vec<Treatment> = words.iter().map(|w| single(bench, w, depth)).collect();
    let combined = combine(&treated);
    let mut all = Treatment { problems: treated.into_iter().flat_map(|t| t.problems).collect(), leaves: Vec::new() };
    let choice = combined.len() > 1;
    for (index, joined) in combined.into_iter().enumerate() {
        let bench = if joined.application && !bench.application { bench.for_some_application() } else { bench.clone() };
        let mut whole = together(&bench, &joined.words, depth);
        if index == 0 {
            all.problems.append(&mut whole.problems);
        }
        all.add(whole.leaves.into_iter().map(|leaf| Cure {
            note: leaf.note.or_else(|| joined.note.clone().filter(|_| choice || words.len() == 1)),
            ..leaf
        }));
    }
    all
}

fn single(bench: &Bench<'_>, word: &str, depth: usize) -> Treatment {
    if examine::is_openid(word) {
        return Treatment::healthy(word, bench.application);
    }
    let trial = bench.ask(word);
    if trial.works() {
        return Treatment::healthy(word, bench.application);
    }
    pursue(bench, &examine::word(bench, word, &trial), Some(word), &trial, depth)
}

fn together(bench: &Bench<'_>, words: &str, depth: usize) -> Treatment {
    let trial = bench.ask(words);
    if trial.works() {
        return Treatment::healthy(words, bench.application);
    }
    pursue(bench, &examine::request(bench, words, &trial), None, &trial, depth)
}

fn pursue(bench: &Bench<'_>, finding: &Finding, scope: Option<&str>, trial: &Trial, depth: usize) -> Treatment {
    let shown = |words: &str| match bench.dialect {
        Dialect::V1 => resource_of(words).to_owned(),
        Dialect::V2 => words.to_owned(),
    };
    let mut treatment = Treatment {
        problems: vec![Problem {
            id: finding.id,
            severity: Severity::Error,
            scope: scope.map(shown),
            says: finding.says.clone(),
            expected: finding.expected.clone(),
            code: trial.code(),
            api_status: trial.api_status(),
            advice: finding.cures.iter().take(BRANCHES).map(|cure| shown(&cure.words)).collect(),
        }],
        leaves: Vec::new(),
    };
    if depth == 0 || !bench.may_go_on() {
        return treatment;
    }
    for (index, cure) in finding.cures.iter().take(BRANCHES).enumerate() {
        // Another grant, and as a rule another client.
        let bench = if cure.application && !bench.application { bench.for_some_application() } else { bench.clone() };
        let mut next = several(&bench, &cure.words, depth - 1);
        if index == 0 {
            treatment.problems.append(&mut next.problems);
        }
        treatment.add(next.leaves.into_iter().map(|leaf| Cure {
            note: cure.note.clone().or(leaf.note),
            each: cure.each || leaf.each,
            ..leaf
        }));
    }
    treatment
}

/// What works for each of several scopes, put together. Where one of them has several cures, each makes a request.
fn combine(treated: &[Treatment]) -> Vec<Cure> {
    let mut firsts: Vec<&Cure> = Vec::new();
    for treatment in treated {
        let Some(first) = treatment.leaves.first() else { return Vec::new() };
        firsts.push(first);
    }
    let mut all = vec![join(&firsts)];
    let mut ambiguous = treated.iter().enumerate().filter(|(_, t)| t.leaves.len() > 1);
    if let (Some((index, treatment)), None) = (ambiguous.next(), ambiguous.next()) {
        for other in &treatment.leaves[1..] {
            let mut leaves = firsts.clone();
            leaves[index] = other;
            all.push(join(&leaves));
        }
    }
    all
}

/// A request for an application has no room for what is asked for a user.
fn join(leaves: &[&Cure]) -> Cure {
    let application = leaves.iter().any(|leaf| leaf.application);
    let mut words: Vec<&str> = Vec::new();
    let mut note = None;
    for leaf in leaves.iter().filter(|leaf| leaf.application == application) {
        note = note.or_else(|| leaf.note.clone());
        for word in leaf.words.split(' ') {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    Cure { application, note, ..Cure::of(words.join(" ")) }
}

impl Treatment {
    fn add(&mut self, leaves: impl Iterator<Item = Cure>) {
        for leaf in leaves {
            let known = self.leaves.iter().any(|l| l.words == leaf.words && l.application == leaf.application);
            if !known {
                self.leaves.push(leaf);
            }
        }
    }
}
