use crate::clock::Moment;

/// Why an API does not let a caller in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No `Authorization: Bearer`.
    Missing,
    /// Not a JWT.
    Malformed,
    /// No published key has this `kid`.
    UnknownKey(String),
    /// The signature is wrong, or the algorithm is.
    Signature(String),
    /// Past `exp`.
    Expired(i64),
    /// Before `nbf`.
    NotYetValid(i64),
    /// Another issuer.
    Issuer {
        /// What came.
        found: String,
        /// What would do.
        accepted: Vec<String>,
    },
    /// Another audience.
    Audience {
        /// What came.
        found: String,
        /// What would do.
        accepted: Vec<String>,
        /// It is an ID token: no `scp`, no `roles`, `aud` is a client.
        id_token: bool,
    },
    /// Neither `scp` nor `roles`.
    NoPermissions,
    /// `scp` or `roles` lack what this request needs.
    Forbidden {
        /// Any of these would do.
        needed: Vec<String>,
        /// What came.
        found: Vec<String>,
        /// The caller is an application: roles are meant, not scopes.
        app_only: bool,
    },
    /// Only users can ask this.
    NeedsUser,
}

impl Fault {
    /// A name for the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing_token",
            Self::Malformed | Self::UnknownKey(_) | Self::Signature(_) => "invalid_token",
            Self::Expired(_) | Self::NotYetValid(_) => "invalid_lifetime",
            Self::Issuer { .. } => "invalid_issuer",
            Self::Audience { .. } => "invalid_audience",
            Self::NoPermissions | Self::Forbidden { .. } => "insufficient_permissions",
            Self::NeedsUser => "user_required",
        }
    }

    /// True when the caller is known but may not do this: 403 rather than 401.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Forbidden { .. })
    }

    /// The text of ASP.NET Core's `JwtBearer` (entra-server §8.1).
    #[must_use]
    pub fn jwt_bearer_text(&self) -> String {
        let at = |seconds: &i64| Moment(seconds.saturating_mul(1000)).slashed();
        match self {
            Self::Missing => "no bearer token".into(),
            Self::Malformed => "The token is malformed".into(),
            Self::UnknownKey(_) => "The signature key was not found".into(),
            Self::Signature(_) => "The signature is invalid".into(),
            Self::Expired(at_second) => format!("The token expired at '{}'", at(at_second)),
            Self::NotYetValid(at_second) => format!("The token is not valid before '{}'", at(at_second)),
            Self::Issuer { found, .. } => format!("The issuer '{found}' is invalid"),
            Self::Audience { found, .. } => format!("The audience '{found}' is invalid"),
            Self::NoPermissions => "neither scope nor roles claim".into(),
            Self::Forbidden { needed, .. } => format!("one of {} is needed", needed.join(", ")),
            Self::NeedsUser => "a user is needed".into(),
        }
    }
}
