//! The scope doctor, on the world as it stands.

use super::{Control, ControlError};
use crate::doctor::{self, ScopeQuestion, ScopeReport, TokenQuestion, TokenReport};
use crate::origin::{Issuers, Origin};
use crate::resource::Judge;

impl Control {
    /// Explains what a request for scopes leads to.
    ///
    /// # Errors
    /// [`ControlError::NotFound`] for a client or tenant that the world does not have.
    pub fn explain_scope(&self, question: &ScopeQuestion) -> Result<ScopeReport, ControlError> {
        Ok(doctor::explain_scope(&self.world().directory(), question)?)
    }

    /// Explains what the APIs say to a token, when they are called under `origin`.
    ///
    /// # Errors
    /// [`ControlError::NotFound`] for an API that the world does not have, [`ControlError::Bad`] for a method that is
    /// none.
    pub fn explain_token(&self, question: &TokenQuestion, origin: &Origin) -> Result<TokenReport, ControlError> {
        let world = self.world();
        let directory = world.directory();
        let issuers = Issuers::new(origin, directory.settings().issuer_host.as_deref());
        let judge =
            Judge { directory: &directory, keys: world.keys(), issuers: &issuers, other_issuers: &[], now: self.now() };
        Ok(doctor::explain_token(judge, question)?)
    }
}
