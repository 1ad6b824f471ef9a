use std::collections::HashMap;

use uuid::Uuid;

use crate::clock::Moment;

/// Since when a user's grants count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Revocation {
    /// How often the user's sessions were revoked. Grants remember the count they were made under, so that a
    /// grant and a revocation in the same millisecond of a frozen clock are still told apart.
    pub epoch: u64,
    /// `TokensValidFrom`: grants made before it are void.
    pub valid_from: Moment,
}

/// Revocations by password change, by an administrator, or by "sign out everywhere".
#[derive(Debug, Clone, Default)]
pub struct Revocations(HashMap<Uuid, Revocation>);

impl Revocations {
    /// The state of a user.
    #[must_use]
    pub fn of(&self, user: Uuid) -> Revocation {
        self.0.get(&user).copied().unwrap_or_default()
    }

    /// Voids every grant that the user has so far.
    pub fn revoke(&mut self, user: Uuid, now: Moment) {
        let state = self.0.entry(user).or_default();
        state.epoch += 1;
        state.valid_from = now;
    }
}
