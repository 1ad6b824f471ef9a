//! What was asked for and what was granted, so that spellings don't matter.

use std::collections::BTreeSet;

use super::record::{Record, parameter};
use crate::journal::Exchange;

const OIDC: [&str; 6] = ["openid", "profile", "email", "offline_access", "address", "phone"];
const DEFAULT: &str = ".default";

/// The scopes that a request asks for, as typed, without those of OpenID Connect; for v1 the resource as
/// `<resource>/.default`. A refresh or redemption that names none asks for those of the request before it.
pub fn asked(record: &Record<'_>, exchange: &Exchange) -> Option<Vec<String>> {
    // A chain of refreshes without scopes is followed so far.
    const FARTHEST: usize = 1000;
    let mut at = exchange;
    for _ in 0..FARTHEST {
        if let Some(resource) = parameter(at, "resource") {
            return Some(vec![format!("{resource}/{DEFAULT}")]);
        }
        if let Some(scope) = parameter(at, "scope") {
            return Some(words(scope).map(str::to_owned).collect());
        }
        let shown = &at.presented;
        let before = record.issuer(shown.refresh_token.or(shown.code).or(shown.device_code))?;
        at = if before.issued.code.is_some() { record.beginning(before)? } else { before };
    }
    None
}

/// The words of a `scope` value, without those of OpenID Connect.
pub fn words(scope: &str) -> impl Iterator<Item = &str> {
    scope.split(' ').filter(|w| !w.is_empty() && !OIDC.iter().any(|oidc| w.eq_ignore_ascii_case(oidc)))
}

/// The permission in a scope: what stands behind the last slash, in lower case.
pub fn permission(word: &str) -> String {
    word.rsplit_once('/').map_or(word, |(_, permission)| permission).to_ascii_lowercase()
}

/// The permissions in scopes.
pub fn permissions<S: AsRef<str>>(words: &[S]) -> BTreeSet<String> {
    words.iter().map(|w| permission(w.as_ref())).collect()
}

/// The permissions that an answer granted, as the client was told (RFC 6749 §5.1: without `scope`, those asked for).
/// `.default` counts as granted to whoever asked for it: v1 never says so.
pub fn granted(record: &Record<'_>, exchange: &Exchange) -> BTreeSet<String> {
    let asked = permissions(&asked(record, exchange).unwrap_or_default());
    let Some(scope) = &exchange.issued.scope else { return asked };
    let mut granted: BTreeSet<String> = words(scope).map(permission).collect();
    if asked.contains(DEFAULT) {
        granted.insert(DEFAULT.to_owned());
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_permission_are_one() {
        let spellings = ["User.Read", "user.read", "https://graph.microsoft.com/User.Read", "api://x//User.Read"];
        assert_eq!(permissions(&spellings).len(), 1);
        assert_eq!(words("openid a Profile b").collect::<Vec<_>>(), ["a", "b"]);
    }
}
