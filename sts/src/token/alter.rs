//! Tokens other than they would be issued: for testing what an API or a client does with them. Rules and minting
//! both end here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::claims;
use super::jwe;
use super::jws::{self, HeaderStyle, Object};
use super::keys::{KeyRing, SigningKey};
use super::mint::{MintKey, MintSignature};
use crate::clock::Moment;
use crate::entropy::Draw;

/// Changes to a token. Everything that is not given stays as it would be issued.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alteration {
    /// `aud`.
    pub audience: Option<String>,
    /// `iss`.
    pub issuer: Option<String>,
    /// Seconds from now to `exp`.
    pub lifetime: Option<i64>,
    /// Seconds from now to `nbf`.
    pub not_before: Option<i64>,
    /// Claims to set; `null` removes one.
    pub claims: Object,
    /// Header members to set; `null` removes one.
    pub header: Object,
    /// The key that signs.
    pub key: Option<MintKey>,
    /// How it is signed.
    pub signature: Option<MintSignature>,
    /// Encrypt it for the API.
    pub encrypt: bool,
}

/// An altered token.
#[derive(Debug, Clone)]
pub struct Altered {
    /// Compact serialisation.
    pub token: String,
    /// The JWS header.
    pub header: Value,
}

impl Alteration {
    /// Changes the claims.
    pub fn adjust(&self, claims: &mut Object, now: Moment) {
        if let Some(lifetime) = self.lifetime {
            claims.insert("exp".into(), json!(now.seconds() + lifetime));
            if lifetime <= 0 {
                let before = now.seconds() + lifetime - 3600 - claims::BACKDATE;
                claims.insert("iat".into(), json!(before));
                claims.insert("nbf".into(), json!(before));
            }
        }
        if let Some(seconds) = self.not_before {
            claims.insert("nbf".into(), json!(now.seconds() + seconds));
        }
        if let Some(audience) = &self.audience {
            claims.insert("aud".into(), json!(audience));
        }
        if let Some(issuer) = &self.issuer {
            claims.insert("iss".into(), json!(issuer));
        }
        overlay(claims, &self.claims);
    }

    /// Signs claims that were adjusted before; `as_issued` is how the token would be signed otherwise. `None`: the
    /// world has no such key.
    #[must_use]
    pub fn sign(
        &self,
        keys: &KeyRing,
        style: HeaderStyle,
        as_issued: MintSignature,
        claims: &Object,
        draw: &Draw,
    ) -> Option<Altered> {
        let which = self.key.unwrap_or_default();
        let signature = self.signature.unwrap_or(if self.key.is_some() { MintSignature::Good } else { as_issued });
        let key = signing_key(keys, which)?;
        let kid = if which == MintKey::UnknownKid { draw.text("kid") } else { key.kid.clone() };
        let mut header = match (signature, style) {
            (MintSignature::None, _) => jws::unsigned_header(),
            (_, style) => jws::header(style, &kid),
        };
        if let Value::Object(members) = &mut header {
            overlay(members, &self.header);
        }
        let signed = sign(key, signature, &header, claims);
        let token = if self.encrypt { jwe::encrypt(&signed, draw) } else { signed };
        Some(Altered { token, header })
    }

    /// Several changes as one; where two change the same, the later one wins.
    #[must_use]
    pub fn merged(all: &[Self]) -> Self {
        let mut one = Self::default();
        for next in all {
            one.audience = next.audience.clone().or(one.audience);
            one.issuer = next.issuer.clone().or(one.issuer);
            one.lifetime = next.lifetime.or(one.lifetime);
            one.not_before = next.not_before.or(one.not_before);
            one.claims.extend(next.claims.clone());
            one.header.extend(next.header.clone());
            one.key = next.key.or(one.key);
            one.signature = next.signature.or(one.signature);
            one.encrypt |= next.encrypt;
        }
        one
    }
}

fn signing_key(keys: &KeyRing, which: MintKey) -> Option<&'static SigningKey> {
    let active = keys.active()?;
    match which {
        MintKey::Active | MintKey::UnknownKid => Some(active),
        MintKey::Next => keys.published().into_iter().find(|k| k.kid != active.kid),
        MintKey::Unpublished => keys.unpublished(),
    }
}

fn overlay(target: &mut Object, changes: &Object) {
    for (name, value) in changes {
        if value.is_null() {
            target.shift_remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

fn sign(key: &SigningKey, signature: MintSignature, header: &Value, body: &Object) -> String {
    let good = jws::sign_with_header(key, header, body);
    let (signed, proper) = good.rsplit_once('.').unwrap_or((&good, ""));
    match signature {
        MintSignature::Good => good,
        MintSignature::None => format!("{signed}."),
        MintSignature::Bad => {
            let mut bytes = URL_SAFE_NO_PAD.decode(proper).unwrap_or_default();
            if let Some(last) = bytes.last_mut() {
                *last ^= 1;
            }
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bytes))
        }
    }
}
