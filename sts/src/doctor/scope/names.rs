//! Which API somebody may have meant.

use std::sync::Arc;

use super::trial::Bench;
use crate::directory::{App, RoleMember};
use crate::doctor::audience::{is_guid, usable_names};
use crate::document::suggest::closest;
use crate::refusal::names;

/// Longer texts resemble nothing.
const LONGEST: usize = 200;

/// What an API has under the name of a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A delegated permission.
    Delegated,
    /// An application permission only.
    Application,
}

impl Bench<'_> {
    /// The APIs that can be asked for in the tenant.
    pub fn apis(&self) -> impl Iterator<Item = &Arc<App>> {
        self.directory.apps().iter().filter(|app| app.api.is_some() && app.visible_in(self.tenant))
    }

    /// The API that a name leads to.
    pub fn named(&self, name: &str) -> Option<Arc<App>> {
        self.directory.resource(name, Some(self.tenant)).map(|m| m.app).filter(|app| app.api.is_some())
    }

    /// The API that the world file calls so.
    pub fn called(&self, name: &str) -> Option<&Arc<App>> {
        self.apis().find(|app| app.name.eq_ignore_ascii_case(name) || app.display_name.eq_ignore_ascii_case(name))
    }

    /// The best name of an API: one whose tokens it accepts, close to what was typed where there are several.
    pub fn best_name(&self, app: &Arc<App>, typed: &str) -> String {
        let usable = usable_names(self.directory, &self.version_of(app));
        let same = |name: &String| {
            name == typed || name.trim_end_matches('/').eq_ignore_ascii_case(typed.trim_end_matches('/'))
        };
        let uris = app.api.iter().flat_map(|api| &api.identifier_uris);
        let found = usable.iter().find(|n| same(n)).or_else(|| usable.first()).or_else(|| uris.into_iter().next());
        found.cloned().unwrap_or_else(|| app.client_id.to_string())
    }

    /// What an API has under the name of a permission.
    pub fn holds(&self, app: &App, permission: &str) -> Option<Holds> {
        let api = app.api.as_ref()?;
        if api.scopes.iter().any(|s| s.value.eq_ignore_ascii_case(permission)) {
            return Some(Holds::Delegated);
        }
        let mut open = api.roles.iter().filter(|r| r.members.contains(&RoleMember::Application));
        open.any(|r| r.value.eq_ignore_ascii_case(permission)).then_some(Holds::Application)
    }

    /// A delegated permission of an API in its own spelling.
    pub fn registered<'d>(&self, app: &'d App, permission: &str) -> Option<&'d str> {
        let mut scopes = app.api.iter().flat_map(|api| &api.scopes).map(|s| s.value.as_str());
        scopes.find(|value| value.eq_ignore_ascii_case(permission))
    }

    /// The APIs that have a permission, those first that are called similarly.
    pub fn holders(&self, permission: &str, similar_to: &str) -> Vec<Arc<App>> {
        let mut found: Vec<Arc<App>> =
            self.apis().filter(|app| self.holds(app, permission).is_some()).cloned().collect();
        if let Some(nearest) = self.similar(similar_to) {
            found.sort_by_key(|app| app.client_id != nearest.client_id);
        }
        found
    }

    /// The API whose name is most like a text.
    pub fn similar(&self, text: &str) -> Option<Arc<App>> {
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let mut candidates: Vec<(String, Arc<App>)> = Vec::new();
        for app in self.apis() {
            let uris = app.api.iter().flat_map(|api| &api.identifier_uris).map(|uri| core(uri).to_owned());
            let guid = app.client_id.to_string();
            candidates.extend(uris.chain([guid, app.name.clone()]).map(|name| (name, app.clone())));
        }
        let best = closest(core(text), candidates.iter().map(|(name, _)| name.as_str()))?.to_owned();
        candidates.into_iter().find(|(name, _)| *name == best).map(|(_, app)| app)
    }

    /// The permission of an API whose name is most like a text.
    pub fn similar_permission(&self, app: &App, text: &str) -> Option<String> {
        if text.len() > LONGEST {
            return None;
        }
        let scopes = app.api.iter().flat_map(|api| &api.scopes).map(|s| s.value.as_str());
        closest(text, scopes.chain([".default"])).map(str::to_owned)
    }

    /// `an API of this tenant: …`.
    pub fn known_apis(&self) -> String {
        let known = names(self.apis().map(|app| self.best_name(app, "")));
        format!("an API of this tenant: {known}")
    }

    /// `a permission of 'x': …`.
    pub fn known_permissions(&self, app: &App) -> String {
        let scopes = app.api.iter().flat_map(|api| &api.scopes);
        format!("a delegated permission of '{}': {}", app.name, names(scopes.map(|s| &s.value)))
    }

    /// The usual words for an API.
    pub fn title(&self, app: &App) -> String {
        if app.display_name.eq_ignore_ascii_case(&app.name) {
            app.display_name.clone()
        } else {
            format!("{} ({})", app.display_name, app.name)
        }
    }
}

/// A URI without its scheme and the slashes around it.
pub(super) fn core(uri: &str) -> &str {
    let rest = match uri.split_once(':') {
        Some((scheme, rest)) if !scheme.contains('/') => rest,
        _ => uri,
    };
    rest.trim_matches('/')
}

/// The GUIDs between the slashes and colons of a text.
pub(super) fn guids(text: &str) -> impl Iterator<Item = uuid::Uuid> {
    text.split(['/', ':']).filter(|part| is_guid(part)).filter_map(|part| uuid::Uuid::try_parse(part).ok())
}
