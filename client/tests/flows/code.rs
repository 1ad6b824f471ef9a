use pretenant_client::{
    AuthCodeFlow, AuthCodeUrlRequest, AuthResponse, Classification, ClientErrorKind, CodeRequest, ConfidentialClient,
    Error, Prompt, ResponseMode, TokenSource,
};
use serde_json::json;
use url::Url;

use crate::support::*;

async fn begin(client: &ConfidentialClient) -> AuthCodeFlow {
    client.auth_code_url(AuthCodeUrlRequest::new(["User.Read"])).await.unwrap()
}

fn answer(flow: &AuthCodeFlow) -> AuthResponse {
    AuthResponse::from_pairs([("code", "the c+de/~%&"), ("state", &flow.state), ("session_state", "x")])
}

fn signed_in(flow: &AuthCodeFlow, access_token: &str) -> Tokens {
    let nonce = query(&flow.url, "nonce").unwrap();
    tokens(&ADA, access_token, "RT1", "User.Read").id_claims(&ADA, json!({"nonce": nonce}))
}

fn kind(error: Error) -> ClientErrorKind {
    match error {
        Error::Client(error) => error.kind,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_code_is_redeemed_with_what_it_was_asked_with() {
    let world = World::new();
    let client = world.confidential();
    let flow = begin(&client).await;
    assert_eq!(flow.url.path(), "/tenant-h/oauth2/v2.0/authorize");
    let asked = |name: &str| query(&flow.url, name);
    assert_eq!(asked("scope").unwrap(), "User.Read openid profile offline_access");
    assert_eq!(asked("redirect_uri").unwrap(), "http://localhost/auth");
    assert_eq!(asked("code_challenge_method").unwrap(), "S256");
    assert_eq!(asked("response_mode").unwrap(), "query");
    assert_eq!(asked("state").as_deref(), Some(flow.state.as_str()));

    world.sts.reply(signed_in(&flow, "AT1"));
    let result = client.acquire_by_code(&flow, &answer(&flow)).await.unwrap();
    assert_eq!((token(&result), result.source), ("AT1", TokenSource::Network));
    assert_eq!(result.id_token.unwrap().claims["preferred_username"], "ada@contoso.example");
    let request = world.sts.take().remove(0);
    assert_eq!(request.param("code"), Some("the c+de/~%&"));
    assert_eq!(request.param("redirect_uri"), Some("http://localhost/auth"));
    assert_eq!(request.headers["client-request-id"], asked("client-request-id").unwrap());
    let verifier = request.param("code_verifier").unwrap();
    assert!((43..=128).contains(&verifier.len()));
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    use base64::Engine;
    assert_eq!(asked("code_challenge").unwrap(), base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(hash));
    assert_eq!(request.url.query(), None, "no secret goes into the address");
}

#[tokio::test]
async fn state_nonce_and_verifier_are_fresh_each_time() {
    let world = World::new();
    let client = world.confidential();
    let (one, other) = (begin(&client).await, begin(&client).await);
    for name in ["state", "nonce", "code_challenge", "client-request-id"] {
        assert_ne!(query(&one.url, name), query(&other.url, name), "{name}");
    }
}

#[tokio::test]
async fn a_code_with_another_state_is_never_redeemed() {
    let world = World::new();
    let client = world.confidential();
    let flow = begin(&client).await;
    world.sts.take_all();
    for pairs in [
        vec![("code", "stray"), ("state", "another")],
        vec![("code", "stray")],
        vec![("code", "stray"), ("state", flow.state.as_str()), ("state", "another")],
        vec![("error", "access_denied"), ("state", "another")],
    ] {
        let error = client.acquire_by_code(&flow, &AuthResponse::from_pairs(pairs)).await.unwrap_err();
        assert_eq!(kind(error), ClientErrorKind::StateMismatch);
    }
    assert!(world.sts.take_all().is_empty());
}

#[tokio::test]
async fn a_sign_in_that_is_refused_leaves_no_trace() {
    let world = World::new();
    let client = world.confidential();
    let flow = begin(&client).await;
    for (claims, expected) in [
        (json!({"nonce": "another"}), ClientErrorKind::NonceMismatch),
        (json!({}), ClientErrorKind::NonceMismatch),
        (json!({"nonce": query(&flow.url, "nonce"), "aud": "another"}), ClientErrorKind::IdTokenRefused),
        (json!({"nonce": query(&flow.url, "nonce"), "exp": START - 60}), ClientErrorKind::IdTokenRefused),
        (json!({"nonce": query(&flow.url, "nonce"), "iss": "https://evil.test/"}), ClientErrorKind::IdTokenRefused),
    ] {
        world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read").id_claims(&ADA, claims.clone()));
        let error = client.acquire_by_code(&flow, &answer(&flow)).await.unwrap_err();
        assert_eq!(kind(error), expected, "{claims}");
    }
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read").with("id_token", "garbage"));
    let error = client.acquire_by_code(&flow, &answer(&flow)).await.unwrap_err();
    assert_eq!(kind(error), ClientErrorKind::MalformedResponse);
    assert!(client.accounts().await.unwrap().is_empty());
    assert!(!client.export_cache().await.unwrap().contains("AT1"));
}

#[tokio::test]
async fn a_code_is_redeemed_whatever_the_cache_holds() {
    let world = World::new();
    let client = world.confidential();
    for name in ["AT1", "AT2"] {
        let flow = begin(&client).await;
        world.sts.reply(signed_in(&flow, name));
        assert_eq!(token(&client.acquire_by_code(&flow, &answer(&flow)).await.unwrap()), name);
        assert_eq!(world.sts.wire(), ["T(authorization_code)"]);
    }
}

#[tokio::test]
async fn a_refused_code_is_not_sent_again() {
    let world = World::new();
    let client = world.confidential();
    let flow = begin(&client).await;
    world.sts.reply(refused("invalid_grant", 54005, ""));
    let error = client.acquire_by_code(&flow, &answer(&flow)).await.unwrap_err();
    assert_eq!(error.response().unwrap().codes, [54005]);
    assert_eq!(world.sts.wire(), ["T(authorization_code)"]);
}

#[tokio::test]
async fn a_user_who_declines_is_an_error_without_a_request() {
    let world = World::new();
    let client = world.confidential();
    let flow = begin(&client).await;
    let declined = format!(
        "http://localhost/auth?error=access_denied&error_subcode=cancel\
         &error_description=AADSTS65004%3A+User+declined&state={}",
        flow.state
    );
    let declined = AuthResponse::from_redirect(&Url::parse(&declined).unwrap());
    let Err(Error::Service(refusal)) = client.acquire_by_code(&flow, &declined).await else { panic!("not refused") };
    assert_eq!((refusal.response.error.as_str(), refusal.status), ("access_denied", None));
    assert_eq!(refusal.response.codes, [65004]);
    assert_eq!(refusal.response.suberror.as_deref(), Some("cancel"));
    assert!(world.sts.wire().is_empty());

    let silent = AuthResponse::from_pairs([("error", "login_required"), ("state", &flow.state)]);
    let Err(Error::UiRequired(ui)) = client.acquire_by_code(&flow, &silent).await else { panic!("not UI required") };
    assert_eq!(ui.classification, Classification::PromptNeverFailed);
}

#[tokio::test]
async fn an_answer_without_code_says_so() {
    let world = World::new();
    let client = world.confidential();
    let flow = begin(&client).await;
    let nothing = AuthResponse::from_pairs([("state", &flow.state)]);
    let error = client.acquire_by_code(&flow, &nothing).await.unwrap_err();
    assert_eq!(kind(error), ClientErrorKind::MalformedResponse);
}

#[tokio::test]
async fn a_flow_survives_a_stay_in_the_session() {
    let world = World::new();
    let request = AuthCodeUrlRequest::new(["User.Read"]).tenant("other").claims(r#"{"id_token":{"x":null}}"#);
    let flow = world.confidential().auth_code_url(request).await.unwrap();
    assert!(!format!("{flow:?}").contains(&flow.state), "it holds secrets");
    let kept = serde_json::to_string(&flow).unwrap();
    let restored: AuthCodeFlow = serde_json::from_str(&kept).unwrap();
    world.sts.reply(signed_in(&flow, "AT1"));
    world.confidential().acquire_by_code(&restored, &answer(&flow)).await.unwrap();
    let request = world.sts.take().remove(0);
    assert_eq!(request.url.path(), "/other/oauth2/v2.0/token");
    assert_eq!(request.param("claims"), Some(r#"{"id_token":{"x":null}}"#));
}

#[tokio::test]
async fn hints_prompts_and_further_scopes_go_into_the_address() {
    let world = World::new();
    let client = world.confidential_with(|builder| builder.capabilities(["cp1"]).extra_query_parameter("dc", "ESTS"));
    let request = AuthCodeUrlRequest::new(["User.Read"])
        .prompt(Prompt::SelectAccount)
        .login_hint("ada@contoso.example")
        .domain_hint("contoso.example")
        .extra_scopes_to_consent(["api://b/api.read"])
        .response_mode(ResponseMode::FormPost)
        .redirect_uri("https://app.test/signin?x=1")
        .extra_query_parameter("slice", "test slice")
        .correlation_id("0f8fad5b-d9cb-469f-a165-70867728950e");
    let flow = client.auth_code_url(request).await.unwrap();
    for (name, value) in [
        ("prompt", "select_account"),
        ("login_hint", "ada@contoso.example"),
        ("domain_hint", "contoso.example"),
        ("scope", "User.Read api://b/api.read openid profile offline_access"),
        ("response_mode", "form_post"),
        ("redirect_uri", "https://app.test/signin?x=1"),
        ("claims", r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#),
        ("dc", "ESTS"),
        ("slice", "test slice"),
        ("client-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    ] {
        assert_eq!(query(&flow.url, name).as_deref(), Some(value), "{name}");
    }
    world.sts.reply(signed_in(&flow, "AT1"));
    let form = format!("code=c&state={}", flow.state);
    client.acquire_by_code(&flow, &AuthResponse::from_form(form.as_bytes())).await.unwrap();
    let request = world.sts.take().remove(0);
    assert_eq!(request.param("scope"), Some("User.Read openid profile offline_access"), "no token for further scopes");
    assert_eq!(request.url.query(), Some("dc=ESTS"));
}

#[tokio::test]
async fn a_code_from_elsewhere_can_be_redeemed() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read").id_claims(&ADA, json!({"nonce": "n"})));
    let request =
        CodeRequest::new("c", ["User.Read"]).code_verifier("v".repeat(43)).redirect_uri("https://a/b").nonce("n");
    assert_eq!(token(&client.redeem_code(request).await.unwrap()), "AT1");
    let request = world.sts.take().remove(0);
    assert_eq!(request.param("redirect_uri"), Some("https://a/b"));
    assert_eq!(request.param("code_verifier"), Some("v".repeat(43).as_str()));
}

#[tokio::test]
async fn scopes_travel_as_given() {
    let world = World::new();
    let client = world.confidential();
    let scopes = [
        "api://0b1b0000-0000-0000-0000-000000000001/api.read",
        "https://management.core.windows.net//user_impersonation",
    ];
    let flow = client.auth_code_url(AuthCodeUrlRequest::new(scopes)).await.unwrap();
    let expected = format!("{} openid profile offline_access", scopes.join(" "));
    assert_eq!(query(&flow.url, "scope").unwrap(), expected);
    world.sts.reply(signed_in(&flow, "AT1").without("scope"));
    let result = client.acquire_by_code(&flow, &answer(&flow)).await.unwrap();
    assert_eq!(world.sts.take()[0].param("scope").unwrap(), expected);
    let account = result.account.unwrap();
    for scope in scopes {
        let request = pretenant_client::SilentRequest::new(scope).account(&account);
        assert_eq!(token(&client.acquire_silent(request).await.unwrap()), "AT1", "no scope in the answer: as asked");
    }
}
