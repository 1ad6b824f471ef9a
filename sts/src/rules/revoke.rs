//! Revoking what a rule says.

use super::effects::Revoke;
use super::matching::{is_app, is_user};
use super::words::RevokeWord;
use crate::directory::Directory;
use crate::ledger::Ledger;

impl Revoke {
    /// Revokes it.
    pub fn apply(&self, directory: &Directory, ledger: &mut Ledger) {
        let user = self.user.as_deref().and_then(|w| directory.users().iter().find(|u| is_user(u, w)));
        let client = self.client.as_deref().and_then(|w| directory.apps().iter().find(|a| is_app(a, w)));
        if (self.user.is_some() && user.is_none()) || (self.client.is_some() && client.is_none()) {
            return;
        }
        let (user, client) = (user.map(|u| u.oid), client.map(|c| c.client_id));
        match self.what {
            RevokeWord::RefreshTokens => {
                ledger.refresh_tokens.revoke(|_, grant| {
                    user.is_none_or(|oid| oid == grant.user) && client.is_none_or(|id| id == grant.client)
                });
            }
            RevokeWord::Sessions => {
                ledger.sessions.revoke(user);
            }
        }
    }
}
