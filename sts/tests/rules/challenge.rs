//! Claims challenges: conditional access at the platform, continuous access evaluation and step-up at an API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::support::{Answer, Bed};

const STEP_UP: &str = "claims: { access_token: { acrs: { essential: true, value: c1 } } }";

fn challenge(answer: &Answer) -> (String, Option<Value>) {
    let header = answer.header("www-authenticate").to_owned();
    let claims = header.split("claims=\"").nth(1).and_then(|rest| rest.split('"').next());
    let claims = claims.map(|text| serde_json::from_slice(&STANDARD.decode(text).unwrap()).unwrap());
    (header, claims)
}

#[tokio::test]
async fn a_challenge_without_a_code_asks_for_more_than_a_password() {
    let bed = Bed::new(&format!("rules: [{{ when: {{ endpoint: token }}, then: {{ {STEP_UP} }} }}]")).await;
    let answer = bed.ada("User.Read").await;
    assert_eq!(answer.refusal(), (400, "invalid_grant".into(), 50076));
    assert_eq!(answer.text("claims"), r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
}

#[tokio::test]
async fn at_the_authorize_endpoint_the_claims_go_to_the_app() {
    let bed = Bed::new(&format!(
        "rules: [{{ when: {{ endpoint: authorize }}, then: {{ refuse: AADSTS50076, error: interaction_required, {STEP_UP} }} }}]"
    ))
    .await;
    let sent = bed.authorize(&[]).await.redirected();
    assert_eq!(sent["error"], "interaction_required");
    assert_eq!(sent["claims"], r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
}

#[tokio::test]
async fn an_api_challenges_callers_it_would_let_in_until_the_token_has_the_claim() {
    let bed = Bed::new(&format!(
        "
        rules:
          - name: step up
            when: {{ path: /v1.0/me, expression: '!has(request.token.acrs)' }}
            then: {{ {STEP_UP} }}
          - when: {{ endpoint: token, parameter: {{ claims: '*acrs*' }} }}
            then: {{ token: {{ claims: {{ acrs: [c1] }} }} }}
        "
    ))
    .await;
    let none = bed.get("/v1.0/me").await;
    assert!(none.status == 401 && !none.header("www-authenticate").contains("insufficient_claims"));
    let token = bed.ada("User.Read").await.text("access_token");
    let refused = bed.call("/v1.0/me", &token).await;
    let (header, claims) = challenge(&refused);
    assert_eq!(refused.status, 401);
    assert!(header.starts_with(r#"Bearer realm="", authorization_uri="https://localhost:"#), "{header}");
    assert!(header.contains(r#"error="insufficient_claims""#), "{header}");
    assert_eq!(claims, Some(json!({"access_token": {"acrs": {"essential": true, "value": "c1"}}})));
    assert_eq!(refused.json()["error"]["code"], "InvalidAuthenticationToken");
    assert_eq!(bed.last_exchange().note.rules, ["step up"]);
    assert_eq!(bed.call("/v1.0/me/memberOf", &token).await.status, 200, "another path");
    let form = [
        ("grant_type", "password"),
        ("client_id", super::support::DEVICE),
        ("username", "ada@contoso.example"),
        ("password", "Pa55-ada!"),
        ("scope", "User.Read"),
        ("claims", r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#),
    ];
    let better = bed.post(super::support::TOKEN, &form).await.text("access_token");
    assert_eq!(bed.call("/v1.0/me", &better).await.status, 200);
}

#[tokio::test]
async fn an_api_can_say_any_error_and_in_its_own_style() {
    let bed = Bed::new(
        r#"
        rules:
          - when: { endpoint: api, resource: orders }
            then: { error: invalid_token, description: 'The "session" was revoked' }
          - when: { path: "/subscriptions*" }
            then: { at: received, error: invalid_token, claims: { access_token: { nbf: { value: "1" } } } }
          - when: { endpoint: userinfo }
            then: { claims: { access_token: { nbf: { value: "1" } } }, status: 403 }
        "#,
    )
    .await;
    let token = bed.ada("api://orders/api.read").await.text("access_token");
    let orders = bed.call("/api/orders", &token).await;
    let (header, claims) = challenge(&orders);
    assert!(header.ends_with(r#"error="invalid_token", error_description="The \"session\" was revoked""#), "{header}");
    assert!(header.contains(r#"client_id="22222222-2222-2222-2222-222222222222""#) && claims.is_none());
    assert_eq!((orders.status, orders.body.as_str()), (401, ""));
    let arm = bed.get("/subscriptions").await;
    assert_eq!((arm.status, &arm.json()["error"]["code"]), (401, &json!("AuthenticationFailed")));
    assert!(challenge(&arm).1.is_some());
    let graph = bed.ada("openid profile").await.text("access_token");
    let userinfo = bed.call("/oidc/userinfo", &graph).await;
    assert!(userinfo.status == 403 && challenge(&userinfo).1.is_some());
}

#[tokio::test]
async fn aadsts_codes_leave_apis_alone() {
    let bed = Bed::new("rules: [{ when: { user: ada }, then: { refuse: AADSTS50057, at: received } }]").await;
    let grace = bed.password("grace@contoso.example", "Pa55-grace!", "User.Read").await;
    assert_eq!(grace.status, 200, "another user");
    assert_eq!(bed.ada("User.Read").await.refusal().2, 50057);
    let rules = bed.control().rules().into_iter().map(|row| row.rule).collect::<Vec<_>>();
    bed.control().clear_rules();
    let token = bed.ada("User.Read").await.text("access_token");
    bed.control().replace_rules(&rules).unwrap();
    assert_eq!(bed.call("/v1.0/me", &token).await.status, 200);
}
