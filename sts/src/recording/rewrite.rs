//! Addresses of one server in place of another's, as a reverse proxy needs them.

/// Writes one origin in place of another, wherever it stands in a text: plain, percent-encoded, in JSON with escaped
/// slashes, and the host alone where it has a port or a domain.
#[derive(Debug, Clone)]
pub struct Rewrite {
    pairs: Vec<(String, String)>,
}

impl Rewrite {
    /// From one origin to another, both like `https://login.example:8443`.
    #[must_use]
    pub fn new(from: &str, to: &str) -> Self {
        let host = |origin: &str| origin.split_once("://").map_or(origin, |(_, host)| host).to_owned();
        let spellings = |origin: &str| {
            let upper = origin.replace(':', "%3A").replace('/', "%2F");
            let lower = origin.replace(':', "%3a").replace('/', "%2f");
            [origin.to_owned(), upper, lower, origin.replace('/', "\\/")]
        };
        let mut pairs: Vec<_> = spellings(from).into_iter().zip(spellings(to)).collect();
        if host(from).contains(['.', ':']) {
            pairs.push((host(from), host(to)));
        }
        Self { pairs }
    }

    /// The text with the other origin.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        self.pairs.iter().fold(text.to_owned(), |text, (from, to)| replace_whole(&text, from, to))
    }
}

/// Replaces `from` where it is not part of a longer host name or port.
pub fn replace_whole(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        out.push_str(before);
        let goes_on = before.ends_with(is_host_char) || begins_inside(after);
        out.push_str(if goes_on { from } else { to });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Would `after` make a host name longer? A full stop at the end of a sentence does not.
fn begins_inside(after: &str) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        Some('.' | ':') => chars.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        Some(c) => c.is_ascii_alphanumeric() || c == '-',
        None => false,
    }
}

fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_rewritten_in_every_spelling_and_back() {
        let (up, here) = ("https://login.example:8443", "https://localhost:50001");
        let (there, back) = (Rewrite::new(up, here), Rewrite::new(here, up));
        for text in [
            "https://login.example:8443/common",
            "next=https%3A%2F%2Flogin.example%3A8443%2Fx&y=https%3a%2f%2flogin.example%3a8443",
            r#"{"u":"https:\/\/login.example:8443\/x","h":"login.example:8443"}"#,
        ] {
            let rewritten = there.apply(text);
            assert!(!rewritten.contains("login.example"), "{rewritten}");
            assert_eq!(back.apply(&rewritten), text);
        }
        assert_eq!(there.apply("https://login.example:84430"), "https://login.example:84430");
    }
}
