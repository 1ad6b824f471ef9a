use std::{fmt, sync::Arc};

use async_trait::async_trait;

use crate::{ClientError, Secret};

/// How a confidential client proves who it is.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A client secret, sent in the body.
    Secret(Secret),
    /// A certificate; signs a fresh assertion for each request.
    Certificate(Certificate),
    /// An assertion that someone else makes: a federated token, a key vault.
    Assertion(Arc<dyn AssertionProvider>),
}

impl Credential {
    /// A client secret.
    pub fn secret(secret: impl Into<Secret>) -> Self {
        Self::Secret(secret.into())
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Credential::Secret",
            Self::Certificate(_) => "Credential::Certificate",
            Self::Assertion(_) => "Credential::Assertion",
        })
    }
}

/// Makes client assertions on demand.
#[async_trait]
pub trait AssertionProvider: Send + Sync {
    /// A signed JWT for this request. Called for each request, so that a file or a vault is read anew.
    async fn assertion(&self, context: &AssertionContext) -> Result<Secret, ClientError>;
}

/// What an assertion is for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AssertionContext {
    /// The client id: `iss` and `sub` of the assertion.
    pub client_id: String,
    /// The token endpoint: its `aud`.
    pub token_endpoint: String,
}

/// A certificate with its private key.
#[derive(Clone)]
pub struct Certificate {
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) key: Arc<jsonwebtoken::EncodingKey>,
    pub(crate) algorithm: AssertionAlgorithm,
    pub(crate) send_chain: bool,
}

/// How an assertion is signed and how its certificate is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssertionAlgorithm {
    /// PS256, with `x5t#S256`: what Entra ID recommends.
    #[default]
    Ps256,
    /// RS256, with `x5t`: the older form, and ADFS's.
    Rs256,
}
