//! Trying a request out: the very functions that decide on the wire, run on parameters of the doctor's choice.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use http::Method;
use uuid::Uuid;

use super::report::{Answer, AudienceLine, Verdict};
use crate::decide::{self, access, client_credentials};
use crate::directory::{Api, App, Directory, RoleMember, TokenVersion};
use crate::doctor::audience::usual_path;
use crate::protocol::error_body::error_of;
use crate::protocol::form::Form;
use crate::protocol::token_request::{no_resource_on_v2, scope_of};
use crate::refusal::Refusal;
use crate::resource::{Call, Caller, Fault, accepted_audiences, permits};
use crate::route::Dialect;
use crate::scope::{Target, resolve};
use crate::token::claims::{audience_in, audience_of};

/// Where requests are tried out.
#[derive(Clone)]
pub(super) struct Bench<'a> {
    /// What is registered.
    pub directory: &'a Directory,
    /// The tenant that is asked.
    pub tenant: Uuid,
    /// Who asks; `None`: some client.
    pub client: Option<Arc<App>>,
    /// Which endpoint is asked.
    pub dialect: Dialect,
    /// For the client itself, not for a user.
    pub application: bool,
    /// For a code, which may be for several APIs.
    pub several_apis: bool,
    /// The version that every API is taken to want.
    pub token_version: Option<TokenVersion>,
    /// How many requests may still be tried: what others send must not keep the doctor busy for long.
    pub budget: Rc<Cell<usize>>,
}

/// Enough for everything that is not made to be endless.
pub(super) const BUDGET: usize = 500;

/// The parameters of a request that say what is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Parameters {
    pub scope: Option<String>,
    pub resource: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Trial {
    /// The platform refuses.
    Refused(Refusal),
    /// A token is issued.
    Issued(Box<Issued>),
}

/// A token that would be issued.
#[derive(Debug)]
pub(super) struct Issued {
    /// The API, in the token version that it is taken to want.
    pub app: Arc<App>,
    /// `aud`.
    pub aud: String,
    /// What the API has against it.
    pub fault: Option<Fault>,
}

impl Bench<'_> {
    /// The same bench, for some application itself instead of a user.
    pub fn for_some_application(&self) -> Self {
        Self { application: true, client: None, ..self.clone() }
    }

    /// May more requests be tried?
    pub fn may_go_on(&self) -> bool {
        self.budget.get() > 0
    }

    /// Sends a request.
    pub fn send(&self, parameters: &Parameters) -> Trial {
        self.budget.set(self.budget.get().saturating_sub(1));
        match self.issue(parameters) {
            Ok(issued) => Trial::Issued(Box::new(issued)),
            Err(refusal) => Trial::Refused(refusal),
        }
    }

    /// Asks for scopes, or on the v1 endpoint for the API that they name.
    pub fn ask(&self, words: &str) -> Trial {
        self.send(&self.parameters(words))
    }

    /// How this endpoint is asked for scopes.
    pub fn parameters(&self, words: &str) -> Parameters {
        match self.dialect {
            Dialect::V2 => Parameters { scope: Some(words.to_owned()), resource: None },
            Dialect::V1 => Parameters { scope: None, resource: Some(resource_of(words).to_owned()) },
        }
    }

    /// An app in the token version that APIs are taken to want.
    pub fn version_of(&self, app: &Arc<App>) -> Arc<App> {
        match (self.token_version, &app.api) {
            (Some(token_version), Some(api)) if api.token_version != token_version => {
                let api = Api { token_version, ..api.clone() };
                Arc::new(App { api: Some(api), ..App::clone(app) })
            }
            _ => app.clone(),
        }
    }

    /// `aud` of tokens for an app under a name, in either version.
    pub fn audiences(&self, app: &Arc<App>, name: &str) -> Option<AudienceLine> {
        let app = self.version_of(app);
        let api = app.api.as_ref()?;
        Some(AudienceLine {
            v1: audience_in(&app, name, TokenVersion::V1),
            v2: audience_in(&app, name, TokenVersion::V2),
            version: api.token_version,
            aud: audience_of(&app, name),
            accepted: accepted_audiences(&app, api),
        })
    }

    fn issue(&self, parameters: &Parameters) -> Result<Issued, Refusal> {
        let pairs = [("scope", &parameters.scope), ("resource", &parameters.resource)];
        let pairs: Vec<(&str, &str)> = pairs.iter().filter_map(|(n, v)| Some((*n, v.as_deref()?))).collect();
        let form = Form::of(&pairs);
        no_resource_on_v2(&form, self.dialect)?;
        let scope = scope_of(&form, self.dialect)?;
        let client = self.client.as_deref();
        let target = if self.application {
            client_credentials::target(scope.as_ref(), self.dialect, self.directory, self.tenant, client)?
        } else {
            let scope = scope.ok_or_else(|| decide::no_scope(self.dialect))?;
            let resolved = resolve(scope, self.directory, self.tenant)?;
            match resolved.targets.as_slice() {
                [first, _, ..] if self.several_apis => {
                    access::known(&resolved, client)?;
                    first.clone()
                }
                _ => access::target(&resolved, client)?.clone(),
            }
        };
        self.token(&target)
    }

    fn token(&self, target: &Target) -> Result<Issued, Refusal> {
        let app = self.version_of(&target.api);
        let aud = audience_of(&app, &target.resource());
        let Some(api) = &app.api else {
            let itself = self.client.as_ref().is_some_and(|c| c.client_id == app.client_id);
            // No registration can list an app that exposes nothing.
            if !itself && !self.application {
                return Err(access::not_listed(self.directory, target, self.client.as_deref()));
            }
            return Ok(Issued { app: app.clone(), aud, fault: None });
        };
        let accepted = accepted_audiences(&app, api);
        let fault = if !accepted.contains(&aud) {
            Some(Fault::Audience { found: aud.clone(), accepted, id_token: false })
        } else if self.application {
            let roles = self.roles(&app, api)?;
            let caller = caller(roles, &aud);
            let path = usual_path(api, true);
            permits(&app, Call { method: &Method::GET, path: &path }, &caller).err()
        } else {
            None
        };
        Ok(Issued { app: app.clone(), aud, fault })
    }

    /// The client's app roles; of some client all that the API has for applications.
    fn roles(&self, app: &App, api: &Api) -> Result<Vec<String>, Refusal> {
        match &self.client {
            Some(client) => client_credentials::roles(self.directory, client, app),
            None => {
                let open = api.roles.iter().filter(|r| r.members.contains(&RoleMember::Application));
                Ok(open.map(|r| r.value.clone()).collect())
            }
        }
    }
}

fn caller(roles: Vec<String>, audience: &str) -> Caller {
    Caller {
        client: String::new(),
        user: None,
        app_only: true,
        scopes: Vec::new(),
        roles,
        audience: audience.to_owned(),
        version: String::new(),
    }
}

/// The v1 `resource` that means the same API as a scope: what stands before its last slash.
pub(super) fn resource_of(word: &str) -> &str {
    word.rsplit_once('/').map_or("https://graph.microsoft.com", |(resource, _)| resource)
}

impl Trial {
    /// A token is issued, and its API accepts it.
    pub fn works(&self) -> bool {
        matches!(self, Self::Issued(issued) if issued.fault.is_none())
    }

    /// The AADSTS code of a refusal.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Refused(refusal) => Some(refusal.entry.code),
            Self::Issued(_) => None,
        }
    }

    /// How the request ends.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Refused(_) => Verdict::Refused,
            Self::Issued(issued) if issued.fault.is_some() => Verdict::Rejected,
            Self::Issued(_) => Verdict::Works,
        }
    }

    /// The status of the API's answer, when a token was issued and there is an API to call.
    pub fn api_status(&self) -> Option<u16> {
        let Self::Issued(issued) = self else { return None };
        let api = issued.app.api.as_ref()?;
        Some(issued.fault.as_ref().map_or(200, |fault| fault.status(api.style).as_u16()))
    }

    /// What platform and API answer.
    pub fn answer(&self, dialect: Dialect) -> Answer {
        match self {
            Self::Refused(refusal) => Answer {
                status: refusal.entry.status,
                code: Some(refusal.entry.code),
                error: Some(error_of(refusal, dialect).to_owned()),
                message: Some(refusal.message()),
                ..Answer::default()
            },
            Self::Issued(issued) => Answer {
                status: 200,
                api: issued.app.api.as_ref().map(|_| issued.app.name.clone()),
                aud: Some(issued.aud.clone()),
                api_status: self.api_status(),
                ..Answer::default()
            },
        }
    }
}
