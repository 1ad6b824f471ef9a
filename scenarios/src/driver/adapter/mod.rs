//! A client under test in another process: an adapter that speaks JSON lines, one object per command on its standard
//! input and one per answer on its standard output. `docs/adapters.md` describes the protocol for those who write one.

mod age;
mod message;
mod process;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{Acquire, Command, Driver, NewClient, Outcome, Redirected, Refused, User};
use message::Answer;
use process::Process;
pub use process::{AdapterError, Launch};

/// Drives an adapter.
pub struct Adapter {
    name: String,
    process: Process,
    /// Web sign-ins so far: what the adapter needs to redeem the code, and what arrived.
    sign_ins: Mutex<Vec<(Value, Redirected)>>,
    clients: std::sync::Mutex<Vec<String>>,
}

impl Adapter {
    /// Starts an adapter and greets it.
    ///
    /// # Errors
    /// [`AdapterError`].
    pub async fn start(launch: &Launch) -> Result<Self, AdapterError> {
        let process = Process::start(launch)?;
        let hello = process.ask(json!({"command": "hello"}), None).await?;
        let Answer::Hello { name, version } = hello else { return Err(AdapterError::answer("hello", &hello)) };
        Ok(Self {
            name: format!("{name} {version}"),
            process,
            sign_ins: Mutex::default(),
            clients: std::sync::Mutex::default(),
        })
    }

    async fn ask(&self, client: &str, command: &str, parameters: Value, user: Option<&Arc<dyn User>>) -> Outcome {
        let mut message = json!({"command": command, "client": client});
        if let (Value::Object(message), Value::Object(parameters)) = (&mut message, parameters) {
            message.extend(parameters.into_iter().filter(|(_, value)| !value.is_null()));
        }
        match self.process.ask(message, user).await {
            Ok(answer) => answer.into_outcome(),
            // The adapter is at fault, not the client: nothing is known about the behaviour.
            Err(error) => Outcome::Unsupported(error.to_string()),
        }
    }

    async fn interactive(&self, client: &str, command: &Command, user: &Arc<dyn User>) -> Outcome {
        let Command::Interactive { acquire, prompt, login_hint, extra_scopes, response_mode } = command else {
            return Outcome::Done;
        };
        let parameters = with(
            acquire,
            json!({
                "prompt": prompt,
                "login_hint": login_hint,
                "extra_scopes": extra_scopes,
                "response_mode": response_mode,
            }),
        );
        let interactive = self.process.ask_as(client, "interactive", &parameters, user).await;
        match interactive {
            Ok(Answer::AuthCodeUrl { url, redirect_uri, flow }) => {
                let Some(arrived) = user.open(&url, &redirect_uri).await else {
                    return Outcome::Error(Refused { error: "no_answer".into(), ..Refused::default() });
                };
                self.sign_ins.lock().await.push((flow.clone(), arrived.clone()));
                self.acquire_by_code(client, acquire, flow, &arrived).await
            }
            Ok(answer) => answer.into_outcome(),
            Err(error) => Outcome::Unsupported(error.to_string()),
        }
    }

    async fn acquire_by_code(&self, client: &str, acquire: &Acquire, flow: Value, arrived: &Redirected) -> Outcome {
        let parameters = with(acquire, json!({"flow": flow, "url": arrived.url, "form": arrived.form}));
        self.ask(client, "acquire_by_code", parameters, None).await
    }
}

fn with(acquire: &Acquire, mut parameters: Value) -> Value {
    parameters["scopes"] = json!(acquire.scopes);
    parameters["claims"] = acquire.claims.as_ref().map_or(Value::Null, |claims| json!(claims.to_string()));
    parameters["authority"] = json!(acquire.tenant);
    parameters
}

#[async_trait]
impl Driver for Adapter {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn new_client(&self, name: &str, new: &NewClient) -> Outcome {
        let known = {
            let mut clients = self.clients.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let known = clients.iter().any(|c| c == name);
            if !known {
                clients.push(name.to_owned());
            }
            known
        };
        self.ask(name, "new_client", json!({"settings": new, "again": known}), None).await
    }

    async fn perform(&self, name: &str, command: &Command, user: Arc<dyn User>) -> Outcome {
        match command {
            Command::Interactive { .. } => self.interactive(name, command, &user).await,
            Command::RedeemCode { of } => {
                let Some((flow, arrived)) = self.sign_ins.lock().await.get(*of).cloned() else {
                    return Outcome::Unsupported("that sign-in brought no code to this client".into());
                };
                self.acquire_by_code(name, &Acquire::default(), flow, &arrived).await
            }
            Command::DeviceCode { acquire } => {
                self.ask(name, "device_code", with(acquire, json!({})), Some(&user)).await
            }
            Command::Password { acquire, username, password } => {
                let parameters = with(acquire, json!({"username": username, "password": password}));
                self.ask(name, "password", parameters, None).await
            }
            Command::IntegratedWindows { acquire, username } => {
                self.ask(name, "integrated_windows", with(acquire, json!({"username": username})), None).await
            }
            Command::ClientCredentials { acquire } => {
                self.ask(name, "client_credentials", with(acquire, json!({})), None).await
            }
            Command::OnBehalfOf { acquire, assertion } => {
                self.ask(name, "on_behalf_of", with(acquire, json!({"assertion": assertion})), None).await
            }
            Command::Silent { acquire, account, force_refresh } => {
                let parameters = with(acquire, json!({"account": account, "force_refresh": force_refresh}));
                self.ask(name, "silent", parameters, None).await
            }
            Command::Accounts => self.ask(name, "accounts", json!({}), None).await,
            Command::RemoveAccount { account } => {
                self.ask(name, "remove_account", json!({"account": account}), None).await
            }
            Command::ExportCache => self.ask(name, "export_cache", json!({}), None).await,
            Command::ImportCache { cache } => self.ask(name, "import_cache", json!({"cache": cache}), None).await,
        }
    }

    fn in_process(&self) -> bool {
        false
    }

    async fn age(&self, seconds: i64) -> Option<Outcome> {
        let clients = self.clients.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        for client in clients {
            let cache = match self.ask(&client, "export_cache", json!({}), None).await {
                Outcome::Cache(cache) => cache,
                other => return Some(other),
            };
            let Some(older) = age::by(&cache, seconds) else {
                return Some(Outcome::Unsupported("its exported cache is not of the unified schema".into()));
            };
            match self.ask(&client, "import_cache", json!({"cache": older}), None).await {
                Outcome::Done => {}
                other => return Some(other),
            }
        }
        None
    }
}
