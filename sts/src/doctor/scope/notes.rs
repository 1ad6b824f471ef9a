//! What is not wrong, but may surprise.

use super::examine::{halves, is_openid, target};
use super::problem::{Problem, ProblemKind, Severity};
use super::trial::Bench;
use crate::directory::TokenVersion;
use crate::doctor::audience::{Difference, is_guid};

/// Looks at the scopes of a request that works.
pub(super) fn scopes(bench: &Bench<'_>, words: &[&str]) -> Vec<Problem> {
    let mut notes = Vec::new();
    let mut seen: Vec<(Option<uuid::Uuid>, String)> = Vec::new();
    for word in words {
        let api = if is_openid(word) { None } else { target(bench, word).map(|app| app.client_id) };
        let key = (api, halves(word).1.to_ascii_lowercase());
        if seen.contains(&key) {
            notes.push(note(ProblemKind::Duplicate, word, "it is asked for twice and counts once"));
            continue;
        }
        seen.push(key);
        if !is_openid(word) {
            notes.extend(permission_case(bench, word));
            notes.extend(resource_spelling(bench, word));
        }
    }
    if !bench.application && words.iter().all(|word| is_openid(word)) {
        let says = "nothing but OpenID Connect: the user is signed in, and the access token opens no more than \
                    UserInfo and what is granted on Microsoft Graph already; add a scope of the API that is to be called";
        notes.push(Problem { scope: None, ..note(ProblemKind::OnlyOpenidConnect, "", says) });
    }
    notes
}

/// Notes that permissions in a v1 request's `scope` go unread.
pub(super) fn ignored(scope: &str) -> Option<Problem> {
    let named: Vec<&str> = scope.split(' ').filter(|word| !word.is_empty() && !is_openid(word)).collect();
    if named.is_empty() {
        return None;
    }
    let says = "the v1 endpoint reads 'scope' for openid only; the token carries whatever is granted on the resource";
    Some(note(ProblemKind::ScopeIgnored, &named.join(" "), says))
}

fn note(id: ProblemKind, scope: &str, says: &str) -> Problem {
    Problem {
        id,
        severity: Severity::Note,
        scope: Some(scope.to_owned()),
        says: says.to_owned(),
        expected: None,
        code: None,
        api_status: None,
        advice: Vec::new(),
    }
}

fn permission_case(bench: &Bench<'_>, word: &str) -> Option<Problem> {
    let (name, asked) = halves(word);
    let app = target(bench, word)?;
    let registered = bench.registered(&app, asked).filter(|value| *value != asked)?;
    let says = format!(
        "the permission is registered as {}; the platform answers with that spelling, so a cache that compares \
         exactly does not find what was asked for",
        registered
    );
    let cure =
        name.map_or_else(|| registered.to_owned(), |name| format!("{}/{registered}", bench.best_name(&app, name)));
    Some(Problem { advice: vec![cure], ..note(ProblemKind::LetterCase, word, &says) })
}

/// In v1 tokens the name that was typed is what the API has to accept.
fn resource_spelling(bench: &Bench<'_>, word: &str) -> Option<Problem> {
    let (name, asked) = halves(word);
    let name = name.filter(|name| !is_guid(name))?;
    let app = target(bench, word)?;
    let api = bench.version_of(&app).api.clone()?;
    if api.token_version == TokenVersion::V2 || api.identifier_uris.iter().any(|uri| uri == name) {
        return None;
    }
    let (id, what) = match Difference::between(name, &api.identifier_uris, true) {
        Difference::MissingSlash => (ProblemKind::SingleSlash, "with a slash at the end"),
        Difference::ExtraSlash => (ProblemKind::DoubleSlash, "without a slash at the end"),
        Difference::LetterCase => (ProblemKind::LetterCase, "in another letter case"),
        Difference::UriForGuid | Difference::GuidForUri | Difference::Other => return None,
    };
    let registered = bench.best_name(&app, name);
    let registered = api.identifier_uris.iter().find(|uri| same(uri, name)).unwrap_or(&registered);
    let says = format!(
        "the API is registered {what}, as {registered}; it accepts both, but one that compares aud exactly would not"
    );
    Some(Problem { advice: vec![format!("{registered}/{asked}")], ..note(id, word, &says) })
}

fn same(uri: &str, name: &str) -> bool {
    uri.trim_end_matches('/').eq_ignore_ascii_case(name.trim_end_matches('/'))
}
