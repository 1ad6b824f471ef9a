mod builder;
mod confidential;
mod public;

pub use builder::ClientBuilder;
pub use confidential::ConfidentialClient;
pub use public::PublicClient;
