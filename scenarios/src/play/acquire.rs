//! Steps in which the client under test acquires a token.

use std::sync::{Arc, Mutex};

use super::event::Happened;
use super::person::{AtBrowser, Seen};
use super::stage::Stage;
use crate::browser::Person;
use crate::driver::{Acquire, Command, Outcome};
use crate::language::{
    ClientCredentials, DeviceAnswer, DeviceCode, IntegratedWindows, OnBehalfOf, Password, ResponseModeWord, SignIn,
    Silent,
};

impl Stage<'_> {
    /// Nobody is at the browser.
    pub fn nobody(&self) -> AtBrowser {
        self.somebody(None, Person::default())
    }

    fn somebody(&self, browser: Option<&str>, person: Person) -> AtBrowser {
        AtBrowser {
            browser: self.browser(browser),
            person,
            tamper: indexmap::IndexMap::new(),
            device: DeviceAnswer::Ignore,
            after_polls: 0,
            seen: Mutex::new(Seen::default()),
        }
    }

    /// The user signs in.
    pub async fn sign_in(&self, client: &str, id: Option<&str>, step: &SignIn) -> Happened {
        let typed = step.user.as_deref().and_then(|user| self.login(user));
        let login = typed.map(|(upn, password)| (upn, step.password.clone().unwrap_or(password)));
        let cancel = step.cancel == Some(true);
        let person = Person { login, consent: step.consent.unwrap_or_default(), cancel, ..Person::default() };
        let mut user = self.somebody(step.in_browser.as_deref(), person);
        user.tamper.clone_from(&step.tamper);
        let command = Command::Interactive {
            acquire: Acquire {
                scopes: step.scopes.clone(),
                claims: self.claims(step.claims.as_ref()),
                tenant: self.tenant(step.tenant.as_deref()),
            },
            prompt: step.prompt.map(|p| p.word().to_owned()),
            login_hint: step.login_hint.as_deref().map(|hint| self.upn(hint)),
            extra_scopes: step.extra_scopes.clone(),
            response_mode: match step.response_mode.unwrap_or_default() {
                ResponseModeWord::Query => "query".to_owned(),
                ResponseModeWord::FormPost => "form_post".to_owned(),
            },
        };
        self.state().sign_ins.entry(client.to_owned()).or_default().push(id.map(str::to_owned));
        self.perform_with(client, &command, user).await
    }

    /// A code is redeemed once more.
    pub async fn redeem_code(&self, client: &str, of: &str) -> Happened {
        let sign_ins = self.state().sign_ins.get(client).cloned().unwrap_or_default();
        let Some(of) = sign_ins.iter().position(|id| id.as_deref() == Some(of)) else {
            return unsupported(&format!("the sign-in `{of}` was another client's"));
        };
        self.perform(client, &Command::RedeemCode { of }).await
    }

    /// The user signs in on another device.
    pub async fn device_code(&self, client: &str, step: &DeviceCode) -> Happened {
        let answer = step.answer.unwrap_or_default();
        if answer == DeviceAnswer::Ignore && !self.driver().in_process() {
            return unsupported("this client would poll in real time until the code expires");
        }
        let login = step.user.as_deref().and_then(|user| self.login(user));
        let decline_device = answer == DeviceAnswer::Decline;
        let mut user = self.somebody(step.in_browser.as_deref(), Person { login, decline_device, ..Person::default() });
        user.device = answer;
        user.after_polls = step.after_polls.unwrap_or(1);
        let command = Command::DeviceCode {
            acquire: Acquire {
                scopes: step.scopes.clone(),
                claims: self.claims(step.claims.as_ref()),
                tenant: self.tenant(step.tenant.as_deref()),
            },
        };
        self.perform_with(client, &command, user).await
    }

    /// User name and password.
    pub async fn password(&self, client: &str, step: &Password) -> Happened {
        let known = self.login(&step.user);
        let command = Command::Password {
            acquire: Acquire { scopes: step.scopes.clone(), claims: self.claims(step.claims.as_ref()), tenant: None },
            username: self.upn(&step.user),
            password: step.password.clone().or(known.map(|(_, p)| p)).unwrap_or_default(),
        };
        self.perform(client, &command).await
    }

    /// Integrated Windows authentication.
    pub async fn integrated_windows(&self, client: &str, step: &IntegratedWindows) -> Happened {
        let acquire = Acquire { scopes: step.scopes.clone(), ..Acquire::default() };
        let command = Command::IntegratedWindows { acquire, username: self.upn(&step.user) };
        self.perform(client, &command).await
    }

    /// A token for the application itself.
    pub async fn client_credentials(&self, client: &str, step: &ClientCredentials) -> Happened {
        let acquire = Acquire {
            scopes: step.scopes.clone(),
            claims: self.claims(step.claims.as_ref()),
            tenant: self.tenant(step.tenant.as_deref()),
        };
        self.perform(client, &Command::ClientCredentials { acquire }).await
    }

    /// A token for the user that called.
    pub async fn on_behalf_of(&self, client: &str, step: &OnBehalfOf) -> Happened {
        let acquire = Acquire {
            scopes: step.scopes.clone(),
            claims: self.claims(step.claims.as_ref()),
            tenant: self.tenant(step.tenant.as_deref()),
        };
        let presented = self.state().results.get(&step.assertion).map(|r| r.access_token.clone());
        let assertion = presented.unwrap_or_else(|| step.assertion.clone());
        self.perform(client, &Command::OnBehalfOf { acquire, assertion }).await
    }

    /// Silently.
    pub async fn silent(&self, client: &str, step: &Silent) -> Happened {
        let acquire = Acquire {
            scopes: step.scopes.clone(),
            claims: self.claims(step.claims.as_ref()),
            tenant: self.tenant(step.tenant.as_deref()),
        };
        let account = step.account.as_deref().map(|a| self.upn(a));
        let force_refresh = step.force_refresh == Some(true);
        self.perform(client, &Command::Silent { acquire, account, force_refresh }).await
    }

    /// Lets the client act, with nobody at the browser.
    pub async fn perform(&self, client: &str, command: &Command) -> Happened {
        self.perform_with(client, command, self.nobody()).await
    }

    async fn perform_with(&self, client: &str, command: &Command, user: AtBrowser) -> Happened {
        let user = Arc::new(user);
        let outcome = self.driver().perform(client, command, user.clone()).await;
        Happened { outcome: Some(outcome), pages: user.pages(), ..Happened::default() }
    }
}

/// A step that cannot be taken; why.
pub fn unsupported(why: &str) -> Happened {
    Happened { outcome: Some(Outcome::Unsupported(why.to_owned())), ..Happened::default() }
}
