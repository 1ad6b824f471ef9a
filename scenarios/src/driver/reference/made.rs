//! A client that was made, public or confidential, and what it does on command.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use pretenant_client::{
    Account, AssertionAlgorithm, AssertionContext, AssertionProvider, AuthCodeFlow, AuthCodeUrlRequest, AuthResponse,
    Cancellation, Certificate, ClientCredentialsRequest, ClientError, ConfidentialClient, DeviceCodeRequest, Error,
    IntegratedWindowsRequest, InteractiveRequest, OnBehalfOfRequest, PasswordRequest, Prompt, PublicClient,
    ResponseMode, Secret, SilentRequest, TokenResult,
};

use super::environment::{Environment, answer};
use super::{Stores, outcome};
use crate::driver::{Acquire, Command, Credential, NewClient, Outcome, User};

/// A client of the reference library.
pub struct Made {
    client: Client,
    /// The web sign-ins of this client: what was asked, and what arrived.
    sign_ins: Mutex<Vec<(AuthCodeFlow, AuthResponse)>>,
}

enum Client {
    Public(PublicClient),
    Confidential(ConfidentialClient),
}

/// Calls the same method on either client.
macro_rules! either {
    ($client:expr, $method:ident ( $($argument:expr),* )) => {
        match $client {
            Client::Public(client) => client.$method($($argument),*).await,
            Client::Confidential(client) => client.$method($($argument),*).await,
        }
    };
}

/// The setters that every request has.
macro_rules! asked {
    ($request:expr, $acquire:expr) => {{
        let mut request = $request;
        if let Some(tenant) = &$acquire.tenant {
            request = request.tenant(tenant.rsplit('/').next().unwrap_or_default());
        }
        if let Some(claims) = &$acquire.claims {
            request = request.claims(claims.to_string());
        }
        request
    }};
}

impl Made {
    /// Makes a client.
    pub fn new(new: &NewClient, environment: &Environment, stores: &Stores) -> Result<Self, Error> {
        let environment = Arc::new(environment.clone());
        macro_rules! common {
            ($builder:expr) => {{
                let mut builder = $builder
                    .authority(&new.authority)
                    .capabilities(new.capabilities.clone())
                    .transport(environment.clone())
                    .clock(environment.clone())
                    .random(environment.clone())
                    .browser(environment.clone())
                    .user_cache_store(Arc::new(stores.user.clone()));
                if let Some(uri) = &new.redirect_uri {
                    builder = builder.redirect_uri(uri);
                }
                builder
            }};
        }
        let client = match &new.credential {
            None => Client::Public(common!(PublicClient::builder(&new.client_id)).build()?),
            Some(given) => Client::Confidential(
                common!(ConfidentialClient::builder(&new.client_id, credential(given, &environment)?))
                    .app_cache_store(Arc::new(stores.app.clone()))
                    .build()?,
            ),
        };
        Ok(Self { client, sign_ins: Mutex::default() })
    }

    /// Does what it is told.
    pub async fn perform(&self, command: &Command, user: Arc<dyn User>) -> Outcome {
        match command {
            Command::Interactive { .. } => self.interactive(command, user).await,
            Command::RedeemCode { of } => self.redeem(*of).await,
            Command::DeviceCode { acquire } => self.device_code(acquire, user).await,
            Command::Password { acquire, username, password } => {
                let Client::Public(client) = &self.client else { return only_public("user name and password") };
                let request = PasswordRequest::new(acquire.scopes.clone(), username, password.as_str());
                outcome::of(client.acquire_by_password(asked!(request, acquire)).await)
            }
            Command::IntegratedWindows { acquire, username } => {
                let Client::Public(client) = &self.client else { return only_public("integrated Windows") };
                let request = IntegratedWindowsRequest::new(acquire.scopes.clone(), username);
                outcome::of(client.acquire_by_integrated_windows(asked!(request, acquire)).await)
            }
            Command::ClientCredentials { acquire } => {
                let Client::Confidential(client) = &self.client else { return only_confidential("client credentials") };
                let request = ClientCredentialsRequest::new(acquire.scopes.clone());
                outcome::of(client.acquire_for_client(asked!(request, acquire)).await)
            }
            Command::OnBehalfOf { acquire, assertion } => {
                let Client::Confidential(client) = &self.client else { return only_confidential("on-behalf-of") };
                let request = OnBehalfOfRequest::new(acquire.scopes.clone(), assertion.as_str());
                outcome::of(client.acquire_on_behalf_of(asked!(request, acquire)).await)
            }
            Command::Silent { acquire, account, force_refresh } => {
                outcome::of(self.silent(acquire, account.as_deref(), *force_refresh).await)
            }
            Command::Accounts => match either!(&self.client, accounts()) {
                Ok(accounts) => Outcome::Accounts(accounts.iter().map(outcome::account).collect()),
                Err(error) => Outcome::Error(outcome::refused(&error)),
            },
            Command::RemoveAccount { account } => match self.account(account).await {
                Ok(Some(account)) => done(either!(&self.client, remove_account(&account))),
                Ok(None) => Outcome::Done,
                Err(error) => Outcome::Error(outcome::refused(&error)),
            },
            Command::ExportCache => match either!(&self.client, export_cache()) {
                Ok(cache) => Outcome::Cache(cache),
                Err(error) => Outcome::Error(outcome::refused(&error)),
            },
            Command::ImportCache { cache } => done(either!(&self.client, import_cache(cache))),
        }
    }

    async fn account(&self, username: &str) -> Result<Option<Account>, Error> {
        let accounts = either!(&self.client, accounts())?;
        Ok(accounts.into_iter().find(|a| a.username.eq_ignore_ascii_case(username)))
    }

    async fn silent(&self, acquire: &Acquire, account: Option<&str>, force: bool) -> Result<TokenResult, Error> {
        let mut request = asked!(SilentRequest::new(acquire.scopes.clone()), acquire).force_refresh(force);
        if let Some(username) = account
            && let Some(account) = self.account(username).await?
        {
            request = request.account(&account);
        }
        either!(&self.client, acquire_silent(request))
    }

    async fn interactive(&self, command: &Command, user: Arc<dyn User>) -> Outcome {
        let Command::Interactive { acquire, prompt, login_hint, extra_scopes, response_mode } = command else {
            return Outcome::Done;
        };
        let mode = if response_mode == "form_post" { ResponseMode::FormPost } else { ResponseMode::Query };
        macro_rules! hinted {
            ($request:expr) => {{
                let mut request = asked!($request, acquire).response_mode(mode);
                if let Some(prompt) = prompt.as_deref().and_then(prompt_of) {
                    request = request.prompt(prompt);
                }
                if let Some(hint) = login_hint {
                    request = request.login_hint(hint);
                }
                if !extra_scopes.is_empty() {
                    request = request.extra_scopes_to_consent(extra_scopes.clone());
                }
                request
            }};
        }
        match &self.client {
            Client::Public(client) => {
                let request = hinted!(InteractiveRequest::new(acquire.scopes.clone()));
                outcome::of(client.acquire_interactive(request).await)
            }
            Client::Confidential(client) => {
                let request = hinted!(AuthCodeUrlRequest::new(acquire.scopes.clone()));
                let flow = match client.auth_code_url(request).await {
                    Ok(flow) => flow,
                    Err(error) => return Outcome::Error(outcome::refused(&error)),
                };
                let arrived = user.open(flow.url.as_str(), &flow.redirect_uri).await;
                let Some(answer) = arrived.as_ref().and_then(answer) else {
                    return Outcome::Error(crate::driver::Refused {
                        error: "no_answer".into(),
                        description: "the browser did not come back to the web app".into(),
                        ..crate::driver::Refused::default()
                    });
                };
                self.sign_ins().push((flow.clone(), answer.clone()));
                outcome::of(client.acquire_by_code(&flow, &answer).await)
            }
        }
    }

    fn sign_ins(&self) -> std::sync::MutexGuard<'_, Vec<(AuthCodeFlow, AuthResponse)>> {
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn redeem(&self, of: usize) -> Outcome {
        let Client::Confidential(client) = &self.client else { return only_confidential("redeeming a code again") };
        let Some((flow, answer)) = self.sign_ins().get(of).cloned() else {
            return Outcome::Unsupported("that sign-in brought no code to this client".into());
        };
        outcome::of(client.acquire_by_code(&flow, &answer).await)
    }

    async fn device_code(&self, acquire: &Acquire, user: Arc<dyn User>) -> Outcome {
        let Client::Public(client) = &self.client else { return only_public("device code") };
        let request = asked!(DeviceCodeRequest::new(acquire.scopes.clone()), acquire);
        let code = match client.start_device_code(request).await {
            Ok(code) => code,
            Err(error) => return outcome::of(Err(error)),
        };
        user.device_code(&code.user_code, &code.verification_uri).await;
        outcome::of(client.finish_device_code(&code, &Cancellation::new()).await)
    }
}

fn done(result: Result<(), Error>) -> Outcome {
    match result {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Error(outcome::refused(&error)),
    }
}

fn only_public(what: &str) -> Outcome {
    Outcome::Unsupported(format!("{what} is for public clients"))
}

fn only_confidential(what: &str) -> Outcome {
    Outcome::Unsupported(format!("{what} is for confidential clients"))
}

fn prompt_of(word: &str) -> Option<Prompt> {
    Some(match word {
        "none" => Prompt::None,
        "login" => Prompt::Login,
        "select_account" => Prompt::SelectAccount,
        "consent" => Prompt::Consent,
        _ => return None,
    })
}

fn credential(given: &Credential, environment: &Arc<Environment>) -> Result<pretenant_client::Credential, Error> {
    use pretenant_client::Credential as C;
    let certificate = |pem: &str, sha1: bool| -> Result<Certificate, Error> {
        let algorithm = if sha1 { AssertionAlgorithm::Rs256 } else { AssertionAlgorithm::Ps256 };
        Ok(Certificate::from_pem(pem.as_bytes(), pem.as_bytes())?.algorithm(algorithm))
    };
    Ok(match given {
        Credential::Secret(secret) => C::secret(secret.as_str()),
        Credential::Certificate { pem, sha1 } => C::Certificate(certificate(pem, *sha1)?),
        Credential::Assertion { pem } => {
            C::Assertion(Arc::new(Callback { pem: pem.clone(), environment: environment.clone() }))
        }
    })
}

/// A callback that signs, as an app with a key vault has one.
struct Callback {
    pem: String,
    environment: Arc<Environment>,
}

#[async_trait]
impl AssertionProvider for Callback {
    async fn assertion(&self, context: &AssertionContext) -> Result<Secret, ClientError> {
        super::assertion::sign(&self.pem, context, &self.environment)
    }
}
