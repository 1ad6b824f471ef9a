//! Proof Key for Code Exchange (RFC 7636).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::aadsts;
use crate::refusal::Refusal;

/// A code challenge of an authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    method: Method,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Plain,
    S256,
}

impl Challenge {
    /// Reads `code_challenge` and `code_challenge_method`; without a method it is `plain` (RFC 7636 §4.3).
    ///
    /// # Errors
    /// AADSTS501491 for an unknown method or a challenge of the wrong size.
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, Refusal> {
        let Some(value) = challenge else { return Ok(None) };
        let method = match method {
            None | Some("plain") => Method::Plain,
            Some("S256") => Method::S256,
            Some(other) => {
                return Err(aadsts!(501491)
                    .check("pkce.method")
                    .expected("code_challenge_method S256 or plain")
                    .found(other.to_owned()));
            }
        };
        if !well_formed(value) {
            return Err(aadsts!(501491)
                .check("pkce.challenge")
                .expected("43 to 128 characters of A-Z a-z 0-9 - . _ ~ (RFC 7636 §4.2)")
                .found(format!("{} characters", value.chars().count())));
        }
        Ok(Some(Self { method, value: value.to_owned() }))
    }

    /// Checks the verifier of a redemption.
    ///
    /// # Errors
    /// AADSTS50148 when it is missing, AADSTS501491 when malformed, AADSTS501481 when it does not match.
    pub fn verify(&self, verifier: Option<&str>) -> Result<(), Refusal> {
        let Some(verifier) = verifier else {
            return Err(aadsts!(50148)
                .check("pkce.verifier")
                .expected("the code_verifier whose challenge the authorization request carried")
                .found("no code_verifier")
                .cure("send the code_verifier that belongs to the code_challenge of the authorization request"));
        };
        if !well_formed(verifier) {
            return Err(aadsts!(501491)
                .check("pkce.verifier")
                .expected("43 to 128 characters of A-Z a-z 0-9 - . _ ~ (RFC 7636 §4.1)")
                .found(format!("{} characters", verifier.chars().count())));
        }
        let computed = match self.method {
            Method::Plain => verifier.to_owned(),
            Method::S256 => URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes())),
        };
        if computed == self.value {
            return Ok(());
        }
        Err(aadsts!(501481)
            .check("pkce.verifier")
            .expected(format!("a verifier whose challenge is {}", self.value))
            .found(format!("one whose challenge is {computed}")))
    }
}

fn well_formed(value: &str) -> bool {
    (43..=128).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_matches() {
        let challenge = Challenge::parse(Some(CHALLENGE), Some("S256")).unwrap().unwrap();
        assert!(challenge.verify(Some(VERIFIER)).is_ok());
        assert_eq!(challenge.verify(Some(CHALLENGE)).unwrap_err().entry.code, 501_481);
        assert_eq!(challenge.verify(None).unwrap_err().entry.code, 50148);
    }

    #[test]
    fn plain_is_the_default_and_sizes_are_checked() {
        let challenge = Challenge::parse(Some(VERIFIER), None).unwrap().unwrap();
        assert!(challenge.verify(Some(VERIFIER)).is_ok());
        assert!(Challenge::parse(Some("short"), Some("S256")).is_err());
        assert!(Challenge::parse(Some(VERIFIER), Some("S512")).is_err());
    }
}
