//! How long the tokens of a plan live.

use crate::decide::plan::{Plan, Subject};
use crate::directory::Lifetimes;
use crate::entropy::Draw;

/// Lifetimes and hints of one token response, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLifetimes {
    /// From now to `exp` of the access token.
    pub access: i64,
    /// From now to `exp` of the ID token.
    pub id: i64,
    /// `refresh_in` of the response.
    pub refresh_in: Option<i64>,
}

/// A token of two hours and more comes with `refresh_in`.
const LONG_LIVED: i64 = 7200;

/// The lifetimes of a plan: the API's setting wins over the client's, the client's over the world's; without any,
/// delegated access tokens live a random 60 to 90 minutes and app-only ones an hour (entra-server §5.8).
pub fn of_plan(plan: &Plan, world: Lifetimes, draw: &Draw) -> TokenLifetimes {
    let api = plan.api.api.as_ref().map_or_else(Lifetimes::default, |api| api.lifetimes);
    let set = api.or(plan.client.lifetimes).or(world);
    let access = set.access_token.unwrap_or_else(|| match plan.subject {
        Subject::User { .. } => 3600 + i64::try_from(draw.below("lifetime", 1800)).unwrap_or(0),
        Subject::Application => 3600,
    });
    let refresh_in = plan.client.flows.refresh_in.or_else(|| (access >= LONG_LIVED).then_some(expires_in(access) / 2));
    TokenLifetimes { access, id: set.id_token.unwrap_or(3600), refresh_in }
}

/// `expires_in` of a token that lives `lifetime` seconds: one second less, as the platform counts.
#[must_use]
pub fn expires_in(lifetime: i64) -> i64 {
    (lifetime - 1).max(0)
}
