use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody who can sign in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserEntry {
    /// Short name that the rest of the file refers to, e.g. `ada`.
    pub name: String,
    /// The object id, `oid` in tokens. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
    /// The tenant (name, id or domain). Default: the first tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// User principal name to sign in with. Default: `<name>@<the tenant's first domain>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upn: Option<String>,
    /// The password, in clear: this is a fake. Default: `Pa55-<name>!`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// `name` in tokens. Default: given and family name, or the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// `given_name` in v1 tokens. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// `family_name` in v1 tokens. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// `email` in tokens when the `email` scope is granted. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// False: every sign-in and refresh is refused with AADSTS50057. Default: true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// True: the correct password is refused with AADSTS50055. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_expired: Option<bool>,
    /// True: may consent to admin-only permissions and for the whole tenant. Default: false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<bool>,
    /// Groups the user is a member of, by name or id (`groups` claim).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// Directory roles (`wids` claim): role template ids, or names such as `Global Administrator`.
    /// Default: `Global Administrator` for an `admin`, else none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory_roles: Option<Vec<String>>,
}

/// A group that users can be members of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    /// Short name that users refer to.
    pub name: String,
    /// The object id, as it appears in the `groups` claim. Default: derived from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub id: Option<String>,
}
