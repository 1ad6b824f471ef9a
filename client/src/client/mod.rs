mod builder;
mod confidential;
mod discovery;
mod exchange;
mod inner;
mod public;

pub use builder::ClientBuilder;
pub use confidential::ConfidentialClient;
pub use public::PublicClient;

pub(crate) use inner::{Call, Inner, is_early};
