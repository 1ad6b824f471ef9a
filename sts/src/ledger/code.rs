use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Authentication;
use crate::clock::Moment;
use crate::directory::RedirectKind;
use crate::protocol::pkce::Challenge;
use crate::route::Dialect;
use crate::scope::ScopeRequest;

/// What an authorization code stands for.
#[derive(Debug, Clone)]
pub struct CodeGrant {
    /// The client it was issued to.
    pub client: Uuid,
    /// The tenant that issued it.
    pub tenant: Uuid,
    /// The user.
    pub user: Uuid,
    /// How the user signed in.
    pub authentication: Authentication,
    /// The redirect URI of the request, which redemption must repeat; `None` when the request had none.
    pub redirect_uri: Option<String>,
    /// The platform of the registered redirect URI that matched.
    pub redirect_kind: RedirectKind,
    /// PKCE.
    pub challenge: Option<Challenge>,
    /// Nonce for the ID token.
    pub nonce: Option<String>,
    /// What was asked for and consented to.
    pub scope: ScopeRequest,
    /// The endpoint's version.
    pub dialect: Dialect,
    /// When it was issued.
    pub issued: Moment,
    /// When it expires.
    pub expires: Moment,
}

/// A code's life.
#[derive(Debug, Clone)]
pub enum CodeState {
    /// Not redeemed yet.
    Fresh(Arc<CodeGrant>),
    /// Redeemed once; remembered so that a second attempt is told from garbage.
    Redeemed(Arc<CodeGrant>),
}

/// The authorization codes of a world.
#[derive(Debug, Clone, Default)]
pub struct Codes(HashMap<String, CodeState>);

/// Codes are forgotten an hour after they expire.
const FORGET_AFTER: i64 = 3600;

impl Codes {
    /// Records a code. Forgets old ones when the number has doubled since the last time, so the cost per code
    /// stays constant.
    pub fn insert(&mut self, code: String, grant: CodeGrant) {
        if self.0.len() == self.0.capacity() {
            let now = grant.issued;
            self.0.retain(|_, state| state.grant().expires.plus(FORGET_AFTER) > now);
        }
        self.0.insert(code, CodeState::Fresh(Arc::new(grant)));
    }

    /// A code's state; `None`: never issued, or long forgotten.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&CodeState> {
        self.0.get(code)
    }

    /// Marks a code as redeemed. False when it already was: somebody was faster.
    pub fn redeem(&mut self, code: &str) -> bool {
        match self.0.get_mut(code) {
            Some(state @ CodeState::Fresh(_)) => {
                *state = CodeState::Redeemed(state.grant().clone());
                true
            }
            _ => false,
        }
    }
}

impl CodeState {
    /// What the code stands for.
    #[must_use]
    pub fn grant(&self) -> &Arc<CodeGrant> {
        match self {
            Self::Fresh(grant) | Self::Redeemed(grant) => grant,
        }
    }
}
