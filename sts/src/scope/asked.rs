use uuid::Uuid;

/// What a request asked for, kept with its refusal so that the doctor can explain it: nothing of it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// `scope`, as sent.
    pub scope: Option<String>,
    /// v1 `resource`, as sent.
    pub resource: Option<String>,
    /// The application asks for itself (client credentials), not for a user.
    pub application: bool,
    /// The tenant whose APIs are meant, where it was known.
    pub tenant: Option<Uuid>,
    /// The client application, where it was known.
    pub client: Option<Uuid>,
}
