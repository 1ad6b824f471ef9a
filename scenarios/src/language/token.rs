use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a result must be like. What is not named may be anything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectToken {
    /// Where the access token came from, judged by the wire: `cache` is an older token and no token request,
    /// `network` one that this step's exchanges brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
    /// It is the access token of that step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// It is not the access token of that step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_than: Option<String>,
    /// The granted scopes that the result names, in any order, OpenID Connect scopes aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Scopes that were asked for and not granted, as the result tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declined: Option<Vec<String>>,
    /// `aud` of the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Claims of the access token: these, with these values; `null`: it must lack the claim. Read with the player's
    /// own eyes; a client never should.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub claims: Map<String, Value>,
    /// Members of the access token's header, such as `kid`; `null`: it must lack the member.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub header: Map<String, Value>,
    /// Claims of the ID token that the result names.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub id_token: Map<String, Value>,
    /// How long the result says that the token lives from now, e.g. `75m`, give or take `give_or_take`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<String>,
    /// How exact `expires_in` is. Default: `2s`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub give_or_take: Option<String>,
    /// User name of the account in the result; `none`: there is no user in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Tenant in the result: name, id or domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// Unique id of the user in the result: their object id, or the name of a user; `none`: there is no user in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
    /// The access token can be read by nobody but its API (it is encrypted or opaque).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opaque: Option<bool>,
}

/// Where an access token came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// Issued before this step, and this step asked for none.
    Cache,
    /// Issued in this step.
    Network,
}
