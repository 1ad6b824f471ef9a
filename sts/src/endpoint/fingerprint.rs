//! What distinguishes one request from another, where identifiers are derived from a seed.

use std::borrow::Cow;

/// The body as far as it says what is asked. The signature of a client assertion is left out: PS256 and ECDSA sign
/// the same claims differently each time (RFC 7518 §3.4, §3.5), and would make a seeded world unrepeatable.
#[must_use]
pub fn meaning(body: &[u8]) -> Cow<'_, [u8]> {
    const NAME: &[u8] = b"client_assertion=";
    let mut start = 0;
    for parameter in body.split(|byte| *byte == b'&') {
        if let Some(value) = parameter.strip_prefix(NAME)
            && let Some(signed) = value.iter().rposition(|byte| *byte == b'.')
        {
            let from = start + NAME.len() + signed + 1;
            let to = start + parameter.len();
            return Cow::Owned([&body[..from], &body[to..]].concat());
        }
        start += parameter.len() + 1;
    }
    Cow::Borrowed(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_signature_of_a_client_assertion_is_left_out() {
        let meant = |body: &str| String::from_utf8(meaning(body.as_bytes()).into_owned()).unwrap();
        assert_eq!(meant("a=1&client_assertion=h.c.s1&b=x.y"), "a=1&client_assertion=h.c.&b=x.y");
        assert_eq!(meant("client_assertion=h.c.s2"), "client_assertion=h.c.");
        assert_eq!(meant("assertion=h.c.s&client_assertion_type=a.b"), "assertion=h.c.s&client_assertion_type=a.b");
        assert_eq!(meant(""), "");
    }
}
