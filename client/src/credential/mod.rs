//! How a confidential client proves who it is.

mod certificate;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

pub use certificate::Certificate;

use crate::{ClientError, Random, Secret, wire::Form};

/// How a confidential client proves who it is, on every token request.
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

    /// The parameters that prove it.
    pub(crate) async fn prove(
        &self,
        context: &AssertionContext,
        random: &dyn Random,
        now: i64,
    ) -> Result<Form, ClientError> {
        let assertion = match self {
            Self::Secret(secret) => return Ok(Form::new().with("client_secret", secret.reveal())),
            Self::Certificate(certificate) => certificate.sign(context, random, now)?,
            Self::Assertion(provider) => provider.assertion(context).await?,
        };
        Ok(Form::new()
            .with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .with("client_assertion", assertion.reveal()))
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
