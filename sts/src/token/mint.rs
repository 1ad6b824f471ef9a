//! Tokens made to order, for testing what an API does with them: with any claim, expired, for somebody else,
//! badly signed, or signed with a key that nobody knows. They look like issued ones, but for what was ordered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::alter::{Alteration, Altered};
use super::claims::{self, Bindings, Ground};
use super::jws::HeaderStyle;
use super::keys::KeyRing;
use crate::clock::Moment;
use crate::decide::plan::{IdTokenPlan, Plan, Proof, Subject};
use crate::directory::{App, Directory, Principal, User};
use crate::entropy::Draw;
use crate::ledger::Authentication;
use crate::origin::Issuers;
use crate::refusal::names;
use crate::route::Dialect;

/// What kind of token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MintKind {
    /// An access token for the API.
    #[default]
    Access,
    /// An ID token for the client.
    Id,
}

/// How it is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MintSignature {
    /// Properly.
    #[default]
    Good,
    /// One bit is wrong.
    Bad,
    /// `alg: none` and no signature.
    None,
}

/// Which key signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MintKey {
    /// The one that signs issued tokens.
    #[default]
    Active,
    /// A published one that does not sign yet.
    Next,
    /// One that is not published.
    Unpublished,
    /// The active one, under a `kid` that no key has.
    UnknownKid,
}

/// An order for a token.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MintOrder {
    /// Access token (default) or ID token.
    pub kind: MintKind,
    /// Version of an ID token: 1 or 2 (default). An access token's version is the API's setting.
    pub version: Option<u8>,
    /// The API: name or id. Default: the first one of the world.
    pub api: Option<String>,
    /// The client application: name or id. Default: the first one that is not an API.
    pub client: Option<String>,
    /// The user: name, id or user principal name. Without one an access token is app-only.
    pub user: Option<String>,
    /// `scp`.
    pub scopes: Vec<String>,
    /// `roles`. Default: what is assigned.
    pub roles: Option<Vec<String>>,
    /// Claims to set; `null` removes one.
    pub claims: serde_json::Map<String, Value>,
    /// Header members to set; `null` removes one.
    pub header: serde_json::Map<String, Value>,
    /// Seconds from now to `exp`. Default 3600.
    pub lifetime: Option<i64>,
    /// `exp` an hour ago.
    pub expired: bool,
    /// Seconds from now to `nbf`.
    pub not_before: Option<i64>,
    /// `aud`.
    pub audience: Option<String>,
    /// `iss`.
    pub issuer: Option<String>,
    /// How it is signed.
    pub signature: MintSignature,
    /// Which key signs.
    pub key: MintKey,
}

/// A minted token.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MintedToken {
    /// The compact JWS.
    pub token: String,
    /// Its header.
    pub header: Value,
    /// Its claims.
    pub claims: Value,
}

/// Why an order cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// The world has no such thing.
    #[error("this world has no {what} '{name}'; it has {known}")]
    Unknown {
        /// Kind of thing.
        what: &'static str,
        /// What was ordered.
        name: String,
        /// What there is.
        known: String,
    },
    /// The order contradicts itself.
    #[error("{0}")]
    Order(&'static str),
}

/// What minting needs of a world.
pub struct Mint<'a> {
    /// The directory.
    pub directory: &'a Directory,
    /// Signing keys.
    pub keys: KeyRing,
    /// Issuers as clients see them.
    pub issuers: &'a Issuers,
    /// Now.
    pub now: Moment,
    /// Identifiers.
    pub draw: &'a Draw,
}

impl MintOrder {
    fn alteration(&self, lifetime: i64) -> Alteration {
        Alteration {
            audience: self.audience.clone(),
            issuer: self.issuer.clone(),
            lifetime: Some(lifetime),
            not_before: self.not_before,
            claims: self.claims.clone(),
            header: self.header.clone(),
            key: Some(self.key),
            signature: Some(self.signature),
            encrypt: false,
        }
    }
}

impl Mint<'_> {
    /// Carries an order out.
    ///
    /// # Errors
    /// [`MintError`].
    pub fn mint(&self, order: &MintOrder) -> Result<MintedToken, MintError> {
        let plan = self.plan(order)?;
        let lifetime = if order.expired { -3600 } else { order.lifetime.unwrap_or(3600) };
        let ground = Ground { issuers: self.issuers, now: self.now, draw: self.draw };
        let (style, mut body) = match (order.kind, &plan.subject) {
            (MintKind::Access, _) => claims::access_token(&plan, lifetime, &ground),
            (MintKind::Id, Subject::Application) => return Err(MintError::Order("an ID token needs a user")),
            (MintKind::Id, Subject::User { user, authentication }) => {
                let id = IdTokenPlan { profile: true, email: true, ..IdTokenPlan::default() };
                let none = Bindings::default();
                if order.version == Some(1) {
                    let body = claims::id_token_v1(&plan, &id, user, authentication, lifetime, &none, &ground);
                    (HeaderStyle::V1, body)
                } else {
                    let body = claims::id_token_v2(&plan, &id, user, authentication, lifetime, &none, &ground);
                    (HeaderStyle::V2, body)
                }
            }
        };
        let alteration = order.alteration(lifetime);
        alteration.adjust(&mut body, self.now);
        let altered = alteration.sign(&self.keys, style, MintSignature::Good, &body, self.draw);
        let Altered { token, header } = altered.ok_or(MintError::Order("this world has no such key"))?;
        Ok(MintedToken { token, header, claims: Value::Object(body) })
    }

    fn plan(&self, order: &MintOrder) -> Result<Plan, MintError> {
        let api = self.app(order.api.as_deref(), "API", |app| app.api.is_some())?;
        let client = self.app(order.client.as_deref(), "app", |app| app.api.is_none())?;
        let user = order.user.as_deref().map(|u| self.user(u)).transpose()?;
        let exposed = api.api.as_ref();
        let resource = exposed.and_then(|a| a.identifier_uris.first().cloned());
        let holder = user.as_ref().map_or(Principal::App(client.client_id), |u| Principal::User(u.oid));
        let tenant_id = user.as_ref().map_or(client.tenant, |u| u.tenant);
        let tenant = self.directory.tenant(tenant_id).cloned();
        Ok(Plan {
            dialect: Dialect::V2,
            tenant: tenant.ok_or(MintError::Order("the client's tenant does not exist"))?,
            proof: if client.has_credentials() { Proof::Secret } else { Proof::None },
            resource: resource.unwrap_or_else(|| api.client_id.to_string()),
            scopes: order.scopes.clone(),
            roles: order.roles.clone().unwrap_or_else(|| self.directory.roles(holder, api.client_id)),
            response_scope: None,
            subject: match user {
                None => Subject::Application,
                Some(user) => Subject::User {
                    user,
                    authentication: Authentication {
                        sid: self.draw.guid("sid"),
                        time: self.now,
                        methods: vec!["pwd".into()],
                        epoch: 0,
                    },
                },
            },
            client,
            api,
            id_token: None,
            refresh_token: None,
            client_info: false,
        })
    }

    fn app(
        &self,
        wanted: Option<&str>,
        what: &'static str,
        default: impl Fn(&App) -> bool,
    ) -> Result<std::sync::Arc<App>, MintError> {
        let apps = self.directory.apps();
        let found = match wanted {
            None => apps.iter().find(|app| default(app)),
            Some(name) => {
                let by_id = Uuid::try_parse(name).ok().and_then(|id| self.directory.app(id));
                by_id.or_else(|| apps.iter().find(|app| app.name == name))
            }
        };
        found.cloned().ok_or_else(|| MintError::Unknown {
            what,
            name: wanted.unwrap_or_default().to_owned(),
            known: names(apps.iter().filter(|app| default(app)).map(|app| &app.name)),
        })
    }

    fn user(&self, wanted: &str) -> Result<std::sync::Arc<User>, MintError> {
        let by_id = Uuid::try_parse(wanted).ok().and_then(|id| self.directory.user(id));
        let by_name = || self.directory.users().iter().find(|u| u.name == wanted);
        by_id.or_else(|| self.directory.user_by_upn(wanted)).or_else(by_name).cloned().ok_or_else(|| {
            MintError::Unknown {
                what: "user",
                name: wanted.to_owned(),
                known: names(self.directory.users().iter().map(|u| &u.name)),
            }
        })
    }
}
