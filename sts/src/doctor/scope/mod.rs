//! From a scope, or the scopes of a request: which API and permission, which `aud`, what is wrong, what to try next.

mod examine;
mod line;
mod names;
mod notes;
mod permission;
mod problem;
mod question;
mod report;
mod resource;
mod surface;
mod treat;
mod trial;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use uuid::Uuid;

pub use problem::{Problem, ProblemKind, Severity};
pub use question::ScopeQuestion;
pub use report::{
    Advice, Answer, ApiLine, AudienceLine, PermissionLine, RequestLine, ScopeKind, ScopeLine, ScopeReport, Verdict,
};

pub(super) use surface::is_invisible;

use super::NotFound;
use crate::directory::{App, Directory, TenantSegment};
use crate::refusal::names;
use crate::route::Dialect;
use crate::scope::Asked;
use examine::{halves, is_openid};
use treat::{Finding, MOST_WORDS, Treatment};
use trial::{BUDGET, Bench, Parameters, Trial, resource_of};

/// Explains what a request for scopes leads to.
///
/// # Errors
/// [`NotFound`] when the world has no such client or tenant.
pub fn explain_scope(directory: &Directory, question: &ScopeQuestion) -> Result<ScopeReport, NotFound> {
    let bench = Bench {
        directory,
        tenant: tenant(directory, question.tenant.as_deref())?,
        client: question.client.as_deref().map(|name| client(directory, name)).transpose()?,
        dialect: question.endpoint,
        application: question.application,
        several_apis: false,
        token_version: question.token_version,
        budget: Rc::new(Cell::new(BUDGET)),
    };
    Ok(explain(&bench, &Parameters { scope: question.scope.clone(), resource: question.resource.clone() }))
}

/// Explains what a request asked for.
pub(super) fn explain_asked(directory: &Directory, asked: &Asked) -> ScopeReport {
    let bench = Bench {
        directory,
        tenant: asked.tenant.or_else(|| Some(directory.tenants().first()?.id)).unwrap_or_default(),
        client: asked.client.and_then(|id| directory.app(id)).cloned(),
        dialect: asked.dialect,
        application: asked.application,
        several_apis: asked.several_apis,
        token_version: None,
        budget: Rc::new(Cell::new(BUDGET)),
    };
    explain(&bench, &Parameters { scope: asked.scope.clone(), resource: asked.resource.clone() })
}

fn tenant(directory: &Directory, wanted: Option<&str>) -> Result<Uuid, NotFound> {
    let tenants = directory.tenants();
    let found = match wanted {
        None => tenants.first().cloned(),
        Some(name) => match directory.tenant_segment(name) {
            Some(TenantSegment::Tenant(tenant)) => Some(tenant),
            _ => tenants.iter().find(|t| t.name == name).cloned(),
        },
    };
    found.map(|tenant| tenant.id).ok_or_else(|| NotFound {
        what: "tenant",
        name: wanted.unwrap_or_default().to_owned(),
        known: names(tenants.iter().map(|t| &t.name)),
    })
}

fn client(directory: &Directory, wanted: &str) -> Result<Arc<App>, NotFound> {
    let by_id = Uuid::try_parse(wanted).ok().and_then(|id| directory.app(id));
    let found = by_id.or_else(|| directory.apps().iter().find(|app| app.name == wanted));
    found.cloned().ok_or_else(|| NotFound {
        what: "app",
        name: wanted.to_owned(),
        known: names(directory.apps().iter().map(|app| &app.name)),
    })
}

fn explain(bench: &Bench<'_>, sent: &Parameters) -> ScopeReport {
    let trial = bench.send(sent);
    let scope = sent.scope.as_deref().unwrap_or_default();
    let mut all = scope.split(' ').filter(|w| !w.is_empty());
    let words: Vec<&str> = all.by_ref().take(MOST_WORDS).collect();
    let is_whole = all.next().is_none();
    let resource = sent.resource.as_deref().filter(|r| !r.is_empty());
    let Treatment { mut problems, leaves } = if trial.works() {
        Treatment::default()
    } else {
        match (bench.dialect, resource) {
            (Dialect::V2, Some(resource)) => treat::follow(bench, &resource_on_v2(resource, &words), None, &trial),
            (Dialect::V2, None) if words.is_empty() => {
                treat::follow(bench, &examine::request(bench, "", &trial), None, &trial)
            }
            (Dialect::V2, None) => treat::request(bench, &words.join(" ")),
            (Dialect::V1, None) => treat::follow(bench, &no_resource(bench, &words), None, &trial),
            (Dialect::V1, Some(resource)) => v1_resource(bench, resource, &trial),
        }
    };
    match (bench.dialect, resource) {
        (Dialect::V1, Some(resource)) => {
            problems.extend(notes::ignored(scope));
            if trial.works() {
                problems.extend(notes::scopes(bench, &[&format!("{resource}/.default")]));
            }
        }
        _ if trial.works() => problems.extend(notes::scopes(bench, &words)),
        _ => {}
    }
    ScopeReport {
        verdict: trial.verdict(),
        request: RequestLine {
            endpoint: bench.dialect,
            permissions: if bench.application { "application" } else { "delegated" },
            scope: sent.scope.clone(),
            resource: sent.resource.clone(),
        },
        answer: trial.answer(bench.dialect),
        scopes: lines(bench, &words, resource, leaves.first()),
        problems,
        // What cures the first so many does not cure all.
        advice: leaves.into_iter().filter(|_| is_whole).map(|leaf| advice(bench, leaf)).collect(),
    }
}

fn lines(bench: &Bench<'_>, words: &[&str], resource: Option<&str>, cured: Option<&treat::Cure>) -> Vec<ScopeLine> {
    let as_scopes = Bench { dialect: Dialect::V2, ..bench.clone() };
    match (bench.dialect, resource) {
        (Dialect::V1, Some(resource)) => vec![line::resource(bench, resource, cured.map(|leaf| leaf.words.as_str()))],
        (Dialect::V1, None) => {
            let bare = |word: &&str| ScopeLine { equivalents: Vec::new(), ..line::scope(&as_scopes, word) };
            words.iter().map(bare).collect()
        }
        (Dialect::V2, _) => words.iter().map(|word| line::scope(bench, word)).collect(),
    }
}

fn advice(bench: &Bench<'_>, leaf: treat::Cure) -> Advice {
    let (parameter, value) = match bench.dialect {
        Dialect::V2 => ("scope", leaf.words),
        Dialect::V1 => ("resource", resource_of(&leaf.words).to_owned()),
    };
    Advice { parameter, value, application: leaf.application && !bench.application, note: leaf.note, each: leaf.each }
}

fn resource_on_v2(resource: &str, words: &[&str]) -> Finding {
    let says = "the v2 endpoint takes 'scope' and no 'resource': the API is part of the scope";
    let finding = Finding::new(ProblemKind::ResourceOnV2, says).expected("scope");
    if words.iter().any(|word| !is_openid(word)) {
        return finding.cure(words.join(" "));
    }
    let openid = words.iter().map(|w| format!("{w} ")).collect::<String>();
    finding.cure(format!("{openid}{resource}/.default"))
}

/// The v1 endpoint with scopes: the APIs that they name.
fn no_resource(bench: &Bench<'_>, words: &[&str]) -> Finding {
    let says = "the v1 endpoint takes 'resource', the API alone; permissions are those that are granted";
    let finding = Finding::new(ProblemKind::NoResource, says).expected("the parameter 'resource'");
    let named: Vec<&str> = words.iter().copied().filter(|word| !is_openid(word)).collect();
    let as_scopes = Bench { dialect: Dialect::V2, application: false, ..bench.clone() };
    let mut cures: Vec<treat::Cure> = Vec::new();
    for leaf in treat::request(&as_scopes, &named.join(" ")).leaves {
        for word in leaf.words.split(' ').filter(|word| !word.is_empty() && !is_openid(word)) {
            let words = format!("{}/.default", resource_of(word));
            if !cures.iter().any(|cure| cure.words == words) {
                cures.push(treat::Cure { words, application: false, ..leaf.clone() });
            }
        }
    }
    finding.cures(cures)
}

fn v1_resource(bench: &Bench<'_>, resource: &str, trial: &Trial) -> Treatment {
    let (name, permission) = halves(resource);
    let api = match name {
        Some(name) => bench.named(name),
        None => bench.directory.graph().cloned(),
    };
    let is_scope = bench.named(resource).is_none()
        && api
            .is_some_and(|app| permission.eq_ignore_ascii_case(".default") || bench.holds(&app, permission).is_some());
    if is_scope {
        let says = "'resource' is the name of an API alone, without a permission";
        let finding =
            Finding::new(ProblemKind::ResourceWithPermission, says).expected("the App ID URI or the client id");
        let finding = finding.cure(format!("{}/.default", resource_of(resource)));
        return treat::follow(bench, &finding, Some(&format!("{resource}/.default")), trial);
    }
    treat::word(bench, &format!("{resource}/.default"))
}
