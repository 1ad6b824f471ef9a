use uuid::Uuid;

/// A user of a tenant.
#[derive(Debug, Clone)]
pub struct User {
    /// Short name that world files, rules and the control API use.
    pub name: String,
    /// The object id, `oid` in tokens.
    pub oid: Uuid,
    /// The tenant that this object lives in.
    pub tenant: Uuid,
    /// User principal name; signs in with it, compared without regard to case.
    pub upn: String,
    /// The password, in clear: this is a fake.
    pub password: String,
    /// `name` in tokens.
    pub display_name: String,
    /// `given_name` in v1 tokens.
    pub given_name: Option<String>,
    /// `family_name` in v1 tokens.
    pub family_name: Option<String>,
    /// `email` in tokens when the `email` scope is granted.
    pub mail: Option<String>,
    /// False: every sign-in and refresh is refused with AADSTS50057.
    pub enabled: bool,
    /// True: a correct password is refused with AADSTS50055.
    pub password_expired: bool,
    /// May consent to admin-only permissions and for the whole tenant.
    pub admin: bool,
    /// Object ids of the groups the user is a member of (`groups` claim).
    pub groups: Vec<Uuid>,
    /// Role template ids of directory roles (`wids` claim).
    pub directory_roles: Vec<Uuid>,
}
