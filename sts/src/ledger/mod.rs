//! What has happened: sessions, authorization codes, device codes, refresh tokens, consent, revocations.
//!
//! The ledger is changed under the world's lock, in short sections: look, decide, record. One-time things are
//! taken and marked in the same section, so of any number of simultaneous attempts exactly one succeeds.

mod authentication;
mod code;
mod consent;
mod device;
mod interaction;
mod refresh;
mod revocation;
mod session;

pub use authentication::Authentication;
pub use code::{CodeGrant, CodeState, Codes};
pub use consent::Consents;
pub use device::{DeviceGrant, DeviceState, Devices};
pub use interaction::{ConsentQuestion, Interaction, Interactions, NextSignIn, Permissions, Purpose, SignInOutcome};
pub use refresh::{RefreshGrant, RefreshTokens};
pub use revocation::{Revocation, Revocations};
pub use session::{Account, Session, Sessions};

use crate::directory::Directory;

/// Everything that has happened in a world.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Browser sessions.
    pub sessions: Sessions,
    /// Sign-ins that are under way on our pages.
    pub interactions: Interactions,
    /// Authorization codes.
    pub codes: Codes,
    /// Device codes.
    pub devices: Devices,
    /// Refresh tokens.
    pub refresh_tokens: RefreshTokens,
    /// Consent given.
    pub consents: Consents,
    /// Since when each user's grants count.
    pub revocations: Revocations,
    /// Scripted outcomes of coming sign-ins, first in, first out.
    pub next_sign_ins: std::collections::VecDeque<NextSignIn>,
}

impl Ledger {
    /// A ledger in which nothing has happened but the consent that the directory starts with.
    #[must_use]
    pub fn new(directory: &Directory) -> Self {
        let mut ledger = Self::default();
        for grant in directory.grants() {
            ledger.consents.grant(grant);
        }
        ledger
    }
}
