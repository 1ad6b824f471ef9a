//! The catalogue as a whole, and the refusals that were captured from the real service.

use std::collections::BTreeSet;

use super::{Entry, TABLE, find};

/// The placeholders that templates may use.
const PLACEHOLDERS: &[&str] = &[
    "audience",
    "expected",
    "from",
    "grant",
    "id",
    "idp",
    "issued",
    "issuer",
    "lifetime",
    "method",
    "mode",
    "name",
    "now",
    "org",
    "origin",
    "param",
    "realm",
    "reason",
    "redirect_uri",
    "resource",
    "resource_id",
    "resource_name",
    "response_type",
    "scope",
    "subject",
    "tenant",
    "thumbprint",
    "to",
    "user",
    "valid_from",
    "valid_resources",
];

/// The placeholders of a template, in order.
fn placeholders(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find(['{', '}']) {
        assert!(rest[open..].starts_with('{'), "unopened brace in {template:?}");
        let inner = &rest[open + 1..];
        let close = inner.find(['{', '}']).unwrap_or_else(|| panic!("unclosed brace in {template:?}"));
        assert!(inner[close..].starts_with('}'), "nested brace in {template:?}");
        found.push(&inner[..close]);
        rest = &inner[close + 1..];
    }
    found
}

#[test]
fn codes_are_sorted_and_unique() {
    for pair in TABLE.windows(2) {
        assert!(pair[0].code < pair[1].code, "{} comes before {}", pair[0].code, pair[1].code);
    }
    assert!(TABLE.iter().all(|row| find(row.code).is_some_and(|found| found.code == row.code)));
}

#[test]
fn names_are_unique_camel_case() {
    let mut seen = BTreeSet::new();
    for Entry { code, name, .. } in TABLE {
        assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{code}: {name}");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{code}: {name}");
        assert!(seen.insert(name), "{code}: {name} is taken");
    }
}

#[test]
fn placeholders_are_well_formed_and_all_in_use() {
    let used: BTreeSet<&str> = TABLE.iter().flat_map(|row| placeholders(row.template)).collect();
    assert_eq!(used, PLACEHOLDERS.iter().copied().collect());
}

#[test]
fn explanations_are_clauses() {
    for row in TABLE {
        for (column, text) in [("when", row.when), ("cure", row.cure)] {
            assert!(!text.is_empty(), "{}: no {column}", row.code);
            assert!(!text.ends_with('.'), "{}: {column} ends in a full stop", row.code);
            assert_eq!(text, text.trim(), "{}: {column}", row.code);
        }
    }
}

#[test]
fn errors_and_statuses_are_plausible() {
    for row in TABLE {
        assert!((400..=599).contains(&row.status), "{}: {}", row.code, row.status);
        for error in [Some(row.error), row.error_v1, row.error_redirect, row.suberror].into_iter().flatten() {
            assert!(error.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}: {error}", row.code);
        }
        assert!(row.error_v1.is_none_or(|v1| v1 != row.error), "{}: v1 repeats", row.code);
        assert!(row.error_redirect.is_none_or(|to| to != row.error), "{}: redirect repeats", row.code);
        assert!(!row.template.is_empty() && !row.template.starts_with("AADSTS"), "{}", row.code);
    }
}

/// The four error bodies captured in 2026: status, `error`, text without trace suffix, `error_uri`.
#[test]
fn golden_bodies_match() {
    let id = "11111111-2222-3333-4444-555555555555";
    let golden = [
        (
            crate::aadsts!(7000215).with("id", id),
            401,
            "invalid_client",
            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '11111111-2222-3333-4444-555555555555'.",
            true,
        ),
        (
            crate::aadsts!(500011)
                .with("resource", "api://not-a-registered-resource")
                .with("tenant", "72f9aaaa-1111-4222-8333-444455556666"),
            400,
            "invalid_resource",
            "AADSTS500011: The resource principal named api://not-a-registered-resource was not found in the tenant named 72f9aaaa-1111-4222-8333-444455556666. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
            true,
        ),
        (
            crate::aadsts!(700038).with("id", id),
            400,
            "unauthorized_client",
            "AADSTS700038: 11111111-2222-3333-4444-555555555555 is not a valid application identifier.",
            false,
        ),
        (
            crate::aadsts!(70003).with("grant", "no_such_grant"),
            400,
            "unsupported_grant_type",
            "AADSTS70003: The app requested an unsupported grant type 'no_such_grant'.",
            false,
        ),
    ];
    for (refusal, status, error, text, error_uri) in golden {
        let entry = refusal.entry;
        assert_eq!(refusal.message(), text);
        assert_eq!((entry.status, entry.error, entry.error_uri), (status, error, error_uri), "{}", entry.code);
    }
}
