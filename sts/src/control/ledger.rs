//! What has happened, read and changed from outside.

use aws_lc_rs::digest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Control, ControlError};
use crate::directory::{App, ConsentGrant, ConsentType, User};
use crate::ledger::{Authentication, DeviceGrant, DeviceState, NextSignIn};
use crate::refusal::names;
use crate::world::{Settings, SignInMode};

/// Consent to give or take back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// The client application: name or id.
    pub client: String,
    /// The API: name or id.
    pub api: String,
    /// Scope names. Taking back an empty list takes everything.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The user (name, id or user principal name); without one, everybody in the tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// Consent that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ConsentRow {
    /// Name of the client application.
    pub client: String,
    /// Name of the API.
    pub api: String,
    /// Scope names.
    pub scopes: Vec<String>,
    /// User principal name; absent: everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// An account signed in to a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SessionRow {
    /// `sid`.
    pub sid: Uuid,
    /// User principal name.
    pub user: String,
    /// When the user signed in, RFC 3339.
    pub signed_in: String,
    /// When the session lapses unless it is used, RFC 3339.
    pub expires: String,
}

/// A refresh token, without the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RefreshTokenRow {
    /// First half of the token's SHA-256, hex.
    pub id: String,
    /// Name of the client application.
    pub client: String,
    /// User principal name.
    pub user: String,
    /// RFC 3339.
    pub issued: String,
    /// RFC 3339.
    pub expires: String,
    /// It will be refused with AADSTS50173.
    pub revoked: bool,
}

/// A device code, without the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeviceRow {
    /// What the user types.
    pub user_code: String,
    /// Name of the client application.
    pub client: String,
    /// What was asked for.
    pub scope: String,
    /// `pending`, `approved`, `declined`, `redeemed` or `expired`.
    pub state: &'static str,
    /// User principal name, once approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// RFC 3339.
    pub expires: String,
}

/// Whose grants to revoke.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeBody {
    /// Only this user's (name, id or user principal name).
    #[serde(default)]
    pub user: Option<String>,
    /// Only this client application's (name or id).
    #[serde(default)]
    pub client: Option<String>,
}

/// Settings of the world.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsBody {
    /// `ask` shows pages, `auto` signs in and consents without one.
    #[serde(default)]
    pub sign_in: Option<SignInMode>,
    /// Answer `slow_down` to a device that polls too fast.
    #[serde(default)]
    pub enforce_polling_interval: Option<bool>,
}

impl Control {
    fn user(&self, wanted: &str) -> Result<std::sync::Arc<User>, ControlError> {
        let directory = self.world().directory();
        let by_id = Uuid::try_parse(wanted).ok().and_then(|id| directory.user(id));
        let by_name = || directory.users().iter().find(|u| u.name == wanted);
        by_id.or_else(|| directory.user_by_upn(wanted)).or_else(by_name).cloned().ok_or_else(|| {
            ControlError::NotFound {
                what: "user",
                name: wanted.to_owned(),
                known: names(directory.users().iter().map(|u| &u.name)),
            }
        })
    }

    fn app(&self, wanted: &str) -> Result<std::sync::Arc<App>, ControlError> {
        let directory = self.world().directory();
        let by_id = Uuid::try_parse(wanted).ok().and_then(|id| directory.app(id));
        by_id.or_else(|| directory.apps().iter().find(|a| a.name == wanted)).cloned().ok_or_else(|| {
            ControlError::NotFound {
                what: "app",
                name: wanted.to_owned(),
                known: names(directory.apps().iter().map(|a| &a.name)),
            }
        })
    }

    fn app_name(&self, id: Uuid) -> String {
        self.world().directory().app(id).map_or_else(|| id.to_string(), |app| app.name.clone())
    }

    fn upn(&self, oid: Uuid) -> String {
        self.world().directory().user(oid).map_or_else(|| oid.to_string(), |user| user.upn.clone())
    }

    /// Consent that holds now.
    #[must_use]
    pub fn consents(&self) -> Vec<ConsentRow> {
        let all = self.world().ledger().consents.list();
        let row = |grant: ConsentGrant| ConsentRow {
            client: self.app_name(grant.client),
            api: self.app_name(grant.api),
            scopes: grant.scopes,
            user: match grant.consent_type {
                ConsentType::AllPrincipals => None,
                ConsentType::Principal(user) => Some(self.upn(user)),
            },
        };
        all.into_iter().map(row).collect()
    }

    /// Gives consent.
    ///
    /// # Errors
    /// [`ControlError::NotFound`] for unknown names; [`ControlError::Bad`] for a scope that the API does not have.
    pub fn grant_consent(&self, body: &ConsentBody) -> Result<(), ControlError> {
        let (mut grant, api) = self.consent(body)?;
        let known: Vec<&str> = api.api.iter().flat_map(|a| &a.scopes).map(|s| s.value.as_str()).collect();
        for scope in &mut grant.scopes {
            match known.iter().find(|k| k.eq_ignore_ascii_case(scope)) {
                Some(known) => *scope = (*known).to_owned(),
                None => {
                    let cure = format!("use one of: {}", names(known));
                    return Err(ControlError::bad(format!("'{}' has no scope '{scope}'", api.name), cure));
                }
            }
        }
        self.world().ledger().consents.grant(&grant);
        Ok(())
    }

    /// Takes consent back; returns how many scopes.
    ///
    /// # Errors
    /// [`ControlError::NotFound`] for unknown names.
    pub fn revoke_consent(&self, body: &ConsentBody) -> Result<usize, ControlError> {
        let (grant, _) = self.consent(body)?;
        Ok(self.world().ledger().consents.revoke(&grant))
    }

    fn consent(&self, body: &ConsentBody) -> Result<(ConsentGrant, std::sync::Arc<App>), ControlError> {
        let (client, api) = (self.app(&body.client)?, self.app(&body.api)?);
        let user = body.user.as_deref().map(|u| self.user(u)).transpose()?;
        let grant = ConsentGrant {
            tenant: user.as_ref().map_or(client.tenant, |u| u.tenant),
            client: client.client_id,
            api: api.client_id,
            consent_type: user.map_or(ConsentType::AllPrincipals, |u| ConsentType::Principal(u.oid)),
            scopes: body.scopes.clone(),
        };
        Ok((grant, api))
    }

    /// Accounts signed in to browsers.
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionRow> {
        let all = self.world().ledger().sessions.list(self.now());
        all.into_iter()
            .map(|(account, expires)| SessionRow {
                sid: account.authentication.sid,
                user: self.upn(account.user),
                signed_in: account.authentication.time.iso(),
                expires: expires.iso(),
            })
            .collect()
    }

    /// Ends browser sessions; returns how many accounts were signed out.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn revoke_sessions(&self, body: &RevokeBody) -> Result<usize, ControlError> {
        let user = body.user.as_deref().map(|u| self.user(u)).transpose()?;
        Ok(self.world().ledger().sessions.revoke(user.map(|u| u.oid)))
    }

    /// Refresh tokens, oldest first.
    #[must_use]
    pub fn refresh_tokens(&self) -> Vec<RefreshTokenRow> {
        let ledger = self.world().ledger();
        let mut all: Vec<_> = ledger
            .refresh_tokens
            .iter()
            .map(|(token, grant)| {
                let stale = ledger.revocations.of(grant.user).epoch > grant.authentication.epoch;
                (fingerprint(token), grant.clone(), grant.revoked || stale)
            })
            .collect();
        drop(ledger);
        all.sort_by(|a, b| (a.1.issued, &a.0).cmp(&(b.1.issued, &b.0)));
        all.into_iter()
            .map(|(id, grant, revoked)| RefreshTokenRow {
                id,
                client: self.app_name(grant.client),
                user: self.upn(grant.user),
                issued: grant.issued.iso(),
                expires: grant.expires.iso(),
                revoked,
            })
            .collect()
    }

    /// Revokes refresh tokens, all of them unless a user or client is named; returns how many.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn revoke_refresh_tokens(&self, body: &RevokeBody) -> Result<usize, ControlError> {
        let user = body.user.as_deref().map(|u| self.user(u)).transpose()?.map(|u| u.oid);
        let client = body.client.as_deref().map(|c| self.app(c)).transpose()?.map(|a| a.client_id);
        let which = |_: &str, grant: &crate::ledger::RefreshGrant| {
            user.is_none_or(|u| u == grant.user) && client.is_none_or(|c| c == grant.client)
        };
        Ok(self.world().ledger().refresh_tokens.revoke(which))
    }

    /// Voids everything that a user has, as `revokeSignInSessions` does: sessions, codes, refresh tokens.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn revoke_user(&self, user: &str) -> Result<(), ControlError> {
        let user = self.user(user)?;
        let now = self.now();
        let mut ledger = self.world().ledger();
        ledger.revocations.revoke(user.oid, now);
        ledger.sessions.revoke(Some(user.oid));
        Ok(())
    }

    /// Device codes, oldest first.
    #[must_use]
    pub fn device_codes(&self) -> Vec<DeviceRow> {
        let all = self.world().ledger().devices.list();
        all.iter().map(|grant| self.device_row(grant)).collect()
    }

    fn device_row(&self, grant: &DeviceGrant) -> DeviceRow {
        let expired = grant.expires <= self.now();
        DeviceRow {
            user_code: grant.user_code.clone(),
            client: self.app_name(grant.client),
            scope: grant.scope.raw.clone(),
            state: match grant.state {
                DeviceState::Redeemed => "redeemed",
                _ if expired => "expired",
                DeviceState::Pending => "pending",
                DeviceState::Approved { .. } => "approved",
                DeviceState::Declined => "declined",
            },
            user: match grant.state {
                DeviceState::Approved { user, .. } => Some(self.upn(user)),
                _ => None,
            },
            expires: grant.expires.iso(),
        }
    }

    fn change_device(&self, user_code: &str, edit: impl FnOnce(&mut DeviceGrant)) -> Result<DeviceRow, ControlError> {
        let mut ledger = self.world().ledger();
        let Some(grant) = ledger.devices.by_user_code(user_code) else {
            let known = names(ledger.devices.list().iter().map(|g| &g.user_code));
            return Err(ControlError::NotFound { what: "device code", name: user_code.to_owned(), known });
        };
        edit(grant);
        let grant = grant.clone();
        drop(ledger);
        Ok(self.device_row(&grant))
    }

    /// Approves a device code as a user would.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn approve_device(&self, user_code: &str, user: &str) -> Result<DeviceRow, ControlError> {
        let user = self.user(user)?;
        let world = self.world();
        let draw = world.entropy.for_request(&[b"approve device", user_code.as_bytes()]);
        let epoch = world.ledger().revocations.of(user.oid).epoch;
        let authentication =
            Authentication { sid: draw.guid("sid"), time: self.now(), methods: vec!["pwd".into()], epoch };
        let state = DeviceState::Approved { user: user.oid, authentication };
        self.change_device(user_code, |grant| grant.state = state)
    }

    /// Declines a device code as a user would.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn decline_device(&self, user_code: &str) -> Result<DeviceRow, ControlError> {
        self.change_device(user_code, |grant| grant.state = DeviceState::Declined)
    }

    /// Lets a device code expire now.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn expire_device(&self, user_code: &str) -> Result<DeviceRow, ControlError> {
        let now = self.now();
        self.change_device(user_code, |grant| grant.expires = now)
    }

    /// Answers the next polls of a device with `slow_down`.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn slow_down_device(&self, user_code: &str, polls: u32) -> Result<DeviceRow, ControlError> {
        self.change_device(user_code, |grant| grant.slow_down = polls)
    }

    /// Scripts what the user does at the next interactive sign-in that would show a page; several queue up.
    ///
    /// # Errors
    /// [`ControlError::NotFound`] for an unknown user.
    pub fn next_sign_in(&self, next: NextSignIn) -> Result<(), ControlError> {
        if let Some(user) = &next.user {
            self.user(user)?;
        }
        self.world().ledger().next_sign_ins.push_back(next);
        Ok(())
    }

    /// Sign-ins that are scripted and did not happen yet.
    #[must_use]
    pub fn next_sign_ins(&self) -> Vec<NextSignIn> {
        self.world().ledger().next_sign_ins.iter().cloned().collect()
    }

    /// Forgets scripted sign-ins.
    pub fn clear_next_sign_ins(&self) {
        self.world().ledger().next_sign_ins.clear();
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.world().settings()
    }

    /// Changes settings; returns them as they are then.
    pub fn change_settings(&self, body: &SettingsBody) -> Settings {
        self.world().change_settings(|settings| {
            settings.sign_in = body.sign_in.unwrap_or(settings.sign_in);
            settings.enforce_polling_interval =
                body.enforce_polling_interval.unwrap_or(settings.enforce_polling_interval);
        })
    }
}

fn fingerprint(token: &str) -> String {
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    digest.as_ref().iter().take(16).map(|b| format!("{b:02x}")).collect()
}
