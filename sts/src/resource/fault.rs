use http::StatusCode;

use super::check::Check;
use crate::clock::Moment;
use crate::directory::ApiStyle;
use crate::token::verify::Flaw;

/// Why an API does not let a caller in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No `Authorization: Bearer`.
    Missing,
    /// Not a JWT, or one that only somebody else can decrypt.
    Malformed(Flaw),
    /// Another `alg` than RS256.
    Algorithm(String),
    /// No published key has this `kid`.
    UnknownKey(String),
    /// The signature is wrong.
    Signature,
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
    /// An issuer of this world, of the token version that the API does not validate.
    Version {
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
        /// It is an ID token: it names no calling client, `aud` is one.
        id_token: bool,
    },
    /// Neither `scp` nor `roles`.
    NoPermissions {
        /// The caller is an application: roles are meant, not scopes.
        app_only: bool,
    },
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
            Self::Malformed(_) | Self::Algorithm(_) | Self::UnknownKey(_) | Self::Signature => "invalid_token",
            Self::Expired(_) | Self::NotYetValid(_) => "invalid_lifetime",
            Self::Issuer { .. } | Self::Version { .. } => "invalid_issuer",
            Self::Audience { .. } => "invalid_audience",
            Self::NoPermissions { .. } | Self::Forbidden { .. } => "insufficient_permissions",
            Self::NeedsUser => "user_required",
        }
    }

    /// The check that found it.
    #[must_use]
    pub fn check(&self) -> Check {
        match self {
            Self::Missing => Check::Bearer,
            Self::Malformed(_) => Check::Format,
            Self::Algorithm(_) => Check::Algorithm,
            Self::UnknownKey(_) => Check::Key,
            Self::Signature => Check::Signature,
            Self::Expired(_) | Self::NotYetValid(_) => Check::Lifetime,
            Self::Issuer { .. } => Check::Issuer,
            Self::Version { .. } => Check::Version,
            Self::Audience { .. } => Check::Audience,
            Self::NoPermissions { .. } | Self::Forbidden { .. } | Self::NeedsUser => Check::Permissions,
        }
    }

    /// The status that an API of a style answers with: 403 when the caller is known but may not do this, else 401.
    #[must_use]
    pub fn status(&self, style: ApiStyle) -> StatusCode {
        match (self, style) {
            (Self::NeedsUser, ApiStyle::Graph) => StatusCode::BAD_REQUEST,
            (Self::NoPermissions { .. }, ApiStyle::IdentityWeb) => StatusCode::UNAUTHORIZED,
            (Self::Forbidden { .. } | Self::NoPermissions { .. } | Self::NeedsUser, _) => StatusCode::FORBIDDEN,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    /// The text of ASP.NET Core's `JwtBearer` (entra-server §8.1).
    #[must_use]
    pub fn jwt_bearer_text(&self) -> String {
        let at = |seconds: &i64| Moment(seconds.saturating_mul(1000)).slashed();
        match self {
            Self::Missing => "no bearer token".into(),
            Self::Malformed(_) => "The token is malformed".into(),
            Self::UnknownKey(_) => "The signature key was not found".into(),
            Self::Algorithm(_) | Self::Signature => "The signature is invalid".into(),
            Self::Expired(at_second) => format!("The token expired at '{}'", at(at_second)),
            Self::NotYetValid(at_second) => format!("The token is not valid before '{}'", at(at_second)),
            Self::Issuer { found, .. } | Self::Version { found, .. } => format!("The issuer '{found}' is invalid"),
            Self::Audience { found, .. } => format!("The audience '{found}' is invalid"),
            Self::NoPermissions { .. } => "neither scope nor roles claim".into(),
            Self::Forbidden { needed, .. } => format!("one of {} is needed", needed.join(", ")),
            Self::NeedsUser => "a user is needed".into(),
        }
    }
}
