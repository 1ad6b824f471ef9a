//! Does an exchange look like this? One predicate per key of `when`, in the order of the format.

use super::facts::Facts;
use super::rule::When;
use crate::directory::{App, User};

/// The first predicate that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Its key in `when`.
    pub key: &'static str,
    /// What the rule wants.
    pub wanted: String,
    /// What came.
    pub found: String,
    /// How many predicates before it held.
    pub held: usize,
}

/// Everything but the expression and the counting.
///
/// # Errors
/// The first predicate that does not hold.
pub fn matches(when: &When, facts: &Facts) -> Result<usize, Mismatch> {
    let mut check = Check { held: 0 };
    let word = |w: Option<&str>| w.unwrap_or("none").to_owned();
    check.that("endpoint", when.endpoint.map(|e| e.word()), |w| facts.endpoint == Some(w), || word(facts.endpoint))?;
    check.that("version", when.version.map(|v| v.word()), |w| facts.version == Some(w), || word(facts.version))?;
    check.that("grant", when.grant.map(|g| g.word()), |w| facts.grant == Some(w), || word(facts.grant))?;
    check.that("tenant", when.tenant.as_deref(), |w| tenant(facts, w), || word(facts.segment.as_deref()))?;
    let client_name = || word(facts.client.as_ref().map(|c| c.name.as_str()));
    check.that(
        "client",
        when.client.as_deref(),
        |w| facts.client.as_ref().is_some_and(|c| is_app(c, w)),
        client_name,
    )?;
    let user_name = || word(facts.user.as_ref().map(|u| u.upn.as_str()));
    check.that("user", when.user.as_deref(), |w| facts.user.as_ref().is_some_and(|u| is_user(u, w)), user_name)?;
    let scopes = || facts.scopes.iter().map(|(typed, _)| typed.as_str()).collect::<Vec<_>>().join(" ");
    let has_scope = |w: &str| {
        let same = |s: &str| s.eq_ignore_ascii_case(w);
        facts.scopes.iter().any(|(typed, permission)| same(typed) || same(permission))
    };
    check.that("scope", when.scope.as_deref(), has_scope, scopes)?;
    let resources = || facts.resources.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join(" ");
    check.that("resource", when.resource.as_deref(), |w| facts.resources.iter().any(|r| is_app(r, w)), resources)?;
    let method = |w: &str| facts.method.eq_ignore_ascii_case(w);
    check.that("method", when.method.as_deref(), method, || facts.method.clone())?;
    check.that("path", when.path.as_deref(), |w| like(w, &facts.path), || facts.path.clone())?;
    for (name, pattern) in &when.header {
        let value = facts.headers.get(name.as_str()).and_then(|v| v.to_str().ok());
        let found = || value.map_or_else(|| format!("no header {name}"), |v| format!("{name}: {v}"));
        check.that("header", Some(pattern.as_str()), |w| value.is_some_and(|v| like(w, v)), found)?;
    }
    for (name, pattern) in &when.parameter {
        let value = facts.parameters.first(name);
        let found = || value.map_or_else(|| format!("no parameter {name}"), |v| format!("{name}={v}"));
        check.that("parameter", Some(pattern.as_str()), |w| value.is_some_and(|v| like(w, v)), found)?;
    }
    let correlation = facts.correlation_id.to_string();
    let same_id = |w: &str| correlation.eq_ignore_ascii_case(w);
    check.that("correlation_id", when.correlation_id.as_deref(), same_id, || correlation.clone())?;
    let status = when.status.map(|s| s.to_string());
    let found = || facts.status.map_or_else(|| "none yet".to_owned(), |s| s.to_string());
    check.that("status", status.as_deref(), |w| facts.status.is_some_and(|s| s.to_string() == w), found)?;
    Ok(check.held)
}

struct Check {
    held: usize,
}

impl Check {
    fn that(
        &mut self,
        key: &'static str,
        wanted: Option<&str>,
        holds: impl Fn(&str) -> bool,
        found: impl Fn() -> String,
    ) -> Result<(), Mismatch> {
        let Some(wanted) = wanted else { return Ok(()) };
        if !holds(wanted) {
            return Err(Mismatch { key, wanted: wanted.to_owned(), found: found(), held: self.held });
        }
        self.held += 1;
        Ok(())
    }
}

fn tenant(facts: &Facts, wanted: &str) -> bool {
    let typed = facts.segment.as_deref().is_some_and(|s| s.eq_ignore_ascii_case(wanted));
    typed
        || facts.tenant.as_ref().is_some_and(|t| {
            t.name == wanted
                || t.id.to_string().eq_ignore_ascii_case(wanted)
                || t.domains.iter().any(|d| d.eq_ignore_ascii_case(wanted))
        })
}

/// An app by name, client id or App ID URI.
pub fn is_app(app: &App, wanted: &str) -> bool {
    let uris = || app.api.iter().flat_map(|api| &api.identifier_uris);
    app.name == wanted
        || app.client_id.to_string().eq_ignore_ascii_case(wanted)
        || uris().any(|uri| uri.trim_end_matches('/').eq_ignore_ascii_case(wanted.trim_end_matches('/')))
}

/// A user by name, object id or user principal name.
pub fn is_user(user: &User, wanted: &str) -> bool {
    user.name == wanted || user.oid.to_string().eq_ignore_ascii_case(wanted) || user.upn.eq_ignore_ascii_case(wanted)
}

/// `*` stands for any characters, also none; everything else for itself.
pub fn like(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn a_star_stands_for_any_characters() {
        assert!(like("/v1.0/me", "/v1.0/me"));
        assert!(!like("/v1.0/me", "/v1.0/me/events"));
        assert!(like("/v1.0/*", "/v1.0/"));
        assert!(like("*", ""));
        assert!(like("a*b*c", "a-b-b-c"));
        assert!(!like("a*b", "a-b-c"));
        assert!(!like("a*a", "a"));
    }
}
