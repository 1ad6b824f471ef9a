//! Claim sets (entra-server §5). Claim order is the wire's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::jws::{HeaderStyle, Object};
use super::opaque;
use crate::clock::Moment;
use crate::decide::plan::{IdTokenPlan, Plan, Subject};
use crate::directory::{Api, App, TokenVersion, User};
use crate::entropy::{Draw, pairwise};
use crate::ledger::Authentication;
use crate::origin::Issuers;

/// Tokens are valid from five minutes ago, so that a slow clock at the API does not refuse them.
pub const BACKDATE: i64 = 300;

/// What every claim set of a response is made with.
pub struct Ground<'a> {
    /// Issuers as the client sees them.
    pub issuers: &'a Issuers,
    /// Now.
    pub now: Moment,
    /// Identifiers of the request.
    pub draw: &'a Draw,
}

/// The access token's claims and its header style: the API's accepted version decides, not the endpoint.
pub fn access_token(plan: &Plan, lifetime: i64, ground: &Ground<'_>) -> (HeaderStyle, Object) {
    let version = plan.api.api.as_ref().map_or(TokenVersion::V1, |api| api.token_version);
    match (version, &plan.subject) {
        (TokenVersion::V1, Subject::User { user, authentication }) => {
            (HeaderStyle::V1, v1_user(plan, user, authentication, lifetime, ground))
        }
        (TokenVersion::V1, Subject::Application) => (HeaderStyle::V1, v1_app(plan, lifetime, ground)),
        (TokenVersion::V2, Subject::User { user, authentication }) => {
            (HeaderStyle::V2, v2_user(plan, user, authentication, lifetime, ground))
        }
        (TokenVersion::V2, Subject::Application) => (HeaderStyle::V2, v2_app(plan, lifetime, ground)),
    }
}

/// `aud`: v2 tokens carry the API's client id; v1 tokens what the client typed, slash and case kept
/// (entra-server §4.2, §4.4). The API can override both.
#[must_use]
pub fn audience(plan: &Plan) -> String {
    audience_of(&plan.api, &plan.resource)
}

/// `aud` of tokens for an API that a client named `resource`, as its registration has it.
#[must_use]
pub fn audience_of(app: &App, resource: &str) -> String {
    audience_in(app, resource, app.api.as_ref().map_or(TokenVersion::V2, |api| api.token_version))
}

/// `aud`, if the API took tokens of `version`.
#[must_use]
pub fn audience_in(app: &App, resource: &str, version: TokenVersion) -> String {
    let guid = || app.client_id.to_string();
    // A client as its own resource: the registration exposes no API.
    let Some(api) = &app.api else { return guid() };
    if let Some(audience) = &api.audience_override {
        return audience.clone();
    }
    let use_guid = api.optional_claims.iter().any(|c| c.name == "aud" && c.additional.iter().any(|a| a == "use_guid"));
    match version {
        TokenVersion::V1 if !use_guid => resource.to_owned(),
        TokenVersion::V1 | TokenVersion::V2 => guid(),
    }
}

fn opening(audience: String, issuer: String, lifetime: i64, now: Moment) -> Object {
    let mut claims = Object::new();
    let start = now.seconds() - BACKDATE;
    claims.insert("aud".into(), audience.into());
    claims.insert("iss".into(), issuer.into());
    claims.insert("iat".into(), start.into());
    claims.insert("nbf".into(), start.into());
    claims.insert("exp".into(), (now.seconds() + lifetime).into());
    claims
}

fn put(claims: &mut Object, name: &str, value: impl Into<Value>) {
    claims.insert(name.to_owned(), value.into());
}

fn put_some(claims: &mut Object, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(claims, name, value);
    }
}

fn put_list(claims: &mut Object, name: &str, values: &[String]) {
    if !values.is_empty() {
        put(claims, name, values.to_vec());
    }
}

/// `sub`: pairwise for user and app, stable within a tenant (entra-server §5.7).
#[must_use]
pub fn subject(tenant: Uuid, user: Uuid, app: Uuid) -> String {
    pairwise(&[tenant.as_bytes(), user.as_bytes(), app.as_bytes()])
}

fn groups(plan: &Plan, user: &User) -> Vec<String> {
    match &plan.api.api {
        Some(api) if api.group_claims => user.groups.iter().map(Uuid::to_string).collect(),
        _ => Vec::new(),
    }
}

fn wids(user: &User) -> Vec<String> {
    const DEFAULT_MEMBER: &str = "b79fbf4d-3ef9-4689-8143-76b194e85509";
    user.directory_roles.iter().map(Uuid::to_string).chain([DEFAULT_MEMBER.to_owned()]).collect()
}

fn v1_user(plan: &Plan, user: &User, auth: &Authentication, lifetime: i64, ground: &Ground<'_>) -> Object {
    let tenant = plan.tenant.id;
    let mut c = opening(audience(plan), ground.issuers.v1(tenant), lifetime, ground.now);
    put(&mut c, "acr", "1");
    put(&mut c, "aio", opaque::aio(ground.draw));
    put(&mut c, "amr", auth.methods.clone());
    put(&mut c, "appid", plan.client.client_id.to_string());
    put(&mut c, "appidacr", plan.proof.acr());
    put_some(&mut c, "family_name", user.family_name.clone());
    put_some(&mut c, "given_name", user.given_name.clone());
    put_list(&mut c, "groups", &groups(plan, user));
    if wants(plan, "idtyp") {
        put(&mut c, "idtyp", "user");
    }
    put(&mut c, "ipaddr", "127.0.0.1");
    put(&mut c, "name", user.display_name.clone());
    put(&mut c, "oid", user.oid.to_string());
    put(&mut c, "rh", opaque::rh(tenant, plan.client.client_id));
    put_list(&mut c, "roles", &plan.roles);
    if !plan.scopes.is_empty() {
        put(&mut c, "scp", plan.scopes.join(" "));
    }
    put(&mut c, "sid", auth.sid.to_string());
    put(&mut c, "sub", subject(tenant, user.oid, plan.api.client_id));
    put(&mut c, "tid", tenant.to_string());
    put(&mut c, "unique_name", user.upn.clone());
    put(&mut c, "upn", user.upn.clone());
    put(&mut c, "uti", opaque::uti(ground.draw));
    put(&mut c, "ver", "1.0");
    put(&mut c, "wids", wids(user));
    optional_user_claims(plan, user, auth, &mut c);
    put(&mut c, "xms_idrel", "1 2");
    put(&mut c, "xms_tcdt", plan.tenant.created);
    c
}

fn v2_user(plan: &Plan, user: &User, auth: &Authentication, lifetime: i64, ground: &Ground<'_>) -> Object {
    let tenant = plan.tenant.id;
    let mut c = opening(audience(plan), ground.issuers.v2(tenant), lifetime, ground.now);
    put(&mut c, "aio", opaque::aio(ground.draw));
    put(&mut c, "azp", plan.client.client_id.to_string());
    put(&mut c, "azpacr", plan.proof.acr());
    put_list(&mut c, "groups", &groups(plan, user));
    if wants(plan, "idtyp") {
        put(&mut c, "idtyp", "user");
    }
    put(&mut c, "name", user.display_name.clone());
    put(&mut c, "oid", user.oid.to_string());
    put(&mut c, "preferred_username", user.upn.clone());
    put(&mut c, "rh", opaque::rh(tenant, plan.client.client_id));
    put_list(&mut c, "roles", &plan.roles);
    if !plan.scopes.is_empty() {
        put(&mut c, "scp", plan.scopes.join(" "));
    }
    put(&mut c, "sid", auth.sid.to_string());
    put(&mut c, "sub", subject(tenant, user.oid, plan.api.client_id));
    put(&mut c, "tid", tenant.to_string());
    put(&mut c, "uti", opaque::uti(ground.draw));
    put(&mut c, "ver", "2.0");
    optional_user_claims(plan, user, auth, &mut c);
    c
}

fn v1_app(plan: &Plan, lifetime: i64, ground: &Ground<'_>) -> Object {
    let tenant = plan.tenant.id;
    let mut c = opening(audience(plan), ground.issuers.v1(tenant), lifetime, ground.now);
    let principal = plan.client.service_principal.to_string();
    put(&mut c, "aio", opaque::aio(ground.draw));
    put(&mut c, "appid", plan.client.client_id.to_string());
    put(&mut c, "appidacr", plan.proof.acr());
    put(&mut c, "idp", ground.issuers.v1(tenant));
    if plan.api.first_party || wants(plan, "idtyp") {
        put(&mut c, "idtyp", "app");
    }
    put(&mut c, "oid", principal.clone());
    put(&mut c, "rh", opaque::rh(tenant, plan.client.client_id));
    put_list(&mut c, "roles", &plan.roles);
    put(&mut c, "sub", principal);
    put(&mut c, "tid", tenant.to_string());
    put(&mut c, "uti", opaque::uti(ground.draw));
    put(&mut c, "ver", "1.0");
    put(&mut c, "xms_tcdt", plan.tenant.created);
    c
}

fn v2_app(plan: &Plan, lifetime: i64, ground: &Ground<'_>) -> Object {
    let tenant = plan.tenant.id;
    let mut c = opening(audience(plan), ground.issuers.v2(tenant), lifetime, ground.now);
    let principal = plan.client.service_principal.to_string();
    put(&mut c, "aio", opaque::aio(ground.draw));
    put(&mut c, "azp", plan.client.client_id.to_string());
    put(&mut c, "azpacr", plan.proof.acr());
    if wants(plan, "idtyp") {
        put(&mut c, "idtyp", "app");
    }
    put(&mut c, "oid", principal.clone());
    put(&mut c, "rh", opaque::rh(tenant, plan.client.client_id));
    put_list(&mut c, "roles", &plan.roles);
    put(&mut c, "sub", principal);
    put(&mut c, "tid", tenant.to_string());
    put(&mut c, "uti", opaque::uti(ground.draw));
    put(&mut c, "ver", "2.0");
    put(&mut c, "xms_ftd", opaque::aio(ground.draw));
    c
}

fn wants(plan: &Plan, claim: &str) -> bool {
    plan.api.api.as_ref().is_some_and(|api: &Api| api.optional_claims.iter().any(|c| c.name == claim))
}

fn optional_user_claims(plan: &Plan, user: &User, auth: &Authentication, claims: &mut Object) {
    let Some(api) = &plan.api.api else { return };
    for optional in &api.optional_claims {
        optional_user_claim(&optional.name, user, auth, claims);
    }
}

/// An optional claim about the user, by its documented name; unknown names add nothing.
fn optional_user_claim(name: &str, user: &User, auth: &Authentication, claims: &mut Object) {
    match name {
        "acct" => put(claims, name, 0),
        "auth_time" => put(claims, name, auth.time.seconds()),
        "email" => put_some(claims, name, user.mail.clone()),
        "family_name" => put_some(claims, name, user.family_name.clone()),
        "given_name" => put_some(claims, name, user.given_name.clone()),
        "login_hint" => put(claims, name, login_hint(user)),
        "sid" => put(claims, name, auth.sid.to_string()),
        "upn" => put(claims, name, user.upn.clone()),
        _ => {}
    }
}

/// The opaque `login_hint` claim: sent back as `login_hint` or `logout_hint` it names the user.
#[must_use]
pub fn login_hint(user: &User) -> String {
    format!("O.{}", URL_SAFE_NO_PAD.encode(user.oid.as_bytes()))
}

/// The user's object id inside an opaque `login_hint`.
#[must_use]
pub fn read_login_hint(hint: &str) -> Option<Uuid> {
    let bytes = URL_SAFE_NO_PAD.decode(hint.strip_prefix("O.")?).ok()?;
    Uuid::from_slice(&bytes).ok()
}

/// Hashes that bind an ID token to the code and access token beside it (OpenID Connect Core §3.3.2.11).
#[derive(Debug, Clone, Default)]
pub struct Bindings {
    /// Hash of the access token.
    pub at_hash: Option<String>,
    /// Hash of the code.
    pub c_hash: Option<String>,
}

/// `at_hash` and `c_hash`: the left half of the SHA-256, base64url.
#[must_use]
pub fn half_hash(value: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, value.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16])
}

/// The v2 ID token (entra-server §5.6). Without `profile` it names nobody but `sub`.
pub fn id_token_v2(
    plan: &Plan,
    id: &IdTokenPlan,
    user: &User,
    auth: &Authentication,
    lifetime: i64,
    bindings: &Bindings,
    ground: &Ground<'_>,
) -> Object {
    let tenant = plan.tenant.id;
    let client = plan.client.client_id;
    let mut c = opening(client.to_string(), ground.issuers.v2(tenant), lifetime, ground.now);
    put(&mut c, "aio", opaque::aio(ground.draw));
    put_some(&mut c, "at_hash", bindings.at_hash.clone());
    put_some(&mut c, "c_hash", bindings.c_hash.clone());
    if id.email {
        put_some(&mut c, "email", user.mail.clone());
    }
    put(&mut c, "login_hint", login_hint(user));
    if id.profile {
        put(&mut c, "name", user.display_name.clone());
    }
    put_some(&mut c, "nonce", id.nonce.clone());
    if id.profile {
        put(&mut c, "oid", user.oid.to_string());
        put(&mut c, "preferred_username", user.upn.clone());
    }
    put(&mut c, "rh", opaque::rh(tenant, client));
    put_list(&mut c, "roles", &id.roles);
    put(&mut c, "sid", auth.sid.to_string());
    put(&mut c, "sub", subject(tenant, user.oid, client));
    put(&mut c, "tid", tenant.to_string());
    put(&mut c, "uti", opaque::uti(ground.draw));
    put(&mut c, "ver", "2.0");
    for name in &plan.client.flows.id_token_claims {
        optional_user_claim(name, user, auth, &mut c);
    }
    c
}

/// The v1 ID token (entra-server §5.6).
pub fn id_token_v1(
    plan: &Plan,
    id: &IdTokenPlan,
    user: &User,
    auth: &Authentication,
    lifetime: i64,
    bindings: &Bindings,
    ground: &Ground<'_>,
) -> Object {
    let tenant = plan.tenant.id;
    let client = plan.client.client_id;
    let mut c = opening(client.to_string(), ground.issuers.v1(tenant), lifetime, ground.now);
    put(&mut c, "amr", auth.methods.clone());
    put_some(&mut c, "at_hash", bindings.at_hash.clone());
    put_some(&mut c, "c_hash", bindings.c_hash.clone());
    put_some(&mut c, "family_name", user.family_name.clone());
    put_some(&mut c, "given_name", user.given_name.clone());
    put(&mut c, "ipaddr", "127.0.0.1");
    put(&mut c, "name", user.display_name.clone());
    put_some(&mut c, "nonce", id.nonce.clone());
    put(&mut c, "oid", user.oid.to_string());
    put(&mut c, "sid", auth.sid.to_string());
    put(&mut c, "sub", subject(tenant, user.oid, client));
    put(&mut c, "tid", tenant.to_string());
    put(&mut c, "unique_name", user.upn.clone());
    put(&mut c, "upn", user.upn.clone());
    put(&mut c, "uti", opaque::uti(ground.draw));
    put(&mut c, "ver", "1.0");
    for name in &plan.client.flows.id_token_claims {
        optional_user_claim(name, user, auth, &mut c);
    }
    c
}

/// `client_info`: the home account, base64url JSON.
#[must_use]
pub fn client_info(user: &User) -> String {
    let info = json!({"uid": user.oid.to_string(), "utid": user.tenant.to_string()});
    URL_SAFE_NO_PAD.encode(info.to_string())
}
