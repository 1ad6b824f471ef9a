//! Keeps secrets out of the journal.

/// Parameters whose values nobody should find in a log. What remains is enough to tell two values apart.
const SECRET: &[&str] = &[
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "id_token_hint",
    "passwd",
    "password",
    "refresh_token",
];

/// Headers whose values nobody should find in a log.
const SECRET_HEADERS: &[&str] = &["authorization", "cookie", "proxy-authorization"];

/// The value of a parameter or header, redacted if it is a secret: `[redacted 1234 characters]`.
#[must_use]
pub fn redact(name: &str, value: &str) -> String {
    let name = name.to_ascii_lowercase();
    if value.is_empty() || !(SECRET.contains(&name.as_str()) || SECRET_HEADERS.contains(&name.as_str())) {
        return value.to_owned();
    }
    if name == "authorization"
        && let Some((scheme, rest)) = value.split_once(' ')
    {
        return format!("{scheme} [redacted {} characters]", rest.chars().count());
    }
    format!("[redacted {} characters]", value.chars().count())
}

/// A query string or fragment with the secrets in it redacted.
#[must_use]
pub fn redact_query(query: &str) -> String {
    let one = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if SECRET.contains(&name) && !value.is_empty() => format!("{name}=[redacted]"),
        _ => pair.to_owned(),
    };
    query.split('&').map(one).collect::<Vec<_>>().join("&")
}

/// A `Location` with the secrets in its query and fragment redacted.
#[must_use]
pub fn redact_location(location: &str) -> String {
    let (before, fragment) = location.split_once('#').map_or((location, None), |(b, f)| (b, Some(f)));
    let (path, query) = before.split_once('?').map_or((before, None), |(p, q)| (p, Some(q)));
    let mut out = path.to_owned();
    if let Some(query) = query {
        out.push('?');
        out.push_str(&redact_query(query));
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(&redact_query(fragment));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_replaced_and_the_rest_is_kept() {
        assert_eq!(redact("client_secret", "abc"), "[redacted 3 characters]");
        assert_eq!(redact("scope", "openid"), "openid");
        assert_eq!(redact("Authorization", "Bearer abcd"), "Bearer [redacted 4 characters]");
        assert_eq!(redact_query("code=x&state=y"), "code=[redacted]&state=y");
        assert_eq!(redact_location("http://h/cb?code=x&state=y#"), "http://h/cb?code=[redacted]&state=y#");
    }
}
