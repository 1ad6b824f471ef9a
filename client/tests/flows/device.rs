use pretenant_client::{Cancellation, ClientErrorKind, DeviceCode, DeviceCodeRequest, Error, PublicClient};
use serde_json::{Value, json};

use crate::support::*;

fn started(changes: Value) -> Reply {
    let mut body = json!({
        "user_code": "ABC123", "device_code": "DC1", "verification_uri": "https://sts.test/device",
        "expires_in": 900, "interval": 2, "message": "Go there and enter ABC123.",
    });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    Reply::json(200, body)
}

async fn start(world: &World, client: &PublicClient, changes: Value) -> DeviceCode {
    world.sts.reply(started(changes));
    client.start_device_code(DeviceCodeRequest::new(["User.Read"])).await.unwrap()
}

async fn finish(client: &PublicClient, code: &DeviceCode) -> Result<pretenant_client::TokenResult, Error> {
    client.finish_device_code(code, &Cancellation::new()).await
}

#[tokio::test]
async fn the_user_is_shown_what_the_server_said_and_polled_at_its_pace() {
    let world = World::new();
    let client = world.public();
    let code = start(&world, &client, json!({})).await;
    assert_eq!((code.user_code.as_str(), code.message.as_str()), ("ABC123", "Go there and enter ABC123."));
    assert_eq!((code.verification_uri.as_str(), code.expires_in), ("https://sts.test/device", 900));
    assert_eq!(code.expires_on, START + 900);
    let request = world.sts.take().remove(0);
    assert_eq!(request.url.path(), "/tenant-h/oauth2/v2.0/devicecode");
    assert_eq!(request.param("scope"), Some("User.Read openid profile offline_access"));

    for _ in 0..2 {
        world.sts.reply(refused("authorization_pending", 70016, ""));
    }
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    let result = finish(&client, &code).await.unwrap();
    assert_eq!(token(&result), "AT1");
    let polls = world.sts.take();
    assert_eq!(polls.len(), 3);
    assert_eq!(polls[0].param("grant_type"), Some("urn:ietf:params:oauth:grant-type:device_code"));
    assert_eq!((polls[0].param("device_code"), polls[0].param("scope")), (Some("DC1"), None));
    assert_eq!(polls[0].headers["client-request-id"], request.headers["client-request-id"]);
    assert_eq!(*world.clock.waits.lock().unwrap(), [2, 2]);
    assert_eq!(token(&silent(&client, &result.account.unwrap(), "User.Read").await.unwrap()), "AT1");
}

#[tokio::test]
async fn an_interval_that_is_missing_means_five_seconds_and_slow_down_five_more() {
    let world = World::new();
    let client = world.public();
    let code = start(&world, &client, json!({"interval": null})).await;
    for error in ["authorization_pending", "slow_down", "authorization_pending"] {
        world.sts.reply(refused(error, 0, ""));
    }
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read").without("scope"));
    let result = finish(&client, &code).await.unwrap();
    assert_eq!(*world.clock.waits.lock().unwrap(), [5, 10, 10]);
    assert_eq!(token(&silent(&client, &result.account.unwrap(), "User.Read").await.unwrap()), "AT1");
}

#[tokio::test]
async fn final_answers_end_the_poll() {
    for error in ["authorization_declined", "expired_token", "bad_verification_code"] {
        let world = World::new();
        let client = world.public();
        let code = start(&world, &client, json!({})).await;
        world.sts.reply(refused(error, 70020, ""));
        assert_eq!(finish(&client, &code).await.unwrap_err().code(), error);
        assert_eq!(world.sts.wire(), ["V", "T(device_code)"]);
    }
}

#[tokio::test]
async fn the_poll_ends_with_the_codes_life() {
    let world = World::new();
    let client = world.public();
    let code = start(&world, &client, json!({"expires_in": 5})).await;
    for _ in 0..3 {
        world.sts.reply(refused("authorization_pending", 70016, ""));
    }
    assert_eq!(finish(&client, &code).await.unwrap_err().code(), "code_expired");
    assert_eq!((world.sts.wire().len(), world.sts.unused_replies()), (4, 0));
}

#[tokio::test]
async fn a_refused_start_is_an_error_and_polls_nothing() {
    let world = World::new();
    let client = world.public();
    world.sts.reply(refused("unauthorized_client", 700_016, ""));
    let error = client.start_device_code(DeviceCodeRequest::new(["User.Read"])).await.unwrap_err();
    assert_eq!(error.response().unwrap().codes, [700_016]);
    for missing in ["user_code", "device_code", "verification_uri", "expires_in"] {
        world.sts.reply(started(json!({missing: null})));
        let error = client.start_device_code(DeviceCodeRequest::new(["User.Read"])).await.unwrap_err();
        assert!(error.to_string().contains(missing), "{error}");
    }
    assert_eq!(world.sts.wire().len(), 5);
}

#[tokio::test]
async fn a_caller_can_cancel_before_and_in_the_middle() {
    let world = World::new();
    let client = world.public();
    let code = start(&world, &client, json!({})).await;
    world.sts.take();
    let cancelled = Cancellation::new();
    cancelled.cancel();
    let error = client.finish_device_code(&code, &cancelled).await.unwrap_err();
    assert!(matches!(&error, Error::Client(error) if error.kind == ClientErrorKind::Cancelled));
    assert!(world.sts.wire().is_empty());

    world.sts.hold(true);
    let cancellation = Cancellation::new();
    let (waiting, handle) = (client.clone(), cancellation.clone());
    let waiting = tokio::spawn(async move { waiting.finish_device_code(&code, &handle).await });
    while world.sts.take().is_empty() {
        tokio::task::yield_now().await;
    }
    cancellation.cancel();
    assert_eq!(waiting.await.unwrap().unwrap_err().code(), "cancelled");
}

#[tokio::test]
async fn capabilities_are_declared_on_start_and_on_each_poll() {
    let world = World::new();
    let client = world.public_with(|builder| builder.capabilities(["cp1"]));
    let code = start(&world, &client, json!({})).await;
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    finish(&client, &code).await.unwrap();
    for request in world.sts.take() {
        let declared = r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#;
        assert_eq!(request.param("claims"), Some(declared), "{}", request.kind);
    }
}

#[tokio::test]
async fn where_there_is_no_answer_the_next_poll_comes_later_and_never_at_once() {
    let world = World::new();
    let client = world.public();
    let code = start(&world, &client, json!({})).await;
    world.sts.reply(Reply::new(503, ""));
    world.sts.reply(Reply::new(429, "").header("retry-after", "30"));
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    assert_eq!(token(&finish(&client, &code).await.unwrap()), "AT1");
    assert_eq!(*world.clock.waits.lock().unwrap(), [4, 30]);
}
