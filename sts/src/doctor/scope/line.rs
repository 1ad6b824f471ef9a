//! What one scope names.

use std::sync::Arc;

use super::examine::{halves, is_openid, target};
use super::report::{ApiLine, PermissionLine, ScopeKind, ScopeLine};
use super::trial::{Bench, resource_of};
use super::{resource, surface, treat};
use crate::directory::{App, RoleMember};
use crate::doctor::audience::usable_names;
use crate::route::Dialect;

/// Describes a scope as typed.
pub(super) fn scope(bench: &Bench<'_>, word: &str) -> ScopeLine {
    if is_openid(word) {
        return bare_line(word, ScopeKind::OpenidConnect, true);
    }
    let works = bench.ask(word).works();
    let (name, asked) = halves(word);
    let meant = if works { Some(word.to_owned()) } else { cured(bench, word) };
    let equivalents = meant.map(|meant| equivalents(bench, word, &meant)).unwrap_or_default();
    let line = ScopeLine { equivalents, ..bare_line(word, ScopeKind::Unreadable, works) };
    if !works && surface::examine(word).is_some() {
        return line;
    }
    if !works && let Some(app) = resource::named_alone(bench, word) {
        return ScopeLine { kind: ScopeKind::Resource, api: Some(api(&app, Some(word))), ..line };
    }
    let Some(app) = target(bench, word).filter(|_| !asked.is_empty()) else { return line };
    let is_default = asked.eq_ignore_ascii_case(".default");
    let permission = (!is_default).then(|| permission(&app, asked));
    let exists = permission.as_ref().is_none_or(|p| p.delegated);
    let audience = bench.audiences(&app, name.unwrap_or("https://graph.microsoft.com")).filter(|_| exists);
    let kind = if is_default { ScopeKind::Default } else { ScopeKind::Permission };
    ScopeLine { kind, api: Some(api(&app, name)), permission, audience, ..line }
}

/// Describes a v1 `resource` as typed; `cured`: the scope of the API that was meant, if it does not work.
pub(super) fn resource(bench: &Bench<'_>, name: &str, cured: Option<&str>) -> ScopeLine {
    let word = format!("{name}/.default");
    let works = bench.ask(&word).works();
    let meant = if works { Some(word.as_str()) } else { cured };
    let app = bench.named(name);
    let kind = if app.is_some() { ScopeKind::Resource } else { ScopeKind::Unreadable };
    ScopeLine {
        api: app.as_ref().map(|app| api(app, Some(name))),
        audience: app.as_ref().and_then(|app| bench.audiences(app, name)),
        equivalents: meant.map(|meant| equivalents(bench, &word, meant)).unwrap_or_default(),
        ..bare_line(name, kind, works)
    }
}

fn bare_line(scope: &str, kind: ScopeKind, works: bool) -> ScopeLine {
    ScopeLine {
        scope: scope.to_owned(),
        kind,
        works,
        api: None,
        permission: None,
        audience: None,
        equivalents: Vec::new(),
    }
}

fn api(app: &App, typed: Option<&str>) -> ApiLine {
    ApiLine {
        name: app.name.clone(),
        display_name: app.display_name.clone(),
        client_id: app.client_id,
        typed: typed.map(str::to_owned),
    }
}

fn permission(app: &App, asked: &str) -> PermissionLine {
    let same = |name: &str| name.eq_ignore_ascii_case(asked);
    let exposed = app.api.as_ref();
    let scope = exposed.and_then(|api| api.scopes.iter().find(|s| same(&s.value)));
    let role = exposed
        .and_then(|api| api.roles.iter().find(|r| same(&r.value) && r.members.contains(&RoleMember::Application)));
    let name = scope.map(|s| &s.value).or(role.map(|r| &r.value));
    PermissionLine {
        name: name.map_or(asked, String::as_str).to_owned(),
        delegated: scope.is_some(),
        admin_only: scope.is_some_and(|s| s.admin_only),
        application: role.is_some(),
        display_name: scope.map(|s| s.display_name.clone()),
    }
}

/// The scope that it should have been.
fn cured(bench: &Bench<'_>, word: &str) -> Option<String> {
    let leaves = treat::word(bench, word).leaves;
    let leaf = leaves.into_iter().find(|leaf| leaf.application == bench.application && !leaf.words.contains(' '))?;
    Some(leaf.words)
}

/// Other spellings of a scope that works, `meant`, than the one that was typed.
fn equivalents(bench: &Bench<'_>, word: &str, meant: &str) -> Vec<String> {
    let Some(app) = target(bench, meant) else { return Vec::new() };
    let (_, asked) = halves(meant);
    let asked = bench.registered(&app, asked).unwrap_or(asked);
    let names = usable_names(bench.directory, &bench.version_of(&app));
    let spellings: Vec<String> = match bench.dialect {
        Dialect::V1 => {
            names.into_iter().filter(|name| name != resource_of(meant) && name != resource_of(word)).collect()
        }
        Dialect::V2 => {
            let bare = is_graph(bench, &app).then(|| asked.to_owned());
            let full = names.into_iter().map(|name| format!("{name}/{asked}"));
            bare.into_iter().chain(full).filter(|s| s != meant && s != word).collect()
        }
    };
    let same = |spelling: &String| match bench.dialect {
        Dialect::V1 => bench.ask(&format!("{spelling}/.default")).works(),
        Dialect::V2 => bench.ask(spelling).works(),
    };
    spellings.into_iter().filter(same).collect()
}

fn is_graph(bench: &Bench<'_>, app: &Arc<App>) -> bool {
    bench.directory.graph().is_some_and(|graph| graph.client_id == app.client_id)
}
