use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Authentication;
use crate::clock::Moment;
use crate::scope::ScopeRequest;

/// What a refresh token stands for: bound to user and client, not to a resource or tenant (entra-server §3.3).
#[derive(Debug, Clone)]
pub struct RefreshGrant {
    /// The client it was issued to.
    pub client: Uuid,
    /// The tenant that issued it.
    pub tenant: Uuid,
    /// The user.
    pub user: Uuid,
    /// How the user signed in.
    pub authentication: Authentication,
    /// What the request that first gave it asked for; the default of a refresh without `scope`.
    pub scope: ScopeRequest,
    /// When it was issued.
    pub issued: Moment,
    /// When it expires.
    pub expires: Moment,
    /// Set for single-page apps: when the first token of the chain was issued. The lifetime is fixed.
    pub spa_since: Option<Moment>,
    /// The client did not authenticate when it got the token, and need not to redeem it.
    pub public: bool,
    /// The family of client ids that may use it (`foci`).
    pub family: Option<String>,
    /// Revoked one by one through the control API.
    pub revoked: bool,
}

/// The refresh tokens of a world. Redeeming one issues another and leaves the old one valid.
#[derive(Debug, Clone, Default)]
pub struct RefreshTokens(HashMap<String, Arc<RefreshGrant>>);

impl RefreshTokens {
    /// Records a token. Forgets those that expired a day ago when the number has doubled since the last time.
    pub fn insert(&mut self, token: String, grant: RefreshGrant) {
        const DAY: i64 = 86_400;
        if self.0.len() == self.0.capacity() {
            let now = grant.issued;
            self.0.retain(|_, old| old.expires.plus(DAY) > now);
        }
        self.0.insert(token, Arc::new(grant));
    }

    /// What a token stands for.
    #[must_use]
    pub fn get(&self, token: &str) -> Option<&Arc<RefreshGrant>> {
        self.0.get(token)
    }

    /// The tokens, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Arc<RefreshGrant>)> {
        self.0.iter()
    }

    /// Revokes the tokens that `which` picks; returns how many.
    pub fn revoke(&mut self, which: impl Fn(&str, &RefreshGrant) -> bool) -> usize {
        let mut count = 0;
        for (token, grant) in &mut self.0 {
            if !grant.revoked && which(token, grant) {
                Arc::make_mut(grant).revoked = true;
                count += 1;
            }
        }
        count
    }
}
