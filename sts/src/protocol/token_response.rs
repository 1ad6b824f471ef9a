//! The token endpoint's success body (entra-server §3.5). Member order is the wire's.

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::decide::plan::{Plan, Subject};
use crate::directory::Lifetimes;
use crate::entropy::Draw;
use crate::origin::Issuers;
use crate::route::Dialect;
use crate::token::alter::Alteration;
use crate::token::claims::{self, Bindings, Ground};
use crate::token::jws::{self, HeaderStyle, Object};
use crate::token::keys::{KeyRing, SigningKey};
use crate::token::lifetime::{self, TokenLifetimes};
use crate::token::mint::MintSignature;

/// What signing needs besides the plan.
pub struct Signing<'a> {
    /// The key that signs.
    pub key: &'a SigningKey,
    /// All keys, for tokens that a rule has signed with another one.
    pub keys: KeyRing,
    /// What rules change about the access token.
    pub access: Option<Alteration>,
    /// What rules change about the ID token.
    pub id: Option<Alteration>,
    /// Issuers as the client sees them.
    pub issuers: &'a Issuers,
    /// Now.
    pub now: Moment,
    /// The world's lifetimes.
    pub lifetimes: Lifetimes,
}

/// The signed strings of a plan.
pub struct Signed {
    /// The access token.
    pub access_token: String,
    /// Lifetimes that were used.
    pub lifetimes: TokenLifetimes,
}

/// Signs a plan's access token.
pub fn sign_access_token(plan: &Plan, signing: &Signing<'_>, draw: &Draw) -> Signed {
    let mut lifetimes = lifetime::of_plan(plan, signing.lifetimes, draw);
    if let Some(lifetime) = signing.access.as_ref().and_then(|altered| altered.lifetime) {
        lifetimes.access = lifetime;
        lifetimes.refresh_in = lifetimes.refresh_in.filter(|refresh_in| *refresh_in < lifetime);
    }
    let ground = Ground { issuers: signing.issuers, now: signing.now, draw };
    let (style, claims) = claims::access_token(plan, lifetimes.access, &ground);
    let access_token = signing.sign(style, MintSignature::Good, claims, signing.access.as_ref(), draw);
    Signed { access_token, lifetimes }
}

impl Signing<'_> {
    fn sign(
        &self,
        style: HeaderStyle,
        as_issued: MintSignature,
        mut claims: Object,
        alteration: Option<&Alteration>,
        draw: &Draw,
    ) -> String {
        let Some(alteration) = alteration else {
            return match as_issued {
                MintSignature::None => jws::unsigned(&claims),
                MintSignature::Good | MintSignature::Bad => jws::sign(self.key, style, &claims),
            };
        };
        alteration.adjust(&mut claims, self.now);
        // The pool is larger than what is published: there is a key for every order.
        let altered = alteration.sign(&self.keys, style, as_issued, &claims, draw);
        altered.map(|altered| altered.token).unwrap_or_default()
    }
}

/// Signs a plan's ID token, if one is due. v1's token endpoint issues them unsigned; the authorize endpoint
/// never does.
pub fn sign_id_token(
    plan: &Plan,
    signing: &Signing<'_>,
    lifetime: i64,
    bindings: &Bindings,
    from_authorize: bool,
    draw: &Draw,
) -> Option<String> {
    let id = plan.id_token.as_ref()?;
    let Subject::User { user, authentication } = &plan.subject else { return None };
    let ground = Ground { issuers: signing.issuers, now: signing.now, draw };
    let (style, as_issued, claims) = match plan.dialect {
        Dialect::V2 => {
            let claims = claims::id_token_v2(plan, id, user, authentication, lifetime, bindings, &ground);
            (HeaderStyle::V2, MintSignature::Good, claims)
        }
        Dialect::V1 => {
            let claims = claims::id_token_v1(plan, id, user, authentication, lifetime, bindings, &ground);
            let as_issued = if from_authorize { MintSignature::Good } else { MintSignature::None };
            (HeaderStyle::V1, as_issued, claims)
        }
    };
    Some(signing.sign(style, as_issued, claims, signing.id.as_ref(), draw))
}

/// The body of a granted token request.
pub fn token_body(plan: &Plan, signing: &Signing<'_>, draw: &Draw) -> Value {
    let Signed { access_token, lifetimes } = sign_access_token(plan, signing, draw);
    let id_token = sign_id_token(plan, signing, lifetimes.id, &Bindings::default(), false, draw);
    let expires_in = lifetime::expires_in(lifetimes.access);
    let number = |n: i64| match plan.dialect {
        Dialect::V1 => json!(n.to_string()),
        Dialect::V2 => json!(n),
    };
    let mut body = Object::new();
    let mut put = |name: &str, value: Value| {
        body.insert(name.to_owned(), value);
    };
    put("token_type", json!("Bearer"));
    if let Some(scope) = &plan.response_scope {
        put("scope", json!(scope));
    }
    put("expires_in", number(expires_in));
    put("ext_expires_in", number(expires_in));
    if plan.dialect == Dialect::V1 {
        put("expires_on", number(signing.now.seconds() + lifetimes.access));
        put("not_before", number(signing.now.seconds() - claims::BACKDATE));
        put("resource", json!(plan.resource));
    }
    if let Some(refresh_in) = lifetimes.refresh_in {
        put("refresh_in", number(refresh_in));
    }
    put("access_token", json!(access_token));
    if let Some(refresh) = &plan.refresh_token {
        put("refresh_token", json!(refresh.token));
        if let Some(expires_in) = refresh.expires_in {
            put("refresh_token_expires_in", number(expires_in));
        }
        if let Some(family) = &plan.client.flows.foci {
            put("foci", json!(family));
        }
    }
    if let Some(id_token) = id_token {
        put("id_token", json!(id_token));
    }
    if let (true, Subject::User { user, .. }) = (plan.client_info && plan.client.flows.client_info, &plan.subject) {
        put("client_info", json!(claims::client_info(user)));
    }
    Value::Object(body)
}
