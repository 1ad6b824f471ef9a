use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::Authentication;
use crate::clock::Moment;
use crate::directory::{App, ConsentGrant, ConsentType, User};
use crate::protocol::admin_consent::AdminConsentRequest;
use crate::protocol::authorize::AuthorizeRequest;
use crate::route::Dialect;

/// What the pages are shown for.
#[derive(Debug, Clone)]
pub enum Purpose {
    /// An authorization request.
    Authorize(Box<AuthorizeRequest>),
    /// Consent of an administrator for everybody.
    AdminConsent(Box<AdminConsentRequest>),
    /// Approving the device that shows this user code.
    Device {
        /// What the user typed.
        user_code: String,
    },
}

/// A sign-in that is under way: what was asked, and how far the user has come. It is found by the hidden field
/// `ctx` and only obeyed from the browser it was made for.
#[derive(Debug, Clone)]
pub struct Interaction {
    /// What the pages are shown for.
    pub purpose: Purpose,
    /// The tenant segment as typed.
    pub segment: String,
    /// The endpoint's version.
    pub dialect: Dialect,
    /// The value of the browser's binding cookie.
    pub browser: String,
    /// The user that proved who they are on our pages during this interaction.
    pub proven: Option<(Uuid, Authentication)>,
    /// The account picked from the existing session.
    pub picked: Option<Uuid>,
    /// The user asked to use another account.
    pub another: bool,
    /// What the consent page that was shown asks.
    pub asked: Option<ConsentQuestion>,
    /// The user accepted the consent page, or confirmed the device.
    pub consented: bool,
    /// When it lapses.
    pub expires: Moment,
    /// `trace_id` of the exchange that began it.
    pub began: Uuid,
}

/// What is on the consent page.
#[derive(Debug, Clone)]
pub struct ConsentQuestion {
    /// The user.
    pub user: Arc<User>,
    /// Permissions that are asked for, not granted yet.
    pub new: Vec<Permissions>,
    /// Permissions on the same APIs that were granted before.
    pub granted: Vec<Permissions>,
}

/// Permissions of a client on an API.
#[derive(Debug, Clone)]
pub struct Permissions {
    /// Who gets them: the app, or with combined consent the middle tier that it calls.
    pub client: Uuid,
    /// The API.
    pub api: Arc<App>,
    /// Their names.
    pub scopes: Vec<String>,
}

impl ConsentQuestion {
    /// The grants that accepting it amounts to: for the user alone, or for everybody in the tenant.
    #[must_use]
    pub fn grants(&self, everybody: bool) -> Vec<ConsentGrant> {
        let consent_type = if everybody { ConsentType::AllPrincipals } else { ConsentType::Principal(self.user.oid) };
        let grant = |asked: &Permissions| ConsentGrant {
            tenant: self.user.tenant,
            client: asked.client,
            api: asked.api.client_id,
            consent_type,
            scopes: asked.scopes.clone(),
        };
        self.new.iter().map(grant).collect()
    }
}

/// The sign-ins under way, by their `ctx`.
#[derive(Debug, Clone, Default)]
pub struct Interactions(HashMap<String, Interaction>);

impl Interactions {
    /// Records an interaction; forgets lapsed ones when the number has doubled since the last time.
    pub fn insert(&mut self, ctx: String, interaction: Interaction, now: Moment) {
        if self.0.len() == self.0.capacity() {
            self.0.retain(|_, old| old.expires > now);
        }
        self.0.insert(ctx, interaction);
    }

    /// Takes an interaction out, if it is this browser's and has not lapsed. Whoever goes on with it puts it
    /// back; so of two identical submissions one finds nothing.
    pub fn take(&mut self, ctx: &str, browser: &str, now: Moment) -> Option<Interaction> {
        if self.0.get(ctx).is_none_or(|i| i.browser != browser) {
            return None;
        }
        self.0.remove(ctx).filter(|i| i.expires > now)
    }
}

/// A scripted outcome of the next interactive sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextSignIn {
    /// Who signs in: user name or UPN. Without it: the hinted user, else the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What the user does.
    #[serde(default)]
    pub outcome: SignInOutcome,
}

/// What the user does at a sign-in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInOutcome {
    /// Signs in and consents.
    #[default]
    Accept,
    /// Signs in and declines the consent page.
    DeclineConsent,
    /// Goes back from the sign-in page.
    Cancel,
}
