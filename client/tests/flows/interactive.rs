use pretenant_client::{AuthResponse, BrowserError, ClientErrorKind, Error, InteractiveRequest, SilentRequest};
use serde_json::json;

use crate::support::*;

/// The user signs in as told.
fn signs_in(user: User, access_token: &'static str, scope: &'static str, world: &World) {
    world.browser.then(move |url, sts| {
        let nonce = query(url, "nonce").unwrap();
        sts.reply(tokens(&user, access_token, "RT", scope).id_claims(&user, json!({"nonce": nonce})));
        Ok(AuthResponse::from_pairs([("code", "c".to_owned()), ("state", query(url, "state").unwrap())]))
    });
}

fn kind(error: Error) -> ClientErrorKind {
    match error {
        Error::Client(error) => error.kind,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_user_signs_in_and_further_consent_leaves_earlier_tokens() {
    let world = World::new();
    let client = world.public();
    signs_in(ADA, "AT1", "User.Read", &world);
    let result = client.acquire_interactive(InteractiveRequest::new(["User.Read"])).await.unwrap();
    let ada = result.account.unwrap();
    signs_in(ADA, "AT2", "Calendars.Read", &world);
    let request = InteractiveRequest::new(["Calendars.Read"]).account(&ada);
    assert_eq!(token(&client.acquire_interactive(request).await.unwrap()), "AT2");
    let visits = world.browser.visits.lock().unwrap().clone();
    assert_eq!(query(&visits[0], "response_mode").as_deref(), Some("form_post"));
    assert_eq!(query(&visits[0], "redirect_uri").as_deref(), Some("http://localhost/auth"));
    assert_eq!(query(&visits[1], "login_hint").as_deref(), Some("ada@contoso.example"));
    assert!(query(&visits[1], "scope").unwrap().starts_with("Calendars.Read "));
    world.sts.take();
    for (scope, expected) in [("User.Read", "AT1"), ("Calendars.Read", "AT2")] {
        assert_eq!(token(&silent(&client, &ada, scope).await.unwrap()), expected);
    }
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn a_challenge_goes_to_the_browser_and_to_the_redemption() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let challenge = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    world.sts.reply(refused_with_claims(50076, challenge));
    let error =
        client.acquire_silent(SilentRequest::new(["User.Read"]).account(&ada).force_refresh(true)).await.unwrap_err();
    assert!(error.is_ui_required());
    assert_eq!(error.claims(), Some(challenge));

    signs_in(ADA, "AT2", "User.Read", &world);
    let request = InteractiveRequest::new(["User.Read"]).claims(error.claims().unwrap());
    client.acquire_interactive(request).await.unwrap();
    let visit = world.browser.visits.lock().unwrap().remove(0);
    assert_eq!(query(&visit, "claims").as_deref(), Some(challenge));
    assert_eq!(world.sts.take()[1].param("claims"), Some(challenge));
}

#[tokio::test]
async fn another_user_than_expected_is_refused() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    signs_in(BOB, "AT2", "User.Read", &world);
    let request = InteractiveRequest::new(["User.Read"]).account(&ada);
    assert_eq!(kind(client.acquire_interactive(request).await.unwrap_err()), ClientErrorKind::UserMismatch);
    assert_eq!(client.accounts().await.unwrap(), [ada]);
}

#[tokio::test]
async fn a_browser_that_fails_is_no_refusal() {
    let world = World::new();
    let client = world.public();
    for (error, expected) in [
        (BrowserError::Cancelled, ClientErrorKind::Cancelled),
        (BrowserError::TimedOut, ClientErrorKind::Browser),
        (BrowserError::Failed("no display".to_owned()), ClientErrorKind::Browser),
    ] {
        world.browser.then(move |_, _| Err(error.clone()));
        let error = client.acquire_interactive(InteractiveRequest::new(["User.Read"])).await.unwrap_err();
        assert_eq!(kind(error), expected);
    }
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn a_stray_answer_is_not_redeemed() {
    let world = World::new();
    let client = world.public();
    world.browser.then(|_, _| Ok(AuthResponse::from_pairs([("code", "stray"), ("state", "another")])));
    let error = client.acquire_interactive(InteractiveRequest::new(["User.Read"])).await.unwrap_err();
    assert_eq!(kind(error), ClientErrorKind::StateMismatch);
    assert!(world.sts.wire().is_empty());
}
