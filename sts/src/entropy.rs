//! The one place that draws random numbers, and the identifiers made from them.
//!
//! In a seeded world nothing is drawn: every identifier is HMAC(seed, request, occurrence, purpose, n), so it
//! depends on what was asked and how often, not on how threads interleave. An unseeded world draws one key
//! per request from the operating system's generator and derives the rest in the same way.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// Where a world's identifiers come from.
#[derive(Debug)]
pub struct Entropy {
    source: Source,
}

#[derive(Debug)]
enum Source {
    Os,
    Seed(Box<Seed>),
}

#[derive(Debug)]
struct Seed {
    key: hmac::Key,
    /// How often each request was seen.
    seen: Mutex<HashMap<[u8; 32], u64>>,
}

impl Entropy {
    /// Unpredictable identifiers.
    #[must_use]
    pub fn os() -> Self {
        Self { source: Source::Os }
    }

    /// Identifiers derived from `seed` and the requests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes());
        Self { source: Source::Seed(Box::new(Seed { key, seen: Mutex::new(HashMap::new()) })) }
    }

    /// True when identifiers are derived from a seed.
    #[must_use]
    pub fn is_seeded(&self) -> bool {
        matches!(self.source, Source::Seed(_))
    }

    /// Back to the start: a seeded world repeats its identifiers.
    pub fn reset(&self) {
        if let Source::Seed(seed) = &self.source {
            seed.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// The identifiers of one request. `parts` is everything that distinguishes it; the same parts again give
    /// other identifiers, in the same order in every run.
    #[must_use]
    pub fn for_request(&self, parts: &[&[u8]]) -> Draw {
        let key = match &self.source {
            Source::Os => os_bytes(),
            Source::Seed(seed) => {
                let mut context = digest::Context::new(&digest::SHA256);
                for part in parts {
                    context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
                    context.update(part);
                }
                let fingerprint = to_32(context.finish().as_ref());
                let occurrence = {
                    let mut seen = seed.seen.lock().unwrap_or_else(PoisonError::into_inner);
                    let n = seen.entry(fingerprint).or_insert(0);
                    *n += 1;
                    *n
                };
                let mut signing = hmac::Context::with_key(&seed.key);
                signing.update(&fingerprint);
                signing.update(&occurrence.to_be_bytes());
                to_32(signing.sign().as_ref())
            }
        };
        Draw { key: hmac::Key::new(hmac::HMAC_SHA256, &key), n: Cell::new(0) }
    }
}

fn os_bytes() -> [u8; 32] {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    let mut rng = rand::rng();
    let mut bytes = [0; 32];
    rand::RngCore::fill_bytes(&mut rng, &mut bytes);
    bytes
}

fn to_32(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (o, b) in out.iter_mut().zip(bytes) {
        *o = *b;
    }
    out
}

/// The identifiers of one request.
#[derive(Debug)]
pub struct Draw {
    key: hmac::Key,
    n: Cell<u64>,
}

impl Draw {
    /// 32 fresh bytes for a purpose.
    pub fn bytes(&self, purpose: &str) -> [u8; 32] {
        self.n.set(self.n.get() + 1);
        let mut context = hmac::Context::with_key(&self.key);
        context.update(purpose.as_bytes());
        context.update(&self.n.get().to_be_bytes());
        to_32(context.sign().as_ref())
    }

    /// Identifiers of their own for a purpose: drawing them leaves these as they are.
    #[must_use]
    pub fn branch(&self, purpose: &str) -> Self {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(b"branch\0");
        context.update(purpose.as_bytes());
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, context.sign().as_ref()), n: Cell::new(0) }
    }

    /// A GUID.
    pub fn guid(&self, purpose: &str) -> Uuid {
        let bytes = self.bytes(purpose);
        let mut sixteen = [0; 16];
        sixteen.copy_from_slice(&bytes[..16]);
        uuid::Builder::from_random_bytes(sixteen).into_uuid()
    }

    /// A trace id: a GUID whose last byte is `00`, as the platform's are.
    pub fn trace_id(&self) -> Uuid {
        let mut bytes = *self.guid("trace").as_bytes();
        bytes[15] = 0;
        Uuid::from_bytes(bytes)
    }

    /// 43 characters of base64url.
    pub fn text(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes(purpose))
    }

    /// A number in `0..bound` (0 when `bound` is 0).
    pub fn below(&self, purpose: &str, bound: u64) -> u64 {
        let bytes = self.bytes(purpose);
        let mut eight = [0; 8];
        eight.copy_from_slice(&bytes[..8]);
        u64::from_be_bytes(eight).checked_rem(bound).unwrap_or(0)
    }
}

/// HMAC-SHA-256 under a world's fixed key: identifiers that depend on nothing but their inputs, such as the
/// pairwise `sub`.
#[must_use]
pub fn pairwise(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"pretenant pairwise subject");
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    URL_SAFE_NO_PAD.encode(context.finish().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_identifiers_and_a_repetition_gives_others() {
        let (a, b) = (Entropy::seeded(7), Entropy::seeded(7));
        let first = a.for_request(&[b"x"]).guid("t");
        assert_eq!(first, b.for_request(&[b"x"]).guid("t"));
        assert_ne!(first, a.for_request(&[b"x"]).guid("t"));
        assert_ne!(first, Entropy::seeded(8).for_request(&[b"x"]).guid("t"));
    }

    #[test]
    fn order_of_other_requests_does_not_matter() {
        let (a, b) = (Entropy::seeded(7), Entropy::seeded(7));
        let _ = a.for_request(&[b"y"]);
        assert_eq!(a.for_request(&[b"x"]).guid("t"), b.for_request(&[b"x"]).guid("t"));
    }

    #[test]
    fn an_unseeded_world_repeats_nothing() {
        let entropy = Entropy::os();
        assert_ne!(entropy.for_request(&[]).guid("t"), entropy.for_request(&[]).guid("t"));
    }

    #[test]
    fn trace_ids_end_in_a_zero_byte() {
        assert!(Entropy::os().for_request(&[]).trace_id().to_string().ends_with("00"));
    }
}
