//! What can be wrong with a scope.

use schemars::JsonSchema;
use serde::Serialize;

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Which one.
    pub id: ProblemKind,
    /// Does the request fail for it?
    pub severity: Severity,
    /// The scope it is about; none: the request as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What is wrong, one clause.
    pub says: String,
    /// What would be right, where it can be said in general.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// AADSTS code that the platform answers to this alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// HTTP status that the API answers to this alone; the platform issued a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_status: Option<u16>,
    /// What cures this alone; what cures everything is in the report's `try`.
    #[serde(rename = "try", skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<String>,
}

/// Does a request fail for a problem?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It does.
    Error,
    /// It does not, but it may surprise.
    Note,
}

/// Everything that the doctor knows to be wrong with scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The world's name of an API instead of its App ID URI.
    ApiName,
    /// An application permission (app role) asked for as a delegated one.
    ApplicationPermission,
    /// A bare name that is not Microsoft Graph's.
    BareName,
    /// `.default` beside other permissions.
    DefaultMixed,
    /// A slash too many before the permission.
    DoubleSlash,
    /// The same permission twice.
    Duplicate,
    /// More path behind the permission.
    ExtraSegment,
    /// The API accepts its client id alone; the scope names it by URI.
    GuidOnly,
    /// Letters in another case than registered.
    LetterCase,
    /// `https://` or `api://` is missing.
    MissingScheme,
    /// Neither `scope` nor `resource`.
    MissingScope,
    /// Scopes of several APIs in one request.
    MixedResources,
    /// The API has no permission for applications, or the client has none of them.
    NoAppRole,
    /// The name of an API without a permission.
    NoPermission,
    /// The v1 endpoint wants `resource`.
    NoResource,
    /// The app exposes no API.
    NotAnApi,
    /// Client credentials with anything but `.default`.
    NotDefault,
    /// Nothing but scopes of OpenID Connect.
    OnlyOpenidConnect,
    /// `resource` on the v2 endpoint.
    ResourceOnV2,
    /// A permission in `resource`.
    ResourceWithPermission,
    /// The v1 endpoint does not read `scope`.
    ScopeIgnored,
    /// A client that asks for itself by URI.
    SelfByUri,
    /// Commas, tabs or other separators than spaces.
    Separator,
    /// One slash where the audience ends in one.
    SingleSlash,
    /// Quotes, brackets or invisible characters.
    StrayCharacters,
    /// A URI for an API that has none.
    SuperfluousScheme,
    /// A slash at the end.
    TrailingSlash,
    /// The API has no such permission.
    UnknownPermission,
    /// The tenant has no such API.
    UnknownResource,
    /// No name of the API leads to an audience that it accepts.
    UnreachableAudience,
    /// The API accepts its App ID URI; the scope names it by client id.
    UriOnly,
    /// Percent-encoded once too often.
    UrlEncoded,
    /// The address of a call instead of a scope.
    UrlOfACall,
    /// Another audience than the API accepts.
    WrongAudience,
    /// The id of something else.
    WrongId,
    /// Another scheme than registered, or a broken one.
    WrongScheme,
}
