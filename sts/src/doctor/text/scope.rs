//! A scope report for people.

use super::page::{Mark, Page};
use crate::directory::TokenVersion;
use crate::doctor::{
    AudienceLine, PermissionLine, Problem, ProblemKind, ScopeKind, ScopeLine, ScopeReport, Severity, Verdict,
};

/// Renders a report; `styled`: with colours, as ANSI escape codes.
#[must_use]
pub fn scope_text(report: &ScopeReport, styled: bool) -> String {
    let mut page = Page::new(styled);
    match report.scopes.as_slice() {
        [] => {
            let resource = report.request.resource.as_ref();
            let title = resource.map_or("a request that asks for nothing".into(), |name| format!("resource={name}"));
            page.heading(mark(report), &title);
            whole(&mut page, report, None);
        }
        [only] => {
            page.heading(mark(report), &title(report, only));
            describe(&mut page, report, only);
            whole(&mut page, report, Some(only));
            equivalents(&mut page, only);
        }
        several => {
            for line in several {
                let works = line.works || (report.request.permissions == "application" && is_openid(line));
                page.heading(if works { Mark::Good } else { Mark::Bad }, &line.scope);
                describe(&mut page, report, line);
                equivalents(&mut page, line);
            }
            let with =
                report.request.resource.as_ref().map(|name| format!(", with resource={name}")).unwrap_or_default();
            page.heading(mark(report), &format!("all of them in one request{with}"));
            whole(&mut page, report, None);
        }
    }
    page.finish()
}

fn mark(report: &ScopeReport) -> Mark {
    match report.verdict {
        Verdict::Works if report.problems.is_empty() => Mark::Good,
        Verdict::Works => Mark::Note,
        Verdict::Refused | Verdict::Rejected => Mark::Bad,
    }
}

fn title(report: &ScopeReport, line: &ScopeLine) -> String {
    match &report.request.resource {
        Some(resource) if *resource == line.scope => format!("resource={resource}"),
        _ => line.scope.clone(),
    }
}

fn is_openid(line: &ScopeLine) -> bool {
    line.kind == ScopeKind::OpenidConnect
}

fn describe(page: &mut Page, report: &ScopeReport, line: &ScopeLine) {
    if is_openid(line) {
        page.row("means", openid(&line.scope));
        return;
    }
    if let Some(api) = &line.api {
        page.row("api", &named(&api.display_name, &api.name));
    }
    let application = report.request.permissions == "application";
    match (&line.permission, line.kind) {
        (Some(permission), _) => page.row("permission", &permission_text(permission)),
        (None, ScopeKind::Default) if application => page.row("permission", "all app roles assigned to the client"),
        (None, ScopeKind::Default) => {
            page.row("permission", "what is granted already, else all that the client's registration lists");
        }
        _ => {}
    }
    if let Some(audience) = &line.audience {
        audience_rows(page, audience);
    }
}

/// `Display name (name)`.
pub(super) fn named(display_name: &str, name: &str) -> String {
    if display_name.eq_ignore_ascii_case(name) { display_name.to_owned() } else { format!("{display_name} ({name})") }
}

fn permission_text(permission: &PermissionLine) -> String {
    let mut text = permission.name.clone();
    text.push_str(match (permission.delegated, permission.application) {
        (true, false) => ", delegated",
        (true, true) => ", delegated; an app role for applications, too",
        (false, true) => ", an app role for applications; not delegated",
        (false, false) => ", which this API does not have",
    });
    if permission.admin_only {
        text.push_str("; an administrator must consent");
    }
    if let Some(display_name) = &permission.display_name {
        text.push_str(&format!(": \u{201c}{display_name}\u{201d}"));
    }
    text
}

fn audience_rows(page: &mut Page, audience: &AudienceLine) {
    let accepted = audience.accepted.contains(&audience.aud);
    let expectation = format!("  \u{2190} the API expects {}", audience.accepted.join(" or "));
    page.row("aud", &format!("{}{}", audience.aud, if accepted { "" } else { &expectation }));
    let (version, other, in_other) = match audience.version {
        TokenVersion::V1 => ("v1", "v2", &audience.v2),
        TokenVersion::V2 => ("v2", "v1", &audience.v1),
    };
    let text = if *in_other == audience.aud {
        format!("in a {version} token, which is what this API gets from either endpoint, and in a {other} token alike")
    } else {
        format!(
            "in a {version} token, which is what this API gets from either endpoint; a {other} token would have {in_other}"
        )
    };
    page.row("", &text);
}

fn openid(scope: &str) -> &'static str {
    match scope.to_ascii_lowercase().as_str() {
        "openid" => "OpenID Connect: an ID token",
        "profile" => "OpenID Connect: the user's name in the ID token",
        "email" => "OpenID Connect: the user's mail address in the ID token",
        "offline_access" => "OpenID Connect: a refresh token",
        _ => "OpenID Connect, but the platform ignores it",
    }
}

/// What holds for the request as a whole; `only`: the scope that it consists of.
fn whole(page: &mut Page, report: &ScopeReport, only: Option<&ScopeLine>) {
    page.row("answer", &answer(report));
    for problem in &report.problems {
        page.row(if problem.severity == Severity::Error { "problem" } else { "note" }, &problem_text(problem, only));
        if let Some(expected) = problem.expected.as_ref().filter(|_| is_list(problem.id)) {
            page.row("expected", expected);
        }
        if problem.severity == Severity::Note {
            for spelling in &problem.advice {
                page.value_row("better", spelling, None);
            }
        }
    }
    for (index, advice) in report.advice.iter().enumerate() {
        let label = match (index, advice.each) {
            (0, _) => "try",
            (_, true) => "and",
            (_, false) => "or",
        };
        page.value_row(label, &advice.text(), advice.note.as_deref());
    }
}

fn answer(report: &ScopeReport) -> String {
    let answer = &report.answer;
    match report.verdict {
        Verdict::Refused => {
            let code = answer.code.unwrap_or_default();
            format!("AADSTS{code} {} ({})", answer.error.as_deref().unwrap_or_default(), answer.status)
        }
        Verdict::Rejected => format!(
            "the platform issues a token; the API '{}' answers {}",
            answer.api.as_deref().unwrap_or_default(),
            answer.api_status.unwrap_or_default()
        ),
        Verdict::Works => match &answer.api {
            Some(api) => format!("a token that the API '{api}' accepts"),
            None => "a token for the client itself".into(),
        },
    }
}

/// What is expected is worth showing where it is a list to choose from.
fn is_list(id: ProblemKind) -> bool {
    matches!(id, ProblemKind::UnknownPermission | ProblemKind::UnknownResource | ProblemKind::NotAnApi)
}

fn problem_text(problem: &Problem, only: Option<&ScopeLine>) -> String {
    let subject = match &problem.scope {
        Some(scope) if only.is_none_or(|line| line.scope != *scope) => format!("{scope}: "),
        _ => String::new(),
    };
    let consequence = match (problem.code, problem.api_status) {
        (Some(code), _) => format!(" (AADSTS{code})"),
        (None, Some(status)) => format!(" (the API answers {status})"),
        (None, None) => String::new(),
    };
    format!("{subject}{}{consequence}", problem.says)
}

fn equivalents(page: &mut Page, line: &ScopeLine) {
    for (index, spelling) in line.equivalents.iter().enumerate() {
        page.row(if index == 0 { "same as" } else { "" }, spelling);
    }
}
