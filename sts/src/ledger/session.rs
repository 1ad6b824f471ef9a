use std::collections::HashMap;

use uuid::Uuid;

use super::Authentication;
use crate::clock::Moment;

/// One account signed in to a browser.
#[derive(Debug, Clone)]
pub struct Account {
    /// The user.
    pub user: Uuid,
    /// How they signed in.
    pub authentication: Authentication,
    /// False after sign-out: the picker still remembers the account, single sign-on does not.
    pub signed_in: bool,
    /// Clients signed in to from this session, for front-channel sign-out.
    pub clients: Vec<Uuid>,
}

/// The single sign-on session of one browser; it may hold several accounts.
#[derive(Debug, Clone)]
pub struct Session {
    /// Accounts, in order of first sign-in.
    pub accounts: Vec<Account>,
    /// When it lapses unless it is used.
    pub expires: Moment,
}

/// The browser sessions of a world, by the value of their cookie.
#[derive(Debug, Clone, Default)]
pub struct Sessions(HashMap<String, Session>);

impl Sessions {
    /// The session of a cookie, unless it has lapsed.
    #[must_use]
    pub fn get(&self, cookie: &str, now: Moment) -> Option<&Session> {
        self.0.get(cookie).filter(|s| s.expires > now)
    }

    /// The session of a cookie, to change it.
    pub fn get_mut(&mut self, cookie: &str) -> Option<&mut Session> {
        self.0.get_mut(cookie)
    }

    /// Signs an account in to the session of `cookie`, which is made if need be.
    pub fn sign_in(&mut self, cookie: &str, user: Uuid, authentication: Authentication, expires: Moment, now: Moment) {
        if self.0.len() == self.0.capacity() {
            self.0.retain(|_, s| s.expires > now);
        }
        let session = self.0.entry(cookie.to_owned()).or_insert_with(|| Session { accounts: Vec::new(), expires });
        if session.expires <= now {
            session.accounts.clear();
        }
        session.expires = expires;
        match session.accounts.iter_mut().find(|a| a.user == user) {
            Some(account) => {
                account.authentication = authentication;
                account.signed_in = true;
            }
            None => session.accounts.push(Account { user, authentication, signed_in: true, clients: Vec::new() }),
        }
    }

    /// Remembers that an account of a session signed in to a client.
    pub fn note_client(&mut self, cookie: &str, user: Uuid, client: Uuid) {
        let account = self.0.get_mut(cookie).and_then(|s| s.accounts.iter_mut().find(|a| a.user == user));
        if let Some(account) = account
            && !account.clients.contains(&client)
        {
            account.clients.push(client);
        }
    }

    /// Ends every session of a user (all users if `None`); returns how many accounts were signed out.
    pub fn revoke(&mut self, user: Option<Uuid>) -> usize {
        let mut count = 0;
        for account in self.0.values_mut().flat_map(|s| &mut s.accounts) {
            if account.signed_in && user.is_none_or(|u| u == account.user) {
                account.signed_in = false;
                count += 1;
            }
        }
        count
    }

    /// Every signed-in account with the end of its session, sorted by session id.
    #[must_use]
    pub fn list(&self, now: Moment) -> Vec<(Account, Moment)> {
        let live = self.0.values().filter(|s| s.expires > now);
        let mut all: Vec<_> =
            live.flat_map(|s| s.accounts.iter().filter(|a| a.signed_in).map(|a| (a.clone(), s.expires))).collect();
        all.sort_by_key(|(account, _)| account.authentication.sid);
        all
    }
}

impl Session {
    /// The accounts that single sign-on can use.
    pub fn signed_in(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|a| a.signed_in)
    }
}
