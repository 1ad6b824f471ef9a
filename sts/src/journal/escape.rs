use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An attempt to reach a host that this world does not play: a connection that a proxy in front of it refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Escape {
    /// The host, without a port.
    pub host: String,
    /// When, RFC 3339, by the world's clock.
    pub time: String,
}
