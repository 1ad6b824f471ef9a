//! Nothing is known under the name that a scope gives its API. Which API was meant?

use std::sync::Arc;

use super::examine::halves;
use super::names::{Holds, core, guids};
use super::permission::{delegated, not_an_api};
use super::problem::ProblemKind;
use super::treat::{Cure, Finding};
use super::trial::Bench;
use crate::directory::App;
use crate::resource::{Call, needed};

const FORMAT: &str = "<App ID URI>/<permission> or <client id>/<permission>";

/// Finds out which API may have been meant.
pub(super) fn unknown(bench: &Bench<'_>, word: &str) -> Finding {
    let (Some(name), permission) = halves(word) else { return bare(bench, word) };
    None.or_else(|| alone(bench, word))
        .or_else(|| trailing_slash(name, permission))
        .or_else(|| scheme(bench, name, permission))
        .or_else(|| world_name(bench, name, permission))
        .or_else(|| id_inside(bench, name, permission))
        .or_else(|| address(bench, name, permission))
        .or_else(|| similar(bench, name, permission))
        .unwrap_or_else(|| nothing(bench, name))
}

/// The name of an API and no permission, as v1's `resource` has it.
pub(super) fn alone(bench: &Bench<'_>, word: &str) -> Option<Finding> {
    let app = named_alone(bench, word)?;
    let says = format!(
        "that names the API '{}' and no permission, as the parameter 'resource' of the v1 endpoint does",
        app.name
    );
    let finding = Finding::new(ProblemKind::NoPermission, says).expected(FORMAT).cure_if(
        format!("{}/.default", bench.best_name(&app, word)),
        "everything that is granted, or that the client's registration lists",
    );
    match delegated(bench, &app, word).filter(|_| !bench.application) {
        Some(scope) => Some(finding.cure_if(scope, "one permission")),
        None => Some(finding),
    }
}

/// The API that a whole scope names, with or without scheme, or by the world's name for it.
pub(super) fn named_alone(bench: &Bench<'_>, word: &str) -> Option<Arc<App>> {
    let trimmed = word.trim_end_matches('/');
    let schemes = ["https://", "api://"].map(|scheme| format!("{scheme}{trimmed}"));
    let by_name = bench.named(trimmed).or_else(|| bench.called(trimmed).cloned());
    by_name.or_else(|| schemes.iter().find_map(|name| bench.named(name)))
}

fn trailing_slash(name: &str, permission: &str) -> Option<Finding> {
    if !permission.is_empty() {
        return None;
    }
    let says = "it ends in a slash, behind which the permission would have to stand";
    Some(Finding::new(ProblemKind::TrailingSlash, says).expected(FORMAT).cure(name.trim_end_matches('/')))
}

/// The right host with no scheme, another one or a broken one.
fn scheme(bench: &Bench<'_>, name: &str, permission: &str) -> Option<Finding> {
    let rest = name.split_once(':').filter(|(s, _)| !s.contains(['/', '.'])).map_or(name, |(_, rest)| rest);
    let bare = rest.trim_start_matches('/');
    let found = ["https://", "api://", "http://", ""].iter().find_map(|scheme| {
        let candidate = format!("{scheme}{bare}");
        bench.named(&candidate).filter(|_| candidate != name).map(|app| (candidate, app))
    });
    let (candidate, app) = found?;
    let cure = format!("{}/{permission}", bench.best_name(&app, &candidate));
    let finding = if bare == name || name.starts_with('/') {
        let says = "the scheme is missing: an API is named by its whole App ID URI, or by its client id";
        Finding::new(ProblemKind::MissingScheme, says).expected(FORMAT)
    } else if candidate == bare {
        let says = format!("'{}' is named by its client id alone: no scheme and no host before it", app.name);
        Finding::new(ProblemKind::SuperfluousScheme, says).expected(bench.known_apis())
    } else {
        let says = format!("the App ID URI of '{}' is written {candidate}", app.name);
        Finding::new(ProblemKind::WrongScheme, says).expected(bench.known_apis())
    };
    Some(finding.cure(cure))
}

/// What the world file calls an API is not what scopes call it.
fn world_name(bench: &Bench<'_>, name: &str, permission: &str) -> Option<Finding> {
    let app = bench.called(core(name))?;
    let best = bench.best_name(app, "");
    let has_uri = app.api.as_ref().is_some_and(|api| !api.identifier_uris.is_empty());
    let finding = if has_uri {
        let says = format!("'{}' is what this world calls the API; scopes use its App ID URI", core(name));
        Finding::new(ProblemKind::ApiName, says)
    } else {
        let says =
            format!("'{}' has no App ID URI: scopes name it by its client id, without scheme and host", app.name);
        Finding::new(ProblemKind::SuperfluousScheme, says)
    };
    Some(finding.expected(bench.known_apis()).cure(format!("{best}/{permission}")))
}

/// A name with a GUID in it: the right one in the wrong place, or the id of something else.
fn id_inside(bench: &Bench<'_>, name: &str, permission: &str) -> Option<Finding> {
    for id in guids(name) {
        let app = bench.directory.app(id).filter(|app| app.visible_in(bench.tenant));
        if let Some(app) = app.filter(|app| app.api.is_some()) {
            return Some(api_id(bench, app, permission));
        }
        if app.is_some() {
            return Some(not_an_api(bench, &format!("{id}/{permission}")));
        }
        let principal = bench.directory.apps().iter().find(|app| app.service_principal == id);
        let what = if let Some(principal) = principal {
            Some(format!("the object id of the service principal of '{}', not its client id", principal.name))
        } else if bench.directory.tenant(id).is_some() {
            Some("the id of the tenant".to_owned())
        } else {
            bench.directory.user(id).map(|user| format!("the object id of the user {}", user.upn))
        };
        if let Some(what) = what {
            let own = principal.filter(|app| app.api.is_some()).cloned();
            let meant = own.map_or_else(|| bench.holders(permission, ""), |app| vec![app]);
            let says = format!("the GUID in it is {what}");
            let finding = Finding::new(ProblemKind::WrongId, says).expected(bench.known_apis());
            return Some(finding.cures(for_each(bench, &meant, permission)));
        }
    }
    None
}

fn api_id(bench: &Bench<'_>, app: &Arc<App>, permission: &str) -> Finding {
    let has_uri = app.api.as_ref().is_some_and(|api| !api.identifier_uris.is_empty());
    let (id, says) = if has_uri {
        let says = format!("the client id of '{}' is in it, but it is not registered so", app.name);
        (ProblemKind::UnknownResource, says)
    } else {
        let says =
            format!("'{}' has no App ID URI: scopes name it by its client id, without scheme and host", app.name);
        (ProblemKind::SuperfluousScheme, says)
    };
    let cure = format!("{}/{permission}", bench.best_name(app, ""));
    Finding::new(id, says).expected(bench.known_apis()).cure(cure)
}

/// The address of a call, or a scope with more behind it.
fn address(bench: &Bench<'_>, name: &str, permission: &str) -> Option<Finding> {
    let whole = format!("{name}/{permission}");
    for app in bench.apis() {
        let Some(api) = &app.api else { continue };
        let below = api.identifier_uris.iter().find_map(|uri| below(&whole, uri));
        let path = match below {
            Some(rest) => format!("/{rest}"),
            None => match path_of(&whole).filter(|path| !api.path.is_empty() && below_path(path, &api.path)) {
                Some(path) => path.to_owned(),
                None => continue,
            },
        };
        let best = bench.best_name(app, "");
        let first = path.split('/').nth(1).unwrap_or_default();
        if below.is_some() && bench.holds(app, first) == Some(Holds::Delegated) {
            let says = format!("something stands behind the permission '{first}'");
            let finding = Finding::new(ProblemKind::ExtraSegment, says).expected(FORMAT);
            return Some(finding.cure(format!("{best}/{first}")));
        }
        let wanted = needed(Call { method: &http::Method::GET, path: &path }, api, false).into_iter().next();
        let says = format!("that is an address of '{}' to call, not a scope to ask for", app.name);
        let cure = format!("{best}/{}", wanted.as_deref().unwrap_or(".default"));
        return Some(Finding::new(ProblemKind::UrlOfACall, says).expected(FORMAT).cure(cure));
    }
    None
}

/// What stands behind a URI in an address.
fn below<'w>(whole: &'w str, uri: &str) -> Option<&'w str> {
    let uri = uri.trim_end_matches('/');
    let start = whole.get(..uri.len())?;
    let rest = whole.get(uri.len()..)?.strip_prefix('/')?;
    start.eq_ignore_ascii_case(uri).then(|| rest.trim_start_matches('/'))
}

fn path_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.find('/').map(|at| &rest[at..])
}

fn below_path(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A name that resembles one, or a permission that only some APIs have.
fn similar(bench: &Bench<'_>, name: &str, permission: &str) -> Option<Finding> {
    let near = bench.similar(name);
    let holders = bench.holders(permission, name);
    let is_default = permission.eq_ignore_ascii_case(".default");
    let meant = match near {
        Some(near) if is_default || holders.iter().any(|app| app.client_id == near.client_id) => vec![near],
        Some(near) if holders.is_empty() => vec![near],
        _ => holders,
    };
    if meant.is_empty() {
        return None;
    }
    let finding = Finding::new(ProblemKind::UnknownResource, no_api(name)).expected(bench.known_apis());
    Some(finding.cures(for_each(bench, &meant, permission)))
}

fn nothing(bench: &Bench<'_>, name: &str) -> Finding {
    Finding::new(ProblemKind::UnknownResource, no_api(name)).expected(bench.known_apis())
}

/// A bare scope in a world without Microsoft Graph.
fn bare(bench: &Bench<'_>, word: &str) -> Finding {
    if let Some(finding) = alone(bench, word) {
        return finding;
    }
    let says = "a scope without an API before it means Microsoft Graph, which this world does not have";
    let finding = Finding::new(ProblemKind::BareName, says).expected(bench.known_apis());
    finding.cures(for_each(bench, &bench.holders(word, ""), word))
}

fn no_api(name: &str) -> String {
    format!("no API of this tenant is called {name}")
}

/// The same permission on one or several APIs.
pub(super) fn for_each(bench: &Bench<'_>, apis: &[Arc<App>], permission: &str) -> Vec<Cure> {
    let cure = |app: &Arc<App>| {
        let cure = Cure::of(format!("{}/{permission}", bench.best_name(app, "")));
        if apis.len() > 1 { cure.noted(format!("for {}", bench.title(app))) } else { cure }
    };
    apis.iter().map(cure).collect()
}
