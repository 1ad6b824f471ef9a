//! The bundled library as a whole: every file says what it stands for, and nothing is left out. That the files play is
//! another test's matter.

use std::collections::BTreeMap;

use pretenant_scenarios::coverage::statements;
use pretenant_scenarios::library::{Bundled, bundled};
use pretenant_sts::findings::RULES;

/// What a behaviour's id begins with.
const FAMILIES: &[&str] = &[
    "silent",
    "cache",
    "expiry",
    "scope",
    "account",
    "tenant",
    "partition",
    "app",
    "obo",
    "code",
    "device",
    "password",
    "windows",
    "interactive",
    "claims",
    "consent",
    "error",
    "throttle",
    "discovery",
    "store",
    "concurrency",
    "hygiene",
    "managed",
];

/// No scenario reaches for a host outside its world: there is none to reach.
const NOT_IN_A_SCENARIO: &str = "escape.real-host";

fn library() -> Vec<Bundled> {
    bundled().unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// What is wrong with the files, one line each.
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_at_least_eighty_scenarios_and_all_of_them_load() {
    assert!(library().len() >= 80, "{}", library().len());
}

#[test]
fn every_file_has_a_title_a_reason_and_a_source() {
    let mut wrong = Vec::new();
    for file in library() {
        let scenario = &file.loaded.scenario;
        for (key, text) in [("title", &scenario.title), ("why", &scenario.why), ("source", &scenario.source)] {
            if text.as_deref().is_none_or(|text| text.trim().len() < 10) {
                wrong.push(format!("{} has no {key}", file.id));
            }
        }
        if scenario.title.as_deref().is_some_and(|title| title.ends_with('.') || title.contains('\n')) {
            wrong.push(format!("{}: a title is one line without a full stop", file.id));
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_two_files_have_the_same_title() {
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in library() {
        let title = file.loaded.scenario.title.clone().unwrap_or_default();
        if let Some(other) = titles.insert(title, file.id.clone()) {
            wrong.push(format!("{other} and {} have the same title", file.id));
        }
    }
    assert_none(&wrong);
}

#[test]
fn files_are_called_by_what_they_show() {
    let kebab = |name: &str| name.split('-').all(|word| !word.is_empty() && word.chars().all(is_plain));
    let wrong: Vec<String> = library()
        .into_iter()
        .map(|file| file.id)
        .filter(|id| id.split_once('/').is_none_or(|(chapter, name)| !kebab(chapter) || !name.split('.').all(kebab)))
        .collect();
    assert_none(&wrong);
}

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

#[test]
fn every_file_does_something_and_expects_something() {
    let mut wrong = Vec::new();
    for file in library() {
        let scenario = &file.loaded.scenario;
        let expects = scenario.expect.is_some() || scenario.steps.iter().any(|step| step.expect.is_some());
        if scenario.steps.is_empty() || !expects {
            wrong.push(format!("{} cannot fail", file.id));
        }
    }
    assert_none(&wrong);
}

#[test]
fn behaviours_are_named_by_family_and_promise() {
    let known = |id: &str| {
        let promise = id.split_once('.').filter(|(family, _)| FAMILIES.contains(family)).map(|(_, promise)| promise);
        promise.is_some_and(|p| p.contains('-') && p.split('-').all(|w| !w.is_empty() && w.chars().all(is_plain)))
    };
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in library() {
        let Some(behaviour) = file.loaded.scenario.behaviour.clone() else { continue };
        if !known(&behaviour) {
            wrong.push(format!("{}: `{behaviour}` is no behaviour", file.id));
        }
        files.entry(behaviour).or_default().push(file.id);
    }
    // A few files may show sides of one promise; many of them would be one promise told over and over.
    wrong.extend(files.iter().filter(|(_, files)| files.len() > 4).map(|(id, files)| format!("{id}: {files:?}")));
    assert_none(&wrong);
}

#[test]
fn every_finding_has_a_scenario_that_provokes_it_and_one_that_must_not() {
    let files: BTreeMap<String, Bundled> = library().into_iter().map(|file| (file.id.clone(), file)).collect();
    let mut wrong = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.id != NOT_IN_A_SCENARIO) {
        for (end, expected) in [("found", vec![rule.id.to_owned()]), ("not", Vec::new())] {
            let id = format!("findings/{}-{end}", rule.id);
            let found = files.get(&id).and_then(|file| file.loaded.scenario.expect.as_ref()?.findings.clone());
            if found.as_ref() != Some(&expected) {
                wrong.push(format!("{id} expects {found:?} instead of {expected:?}"));
            }
        }
    }
    let known = |id: &&String| {
        let name = id.strip_prefix("findings/").unwrap_or_default();
        let rule = name.strip_suffix("-found").or_else(|| name.strip_suffix("-not"));
        rule.is_some_and(|rule| RULES.iter().any(|known| known.id == rule))
    };
    let strangers = files.keys().filter(|id| id.starts_with("findings/")).filter(|id| !known(id));
    wrong.extend(strangers.map(|id| format!("{id} is about no finding")));
    assert_none(&wrong);
}

#[test]
fn every_statement_of_the_article_is_shown() {
    let files = library();
    let shown = |id: &String| files.iter().any(|file| file.loaded.scenario.covers.contains(id));
    let ids: Vec<String> = (1..=29).map(|n| format!("S{n}")).collect();
    assert_eq!(statements().iter().map(|s| s.id.clone()).collect::<Vec<_>>(), ids);
    assert_none(&ids.into_iter().filter(|id| !shown(id)).collect::<Vec<_>>());
}
