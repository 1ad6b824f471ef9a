use uuid::Uuid;

use crate::route::Dialect;

/// What a request asked for, kept with its refusal so that the doctor can explain it: nothing of it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// `scope`, as sent.
    pub scope: Option<String>,
    /// v1 `resource`, as sent.
    pub resource: Option<String>,
    /// The version of the protocol: v1 reads `resource`, v2 `scope`.
    pub dialect: Dialect,
    /// A code or consent is asked for, not a token: several APIs may be named.
    pub several_apis: bool,
    /// The application asks for itself (client credentials), not for a user.
    pub application: bool,
    /// The tenant whose APIs are meant, where it was known.
    pub tenant: Option<Uuid>,
    /// The client application, where it was known.
    pub client: Option<Uuid>,
}
