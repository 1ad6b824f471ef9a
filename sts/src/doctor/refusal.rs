//! The diagnosis of a refusal on the wire, where scope or resource was refused.

use super::scope::{Problem, ScopeReport, Severity, explain_asked};
use crate::directory::Directory;
use crate::refusal::{Diagnosis, Refusal};
use crate::scope::Asked;

/// Bytes of a text in a diagnosis, which travels in a header: nobody can make it longer than that.
const LONGEST: usize = 2000;

/// Completes the diagnosis of a refusal that took along what was asked for; `else_asked` fills in what it did not
/// know. Other refusals explain themselves.
pub fn complete(directory: &Directory, refusal: &mut Refusal, else_asked: &Asked) {
    let Some(asked) = refusal.asked.take() else { return };
    let asked = Asked {
        several_apis: asked.several_apis || else_asked.several_apis,
        application: asked.application || else_asked.application,
        tenant: asked.tenant.or(else_asked.tenant),
        client: asked.client.or(else_asked.client),
        ..asked
    };
    let report = explain_asked(directory, &asked);
    if let Some(problem) = decisive(&report, refusal.entry.code) {
        refusal.diagnosis = diagnosis(&report, problem, refusal, &asked);
    }
}

/// The problem that alone gets the code of the refusal.
fn decisive(report: &ScopeReport, code: u32) -> Option<&Problem> {
    let mut errors = report.problems.iter().filter(|p| p.severity == Severity::Error);
    errors.clone().find(|p| p.code == Some(code)).or_else(|| errors.next())
}

fn diagnosis(report: &ScopeReport, problem: &Problem, refusal: &Refusal, asked: &Asked) -> Diagnosis {
    let found = problem.scope.clone().or_else(|| asked.scope.clone()).or_else(|| asked.resource.clone());
    let texts: Vec<String> = report.advice.iter().map(|advice| advice.text()).collect();
    let try_next = if texts.iter().any(|text| text.len() > LONGEST) { Vec::new() } else { texts };
    let cure = match try_next.as_slice() {
        [] => problem.says.clone(),
        several => format!("{}: ask for {}", problem.says, choice(report, several)),
    };
    Diagnosis {
        check: refusal.diagnosis.check.clone(),
        expected: problem.expected.clone(),
        found: found.map(cut),
        cure: cut(cure).into(),
        try_next,
    }
}

/// What to ask for, each with what it is right for.
fn choice(report: &ScopeReport, texts: &[String]) -> String {
    let one = |(text, note): (&String, &Option<String>)| match note {
        Some(note) if texts.len() > 1 => format!("{text} ({note})"),
        _ => text.clone(),
    };
    let joint = if report.advice.iter().any(|advice| advice.each) { " and " } else { ", or " };
    texts.iter().zip(report.advice.iter().map(|a| &a.note)).map(one).collect::<Vec<_>>().join(joint)
}

fn cut(text: String) -> String {
    if text.len() <= LONGEST {
        return text;
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\u{2026}", &text[..end])
}
