use std::collections::HashMap;

use uuid::Uuid;

use super::Authentication;
use crate::clock::Moment;
use crate::route::Dialect;
use crate::scope::ScopeRequest;

/// What a device code stands for.
#[derive(Debug, Clone)]
pub struct DeviceGrant {
    /// What the user types, upper case.
    pub user_code: String,
    /// The client it was issued to.
    pub client: Uuid,
    /// The tenant segment of the request; who may approve, and which tenant issues, follow from it.
    pub segment: String,
    /// What was asked for.
    pub scope: ScopeRequest,
    /// The endpoint's version.
    pub dialect: Dialect,
    /// When it was issued.
    pub issued: Moment,
    /// When it expires.
    pub expires: Moment,
    /// Seconds that the client must wait between polls.
    pub interval: i64,
    /// When the client last polled.
    pub last_poll: Option<Moment>,
    /// How many of the next polls are answered `slow_down`.
    pub slow_down: u32,
    /// What the user did.
    pub state: DeviceState,
}

/// What the user did with a device code.
#[derive(Debug, Clone)]
pub enum DeviceState {
    /// Nothing yet.
    Pending,
    /// Signed in and confirmed.
    Approved {
        /// The user.
        user: Uuid,
        /// How they signed in.
        authentication: Authentication,
    },
    /// Refused.
    Declined,
    /// Approved, and the tokens have been handed out.
    Redeemed,
}

/// The device codes of a world.
#[derive(Debug, Clone, Default)]
pub struct Devices {
    by_code: HashMap<String, DeviceGrant>,
    by_user_code: HashMap<String, String>,
}

impl Devices {
    /// Records a code. Forgets those that expired an hour ago when the number has doubled since the last time.
    pub fn insert(&mut self, device_code: String, grant: DeviceGrant) {
        const HOUR: i64 = 3600;
        if self.by_code.len() == self.by_code.capacity() {
            let now = grant.issued;
            self.by_code.retain(|_, old| old.expires.plus(HOUR) > now);
            let kept = &self.by_code;
            self.by_user_code.retain(|_, code| kept.contains_key(code));
        }
        self.by_user_code.insert(grant.user_code.clone(), device_code.clone());
        self.by_code.insert(device_code, grant);
    }

    /// By the device's code.
    pub fn get_mut(&mut self, device_code: &str) -> Option<&mut DeviceGrant> {
        self.by_code.get_mut(device_code)
    }

    /// By the code that the user types; letter case, spaces and dashes don't matter.
    pub fn by_user_code(&mut self, user_code: &str) -> Option<&mut DeviceGrant> {
        let code = self.by_user_code.get(&normalise(user_code))?;
        self.by_code.get_mut(code)
    }

    /// Every device code, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<DeviceGrant> {
        let mut all: Vec<_> = self.by_code.values().cloned().collect();
        all.sort_by(|a, b| (a.issued, &a.user_code).cmp(&(b.issued, &b.user_code)));
        all
    }
}

fn normalise(user_code: &str) -> String {
    user_code.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}
