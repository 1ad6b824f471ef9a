//! How the doctor's answers look, to people and to machines.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pretenant_sts::directory::Directory;
use pretenant_sts::doctor::text::scope_text;
use pretenant_sts::doctor::{ProblemKind, ScopeQuestion, ScopeReport, TokenReport, explain_scope};
use pretenant_sts::route::Dialect;

use super::examples;

fn directory() -> Directory {
    examples::world().build().unwrap()
}

#[test]
fn scopes_in_a_terminal() {
    let directory = directory();
    let mut all = String::new();
    for (name, question) in examples::all().into_iter().chain(more()) {
        let report = explain_scope(&directory, &question).unwrap();
        let text = scope_text(&report, false);
        for line in text.lines().filter(|line| line.chars().count() > 80) {
            let words = line.split_whitespace().map(|word| word.chars().count()).max();
            assert!(words > Some(60) || line.trim_start().starts_with('\u{2717}'), "{name}: {line}");
        }
        writeln!(all, "[{name}]\n{text}").unwrap();
    }
    insta::assert_snapshot!("scopes_in_a_terminal", all);
}

/// Questions that the test of agreement cannot ask.
fn more() -> Vec<(&'static str, ScopeQuestion)> {
    vec![
        ("hypothetical-v1", examples::as_v1("api://orders/api.read")),
        ("somebody", ScopeQuestion { client: None, ..examples::delegated("Mail.Raed") }),
        (
            "itself",
            ScopeQuestion {
                client: Some("middle-tier".into()),
                ..examples::delegated("api://middle-tier/access_as_user")
            },
        ),
        (
            "v1-application",
            ScopeQuestion {
                application: true,
                endpoint: Dialect::V1,
                resource: Some("https://graph.microsoft.com/".into()),
                ..ScopeQuestion::default()
            },
        ),
    ]
}

#[test]
fn colours_change_nothing_but_colours() {
    let report = explain_scope(&directory(), &examples::delegated("graph.microsoft.com/User.Read")).unwrap();
    let (plain, styled) = (scope_text(&report, false), scope_text(&report, true));
    let mut stripped = String::new();
    let mut rest = styled.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    assert_ne!(plain, styled);
    assert_eq!(plain, stripped);
}

#[test]
fn what_was_sent_cannot_paint_the_terminal() {
    let report = explain_scope(&directory(), &examples::delegated("\u{1b}[31mUser.Read\u{7}")).unwrap();
    assert!(!scope_text(&report, false).contains(['\u{1b}', '\u{7}']));
}

#[test]
fn one_answer_as_json() {
    let report = explain_scope(&directory(), &examples::delegated("User.Raed api://orders/api.read openid")).unwrap();
    insta::assert_json_snapshot!("scope_report", report);
}

/// The ids of all problems, from their schema.
fn problem_ids() -> BTreeSet<String> {
    let schema = serde_json::to_value(schemars::schema_for!(ProblemKind)).unwrap();
    let each = schema["oneOf"].as_array().unwrap().iter();
    each.map(|one| one["const"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_problem_has_an_example_and_is_documented() {
    let directory = directory();
    let mut provoked = BTreeSet::new();
    for (_, question) in examples::all().into_iter().chain(more()) {
        let report = explain_scope(&directory, &question).unwrap();
        provoked
            .extend(report.problems.iter().map(|p| serde_json::to_value(p.id).unwrap().as_str().unwrap().to_owned()));
    }
    assert_eq!(provoked, problem_ids());
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scope-doctor.md")).unwrap();
    let undocumented: Vec<String> = problem_ids().into_iter().filter(|id| !docs.contains(&format!("`{id}`"))).collect();
    assert!(undocumented.is_empty(), "{undocumented:?}");
}

/// A change here is a change of the interface of `--json` and of the control API.
#[test]
fn the_shapes_of_the_reports_are_stable() {
    insta::assert_json_snapshot!("scope_report_schema", schemars::schema_for!(ScopeReport));
    insta::assert_json_snapshot!("token_report_schema", schemars::schema_for!(TokenReport));
}
