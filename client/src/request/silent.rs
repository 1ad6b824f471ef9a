use super::{Common, common_setters};
use crate::{Account, Scopes};

/// Asks for a token without the user: from the cache, or with his refresh token.
#[derive(Debug, Clone)]
pub struct SilentRequest {
    pub(crate) scopes: Scopes,
    pub(crate) account: Option<Account>,
    pub(crate) force_refresh: bool,
    pub(crate) common: Common,
}

impl SilentRequest {
    /// For these scopes. Without an [`account`](Self::account) the answer is always that the user is needed:
    /// none is guessed.
    pub fn new(scopes: impl Into<Scopes>) -> Self {
        Self { scopes: scopes.into(), account: None, force_refresh: false, common: Common::default() }
    }

    /// The user, from an earlier result or from the client's `accounts`.
    pub fn account(mut self, account: &Account) -> Self {
        self.account = Some(account.clone());
        self
    }

    /// Passes by the cached access token; the new one replaces it.
    pub fn force_refresh(mut self, force: bool) -> Self {
        self.force_refresh = force;
        self
    }
}

common_setters!(SilentRequest);
