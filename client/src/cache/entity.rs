use super::record::Record;
use crate::Scopes;

/// A kind of cache entry: a section of the JSON, with a rule for what belongs together and how a new entry is named.
pub(crate) trait Entity: From<Record> {
    const SECTION: &'static str;

    fn record(&self) -> &Record;

    fn record_mut(&mut self) -> &mut Record;

    /// What look-ups start from: home account id, assertion hash or client id, in lower case.
    fn partition(&self) -> String;

    /// The name of a new entry, as the MSALs build it. Look-ups never rely on it.
    fn key(&self) -> String;

    fn text(&self, name: &str) -> &str {
        self.record().text(name).unwrap_or_default()
    }

    fn home_account_id(&self) -> &str {
        self.text("home_account_id")
    }

    fn environment(&self) -> &str {
        self.text("environment")
    }

    fn client_id(&self) -> &str {
        self.text("client_id")
    }

    fn realm(&self) -> &str {
        self.text("realm")
    }

    fn secret(&self) -> &str {
        self.text("secret")
    }
}

macro_rules! entity {
    ($(#[$doc:meta])* $name:ident, $section:literal, $partition:expr, $key:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name(Record);

        impl From<Record> for $name {
            fn from(record: Record) -> Self {
                Self(record)
            }
        }

        impl Entity for $name {
            const SECTION: &'static str = $section;

            fn record(&self) -> &Record {
                &self.0
            }

            fn record_mut(&mut self) -> &mut Record {
                &mut self.0
            }

            fn partition(&self) -> String {
                let partition: fn(&Self) -> String = $partition;
                partition(self)
            }

            fn key(&self) -> String {
                let key: fn(&Self) -> String = $key;
                key(self)
            }
        }
    };
}

entity!(
    /// An access token, a user's or the application's.
    AccessToken,
    "AccessToken",
    |token| match token.assertion_hash() {
        Some(hash) => obo_partition(hash),
        None => user_partition(token.home_account_id()),
    },
    |token| {
        let (home, environment, client) = (token.home_account_id(), token.environment(), token.client_id());
        let key = join(&[home, environment, "accesstoken", client, token.realm(), token.text("target")]);
        // one store may hold what two assertions of one user brought
        token.assertion_hash().map_or(key.clone(), |hash| join(&[&key, hash]))
    }
);

entity!(
    /// A refresh token, of one client or of a family of clients.
    RefreshToken,
    "RefreshToken",
    |token| user_partition(token.home_account_id()),
    |token| {
        let owner = token.family_id().unwrap_or(token.client_id());
        format!("{}--", join(&[token.home_account_id(), token.environment(), "refreshtoken", owner]))
    }
);

entity!(
    /// An ID token.
    StoredIdToken,
    "IdToken",
    |token| user_partition(token.home_account_id()),
    |token| format!(
        "{}-",
        join(&[token.home_account_id(), token.environment(), "idtoken", token.client_id(), token.realm()])
    )
);

entity!(
    /// A user in one tenant.
    StoredAccount,
    "Account",
    |account| user_partition(account.home_account_id()),
    |account| join(&[account.home_account_id(), account.environment(), account.realm()])
);

entity!(
    /// Whether a client belongs to a family.
    AppMetadata,
    "AppMetadata",
    |metadata| metadata.client_id().to_ascii_lowercase(),
    |metadata| join(&["appmetadata", metadata.environment(), metadata.client_id()])
);

impl AccessToken {
    pub fn target(&self) -> Scopes {
        Scopes::from(self.text("target"))
    }

    /// Zero, that is expired, where there is none.
    pub fn expires_on(&self) -> i64 {
        self.record().seconds("expires_on").unwrap_or(0)
    }

    pub fn refresh_on(&self) -> Option<i64> {
        self.record().seconds("refresh_on")
    }

    pub fn cached_at(&self) -> Option<i64> {
        self.record().seconds("cached_at")
    }

    pub fn token_type(&self) -> &str {
        self.record().text("token_type").unwrap_or("Bearer")
    }

    /// The hash of the assertion it was got with; MSAL.js spells the member differently.
    pub fn assertion_hash(&self) -> Option<&str> {
        self.record().text("user_assertion_hash").or_else(|| self.record().text("userAssertionHash"))
    }

    /// Whether it was bound to more than the members this client knows: a key, an agent, a resource.
    pub fn is_extended(&self) -> bool {
        let plain = ["", "accesstoken"];
        ["ext_cache_key", "key_id", "kid"].iter().any(|name| self.record().text(name).is_some())
            || !plain.contains(&self.text("credential_type").to_ascii_lowercase().as_str())
    }
}

impl RefreshToken {
    pub fn family_id(&self) -> Option<&str> {
        self.record().text("family_id")
    }

    pub fn modified_on(&self) -> i64 {
        self.record().seconds("last_modification_time").unwrap_or(0)
    }
}

/// The partition of a user; the application's own tokens are those of the user without a name.
pub(crate) fn user_partition(home_account_id: &str) -> String {
    home_account_id.to_ascii_lowercase()
}

/// The partition of an on-behalf-of assertion. The prefix can't begin a home account id of the platform's.
pub(crate) fn obo_partition(assertion_hash: &str) -> String {
    format!("assertion:{assertion_hash}")
}

fn join(parts: &[&str]) -> String {
    parts.join("-").to_lowercase()
}
