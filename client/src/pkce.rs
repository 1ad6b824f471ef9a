use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::Random;

/// 43 characters that nobody can guess: a PKCE verifier (RFC 7636 §4.1), a state, a nonce.
pub(crate) fn unguessable(random: &dyn Random, purpose: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random.bytes(purpose))
}

/// The S256 challenge of a verifier (RFC 7636 §4.2); also the hash that on-behalf-of assertions are filed under.
pub(crate) fn s256(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        let challenge = s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
