//! Which stage a rule acts in, unless it says so itself.

use super::rule::{Rule, Then};
use super::words::{EndpointWord, StageWord};
use crate::route::{Endpoint, route};

/// The stage of a rule: where its first effect belongs, unless it says otherwise.
#[must_use]
pub fn stage(rule: &Rule) -> StageWord {
    let then = &rule.then;
    if let Some(at) = then.at {
        return at;
    }
    if then.keys.is_some() || then.clock_skew.is_some() || then.revoke.is_some() {
        return StageWord::Received;
    }
    let needs_decision = refuses(then) || then.consent.is_some() || then.token.is_some() || then.id_token.is_some();
    if needs_decision || then.redirect.is_some() {
        return if decides(rule) { StageWord::Decided } else { StageWord::Received };
    }
    if rule.when.status.is_none() && answers(then) { StageWord::Received } else { StageWord::Rendered }
}

/// True when the rule says no, rather than the platform.
#[must_use]
pub fn refuses(then: &Then) -> bool {
    then.refuse.is_some() || then.error.is_some() || then.claims.is_some()
}

/// True when the rule gives the answer itself: a body, or a status with nothing that needs the platform's answer.
#[must_use]
pub fn answers(then: &Then) -> bool {
    if then.body.is_some() || then.json.is_some() {
        return true;
    }
    let needs_outcome = refuses(then)
        || then.consent.is_some()
        || then.token.is_some()
        || then.id_token.is_some()
        || then.redirect.is_some();
    let needs_body = then.response.is_some()
        || then.content_type.is_some()
        || then.malformed_json.is_some()
        || then.truncate.is_some()
        || then.trickle.is_some();
    (then.status.is_some() || then.retry_after.is_some()) && !needs_outcome && !needs_body
}

/// True when the exchanges of a rule are ones that something is granted in.
fn decides(rule: &Rule) -> bool {
    if rule.when.grant.is_some() {
        return true;
    }
    match endpoint(rule) {
        None => true,
        Some(endpoint) => is_decided(endpoint),
    }
}

/// The endpoints where something is granted.
#[must_use]
pub fn is_decided(endpoint: EndpointWord) -> bool {
    use EndpointWord as E;
    matches!(endpoint, E::Token | E::Authorize | E::DeviceCode | E::UserInfo | E::Api)
}

/// The one endpoint whose exchanges a rule is about, as far as `endpoint` and `path` tell.
#[must_use]
pub fn endpoint(rule: &Rule) -> Option<EndpointWord> {
    let when = &rule.when;
    if when.endpoint.is_some() || when.path.is_none() {
        return when.endpoint;
    }
    // A `*` may stand for several segments; read as one it finds the paths that people write.
    let path = when.path.as_deref().unwrap_or_default().replace('*', "any");
    Some(match route(&path)?.endpoint {
        Endpoint::Authorize => EndpointWord::Authorize,
        Endpoint::Token => EndpointWord::Token,
        Endpoint::DeviceCode => EndpointWord::DeviceCode,
        Endpoint::DeviceAuth => EndpointWord::DeviceAuth,
        Endpoint::Login => EndpointWord::Login,
        Endpoint::Logout => EndpointWord::Logout,
        Endpoint::Keys => EndpointWord::Keys,
        Endpoint::Metadata => EndpointWord::Metadata,
        Endpoint::Instance => EndpointWord::Instance,
        Endpoint::UserRealm => EndpointWord::UserRealm,
        Endpoint::AdminConsent => EndpointWord::AdminConsent,
        Endpoint::UserInfo => EndpointWord::UserInfo,
        Endpoint::NativeClient | Endpoint::Error | Endpoint::Home => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_belong_to_stages() {
        let stage_of = |yaml: &str| stage(&crate::document::read::<Rule>("x", yaml).unwrap());
        assert_eq!(stage_of("then: { refuse: AADSTS50076 }"), StageWord::Decided);
        assert_eq!(stage_of("{ when: { endpoint: devicecode }, then: { refuse: AADSTS50076 } }"), StageWord::Decided);
        assert_eq!(stage_of("{ when: { endpoint: metadata }, then: { refuse: AADSTS90002 } }"), StageWord::Received);
        assert_eq!(stage_of("{ when: { path: '/*/discovery/keys' }, then: { error: gone } }"), StageWord::Received);
        assert_eq!(stage_of("{ when: { path: /v1.0/me }, then: { claims: {} } }"), StageWord::Decided);
        assert_eq!(stage_of("then: { retry_after: 7s }"), StageWord::Received);
        assert_eq!(stage_of("then: { refuse: AADSTS50196, retry_after: 7s }"), StageWord::Decided);
        assert_eq!(stage_of("{ when: { status: 400 }, then: { status: 500 } }"), StageWord::Rendered);
        assert_eq!(stage_of("then: { status: 502, content_type: text/html }"), StageWord::Rendered);
        assert_eq!(stage_of("then: { delay: 7s }"), StageWord::Rendered);
        assert_eq!(stage_of("then: { revoke: sessions }"), StageWord::Received);
        assert_eq!(stage_of("then: { at: received, drop_connection: before_headers }"), StageWord::Received);
    }
}
