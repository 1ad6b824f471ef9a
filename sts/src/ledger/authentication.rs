use uuid::Uuid;

use crate::clock::Moment;

/// How and when a user signed in; travels from the session into every grant that comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// `sid`: the session of this account in this browser, or of this one sign-in.
    pub sid: Uuid,
    /// `auth_time`.
    pub time: Moment,
    /// `amr`, e.g. `pwd`.
    pub methods: Vec<String>,
    /// The user's revocation count when they signed in; see [`super::Revocations`].
    pub epoch: u64,
}
