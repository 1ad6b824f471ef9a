//! What a client under test is told, and what it answers: the same for the reference client in this process and for
//! an adapter in another one.

mod adapter;
mod command;
mod outcome;
mod reference;

pub use adapter::{Adapter, AdapterError, Launch};
pub use command::{Acquire, Command, Credential, NewClient, Redirected};
pub use outcome::{AccountRow, Outcome, Refused, TokenOutcome};
pub use reference::Reference;

use std::sync::Arc;

use async_trait::async_trait;

/// A client under test. What it says is only half of the evidence: what it did is read from the wire.
#[async_trait]
pub trait Driver: Send + Sync {
    /// Its name and version, for reports.
    fn name(&self) -> String;

    /// Makes the client that is called `name`, in place of an earlier one of that name.
    async fn new_client(&self, name: &str, new: &NewClient) -> Outcome;

    /// Lets the client called `name` act. Where it needs a user, it asks `user`.
    async fn perform(&self, name: &str, command: &Command, user: Arc<dyn User>) -> Outcome;

    /// True for a client in this process: it lives by the clock of the play, and does several things at a time.
    fn in_process(&self) -> bool;

    /// Lets a client with a clock of its own believe that time has passed. `Some`: why it could not.
    async fn age(&self, seconds: i64) -> Option<Outcome>;
}

/// The user at a browser, as a client under test meets them.
#[async_trait]
pub trait User: Send + Sync {
    /// The client opens a browser at an authorize URL. `None`: the browser was closed before it came back to
    /// `redirect_uri`.
    async fn open(&self, url: &str, redirect_uri: &str) -> Option<Redirected>;

    /// The client shows a device code, and starts to poll.
    async fn device_code(&self, user_code: &str, verification_uri: &str);

    /// The client has waited, e.g. between two polls.
    async fn waiting(&self);

    /// The user does what they do with a device code at once, however often the client has polled.
    async fn answer_now(&self);
}
