//! The API is known, the permission is not.

use std::sync::Arc;

use super::examine::{halves, target};
use super::names::Holds;
use super::problem::ProblemKind;
use super::resource;
use super::treat::{Cure, Finding};
use super::trial::Bench;
use crate::directory::App;
use crate::doctor::audience::{permission_for, usual_path};
use crate::resource::Call;

/// The API has no permission of this name.
pub(super) fn unknown(bench: &Bench<'_>, word: &str) -> Finding {
    let (name, asked) = halves(word);
    let Some(app) = target(bench, word) else { return not_an_api(bench, word) };
    if name.is_none()
        && let Some(finding) = resource::alone(bench, word)
    {
        return finding;
    }
    if bench.holds(&app, asked) == Some(Holds::Application) {
        return application(bench, &app, asked, name);
    }
    let others = bench.holders(asked, name.unwrap_or_default());
    if !others.is_empty() {
        return elsewhere(bench, &app, asked, name, &others);
    }
    let says = format!("'{}' has no permission '{asked}'", app.name);
    let finding = Finding::new(ProblemKind::UnknownPermission, says).expected(bench.known_permissions(&app));
    match bench.similar_permission(&app, asked) {
        Some(similar) => finding.cure(written_like(bench, &app, name, &similar)),
        None => finding.cure_if(
            written_like(bench, &app, name, ".default"),
            "everything that is granted, or that the client's registration lists",
        ),
    }
}

/// An app role is never asked for by name.
fn application(bench: &Bench<'_>, app: &Arc<App>, asked: &str, name: Option<&str>) -> Finding {
    let says = format!(
        "'{asked}' is an application permission (app role) of '{}': it is assigned to an application, and no user \
         can delegate it",
        app.name
    );
    let finding =
        Finding::new(ProblemKind::ApplicationPermission, says).expected(bench.known_permissions(app)).cures([Cure {
            application: true,
            ..Cure::of(written_like(bench, app, Some(name.unwrap_or("https://graph.microsoft.com")), ".default"))
                .noted("with client credentials")
        }]);
    match delegated(bench, app, name.unwrap_or_default()) {
        Some(scope) => finding.cure_if(scope, "for a user"),
        None => finding,
    }
}

/// Other APIs have it.
fn elsewhere(bench: &Bench<'_>, app: &App, asked: &str, name: Option<&str>, others: &[Arc<App>]) -> Finding {
    let names: Vec<String> = others.iter().map(|other| format!("'{}'", other.name)).collect();
    let (id, says) = match name {
        None => (
            ProblemKind::BareName,
            format!(
                "a scope without an API before it means Microsoft Graph, which has no '{asked}'; {} has",
                names.join(" or ")
            ),
        ),
        Some(_) => (
            ProblemKind::UnknownPermission,
            format!("'{}' has no permission '{asked}'; {} has", app.name, names.join(" or ")),
        ),
    };
    Finding::new(id, says).expected("<App ID URI>/<permission>").cures(resource::for_each(bench, others, asked))
}

/// An app that is no API.
pub(super) fn not_an_api(bench: &Bench<'_>, word: &str) -> Finding {
    let (name, asked) = halves(word);
    let found = name.and_then(|name| bench.directory.resource(name, Some(bench.tenant)));
    let says = match found {
        Some(found) => format!("that is the client id of the app '{}', which exposes no API", found.app.name),
        None => "that names no API".to_owned(),
    };
    let cures = resource::for_each(bench, &bench.holders(asked, ""), asked);
    Finding::new(ProblemKind::NotAnApi, says).expected(bench.known_apis()).cures(cures)
}

/// A permission, with the API written as it was: a bare scope stays bare.
fn written_like(bench: &Bench<'_>, app: &Arc<App>, name: Option<&str>, permission: &str) -> String {
    match name {
        Some(name) => format!("{name}/{permission}"),
        None if bench.directory.graph().is_some_and(|g| g.client_id == app.client_id) => permission.to_owned(),
        None => format!("{}/{permission}", bench.best_name(app, "")),
    }
}

/// A delegated permission of an API, named as it was typed where that works.
pub(super) fn delegated(bench: &Bench<'_>, app: &Arc<App>, typed: &str) -> Option<String> {
    let api = app.api.as_ref().filter(|api| !api.scopes.is_empty())?;
    let path = usual_path(api, false);
    let permission = permission_for(api, Call { method: &http::Method::GET, path: &path });
    Some(format!("{}/{permission}", bench.best_name(app, typed)))
}
