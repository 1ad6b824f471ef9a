//! Audiences: which names of an API lead to a token that it accepts, and how a wrong `aud` differs from a right one.

use uuid::Uuid;

use crate::directory::{Api, ApiStyle, App, Directory};
use crate::resource::{Call, accepted_audiences, needed};
use crate::token::claims::audience_of;

/// How an `aud` differs from what an API accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// It lacks the slash at its end.
    MissingSlash,
    /// It has a slash too many at its end.
    ExtraSlash,
    /// Some letters are in the other case.
    LetterCase,
    /// It is a URI where the API wants its client id.
    UriForGuid,
    /// It is the client id where the API wants a URI.
    GuidForUri,
    /// It is another name.
    Other,
}

impl Difference {
    /// Compares an `aud` with those that are accepted; it is not among them. `own`: it names the same API.
    #[must_use]
    pub fn between(found: &str, accepted: &[String], own: bool) -> Self {
        let some = |same: &dyn Fn(&str) -> bool| accepted.iter().any(|a| same(a));
        let bare = found.trim_end_matches('/');
        if some(&|a| a.strip_suffix('/') == Some(found)) {
            Self::MissingSlash
        } else if some(&|a| a.trim_end_matches('/') == bare) {
            Self::ExtraSlash
        } else if some(&|a| a.trim_end_matches('/').eq_ignore_ascii_case(bare)) {
            Self::LetterCase
        } else if own && is_guid(found) && some(&|a| !is_guid(a)) {
            Self::GuidForUri
        } else if own && !is_guid(found) && !accepted.is_empty() && accepted.iter().all(|a| is_guid(a)) {
            Self::UriForGuid
        } else {
            Self::Other
        }
    }

    /// The difference as a clause; `None` when there is nothing to say but that it is another name.
    #[must_use]
    pub fn clause(self) -> Option<&'static str> {
        match self {
            Self::MissingSlash => Some("only the slash at the end is missing, and the API compares exactly"),
            Self::ExtraSlash => Some("it has a slash too many at the end, and the API compares exactly"),
            Self::LetterCase => Some("only the letter case differs, and the API compares exactly"),
            Self::UriForGuid => Some("the API accepts its client id alone, without scheme and host"),
            Self::GuidForUri => Some("the API accepts its App ID URI, not its client id"),
            Self::Other => None,
        }
    }
}

/// True for the text of a GUID.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    Uuid::try_parse(text).is_ok()
}

/// The names under which a client can ask for `app` and gets a token that the API accepts: App ID URIs first, as
/// registered. Empty: no scope leads to such a token.
#[must_use]
pub fn usable_names(directory: &Directory, app: &App) -> Vec<String> {
    let Some(api) = &app.api else { return Vec::new() };
    let accepted = accepted_audiences(app, api);
    let guid = app.client_id.to_string();
    let mut names: Vec<String> = Vec::new();
    for name in api.identifier_uris.iter().chain(&accepted).chain([&guid]) {
        let leads_here = directory.resource(name, None).is_some_and(|m| m.app.client_id == app.client_id);
        if leads_here && accepted.contains(&audience_of(app, name)) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The path that a token for an API is usually tried on, with GET.
#[must_use]
pub fn usual_path(api: &Api, app_only: bool) -> String {
    match (api.style, app_only) {
        (ApiStyle::Graph, true) => format!("{}/users", api.path),
        (ApiStyle::Graph, false) => format!("{}/me", api.path),
        (ApiStyle::Arm | ApiStyle::AspNet | ApiStyle::IdentityWeb, _) => api.path.clone(),
    }
}

/// The scope that leads to a token which `app` accepts for a call; `None`: none does.
#[must_use]
pub fn ask_for(directory: &Directory, app: &App, call: Call<'_>, app_only: bool) -> Option<String> {
    let resource = usable_names(directory, app).into_iter().next()?;
    let permission = app.api.as_ref().filter(|_| !app_only).map(|api| permission_for(api, call));
    Some(format!("{resource}/{}", permission.as_deref().unwrap_or(".default")))
}

/// The delegated permission of an API that opens a call; `.default` when it has none.
#[must_use]
pub fn permission_for(api: &Api, call: Call<'_>) -> String {
    let needed = needed(call, api, false).into_iter().next();
    needed.or_else(|| api.scopes.first().map(|s| s.value.clone())).unwrap_or_else(|| ".default".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told_apart() {
        let guid = "11111111-1111-1111-1111-111111111111";
        let of = |found: &str, accepted: &[&str]| {
            Difference::between(
                found,
                &accepted.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>(),
                found != "api://x",
            )
        };
        assert_eq!(of("https://a", &["https://a/"]), Difference::MissingSlash);
        assert_eq!(of("https://a/", &["https://a"]), Difference::ExtraSlash);
        assert_eq!(of("https://a//", &["https://a/"]), Difference::ExtraSlash);
        assert_eq!(of("API://A", &["api://a/"]), Difference::LetterCase);
        assert_eq!(of("api://a", &[guid]), Difference::UriForGuid);
        assert_eq!(of(guid, &["api://a"]), Difference::GuidForUri);
        assert_eq!(of("api://a", &["api://b"]), Difference::Other);
        assert_eq!(of("api://a", &[]), Difference::Other);
        assert_eq!(of("api://x", &[guid]), Difference::Other);
    }
}
