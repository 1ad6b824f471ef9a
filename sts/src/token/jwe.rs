//! Encrypted access tokens (RFC 7516, compact): `alg: dir`, `enc: A256GCM`, under a key that only the world's APIs
//! know. To a client they are what access tokens should be to it: opaque.

use std::borrow::Cow;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::entropy::Draw;

const TAG: usize = 16;

fn key() -> Option<LessSafeKey> {
    let secret = digest::digest(&digest::SHA256, b"pretenant access token encryption");
    UnboundKey::new(&AES_256_GCM, secret.as_ref()).ok().map(LessSafeKey::new)
}

/// Encrypts a signed token. The empty string stands for one that could not be encrypted, which the library only
/// does beyond 64 GiB.
#[must_use]
pub fn encrypt(token: &str, draw: &Draw) -> String {
    let header = json!({"typ": "JWT", "alg": "dir", "enc": "A256GCM", "cty": "JWT"}).to_string();
    let header = URL_SAFE_NO_PAD.encode(header);
    let mut nonce = [0; 12];
    nonce.copy_from_slice(&draw.bytes("jwe")[..12]);
    let mut sealed = token.as_bytes().to_vec();
    let aad = Aad::from(header.as_bytes());
    let done =
        key().and_then(|k| k.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).ok());
    let Some(()) = done else { return String::new() };
    let (text, tag) = sealed.split_at(sealed.len() - TAG);
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    format!("{header}..{}.{}.{}", part(&nonce), part(text), part(tag))
}

/// The token to look at: the one inside, or the token itself when it is not encrypted for this world.
#[must_use]
pub fn opened(token: &str) -> Cow<'_, str> {
    decrypt(token).map_or(Cow::Borrowed(token), Cow::Owned)
}

/// The token inside, if it is one of ours.
#[must_use]
pub fn decrypt(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, wrapped) = (parts.next()?, parts.next()?);
    let mut decoded = parts.map(|p| URL_SAFE_NO_PAD.decode(p).ok());
    let (nonce, text, tag) = (decoded.next()??, decoded.next()??, decoded.next()??);
    if !wrapped.is_empty() || decoded.next().is_some() {
        return None;
    }
    let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
    let mut sealed = [text, tag].concat();
    let opened = key()?.open_in_place(nonce, Aad::from(header.as_bytes()), &mut sealed).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Entropy;

    #[test]
    fn only_whole_tokens_come_back() {
        let sealed = encrypt("a.b.c", &Entropy::seeded(1).for_request(&[]));
        assert_eq!(sealed.split('.').count(), 5);
        assert_eq!(decrypt(&sealed).as_deref(), Some("a.b.c"));
        let broken = sealed.replacen("..", "..A", 1);
        assert_eq!(decrypt(&broken), None);
        assert_eq!(decrypt("a.b.c"), None);
    }
}
