use super::{Common, ResponseMode, code::Hints, common_setters, hint_setters};
use crate::Scopes;

/// Signs a user in with the client's [`Browser`](crate::Browser).
#[derive(Debug, Clone)]
pub struct InteractiveRequest {
    pub(crate) scopes: Scopes,
    pub(crate) response_mode: ResponseMode,
    pub(crate) hints: Hints,
    pub(crate) common: Common,
}

impl InteractiveRequest {
    /// For these scopes; the reserved ones are added.
    pub fn new(scopes: impl Into<Scopes>) -> Self {
        Self {
            scopes: scopes.into(),
            response_mode: ResponseMode::FormPost,
            hints: Hints::default(),
            common: Common::default(),
        }
    }

    /// How the answer travels: by form post, unless the browser at hand can only do with a query.
    pub fn response_mode(mut self, mode: ResponseMode) -> Self {
        self.response_mode = mode;
        self
    }
}

common_setters!(InteractiveRequest);
hint_setters!(InteractiveRequest);
