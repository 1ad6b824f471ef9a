//! The reference client in this process, in the world of a play: its requests, time, random numbers and browser are
//! the play's.

mod assertion;
mod environment;
mod made;
mod outcome;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use pretenant_client::MemoryStore;

use super::{Command, Driver, NewClient, Outcome, User};
use crate::play::Ground;
use environment::Environment;
use made::Made;

/// Drives the reference client.
pub struct Reference {
    environment: Environment,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    clients: BTreeMap<String, Arc<Made>>,
    stores: BTreeMap<String, Stores>,
}

/// What clients with the same store share.
#[derive(Clone, Default)]
struct Stores {
    user: MemoryStore,
    app: MemoryStore,
}

impl Reference {
    /// In the world of a play.
    #[must_use]
    pub fn new(ground: &Ground) -> Self {
        Self { environment: Environment::new(ground), state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Driver for Reference {
    fn name(&self) -> String {
        format!("reference {}", env!("CARGO_PKG_VERSION"))
    }

    async fn new_client(&self, name: &str, new: &NewClient) -> Outcome {
        let stores = self.state().stores.entry(new.store.clone()).or_default().clone();
        match Made::new(new, &self.environment, &stores) {
            Ok(made) => {
                self.state().clients.insert(name.to_owned(), Arc::new(made));
                Outcome::Done
            }
            Err(error) => Outcome::Error(outcome::refused(&error)),
        }
    }

    fn in_process(&self) -> bool {
        true
    }

    async fn age(&self, _seconds: i64) -> Option<Outcome> {
        None
    }

    async fn perform(&self, name: &str, command: &Command, user: Arc<dyn User>) -> Outcome {
        let Some(made) = self.state().clients.get(name).cloned() else {
            return Outcome::Unsupported(format!("there is no client {name:?}"));
        };
        environment::with_user(user.clone(), made.perform(command, user)).await
    }
}
