use pretenant_client::{Error, OnBehalfOfRequest, SilentRequest};

use crate::support::*;

fn force(account: &pretenant_client::Account, scope: &str) -> SilentRequest {
    SilentRequest::new(scope).account(account).force_refresh(true)
}

#[tokio::test]
async fn retry_after_is_respected_and_touches_that_request_alone() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let bob = world.sign_in(&client, &BOB, tokens(&BOB, "AT2", "RT2", "User.Read")).await;
    world.sts.reply(Reply::new(429, "").header("retry-after", "7"));
    let Err(Error::Service(refusal)) = client.acquire_silent(force(&ada, "User.Read")).await else { panic!("?") };
    assert_eq!((refusal.status, refusal.retry_after), (Some(429), Some(7)));
    assert_eq!(world.sts.wire().len(), 1);
    for moment in [1, 3, 6] {
        world.clock.advance(START + moment - pretenant_client::Clock::now(&*world.clock));
        let Err(Error::Throttled { retry_after, .. }) = client.acquire_silent(force(&ada, "User.Read")).await else {
            panic!("asked at {moment}")
        };
        assert_eq!(i64::try_from(retry_after).unwrap(), 7 - moment);
    }
    assert!(world.sts.wire().is_empty());
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1", "the cache goes on");
    world.sts.reply(tokens(&ADA, "AT3", "", "other"));
    client.acquire_silent(force(&ada, "other")).await.unwrap();
    world.sts.reply(tokens(&BOB, "AT4", "", "User.Read"));
    client.acquire_silent(force(&bob, "User.Read")).await.unwrap();
    world.clock.advance(2);
    world.sts.reply(tokens(&ADA, "AT5", "", "User.Read"));
    assert_eq!(token(&client.acquire_silent(force(&ada, "User.Read")).await.unwrap()), "AT5");
}

#[tokio::test]
async fn a_429_without_a_word_means_a_minute() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    for header in [None, Some("Fri, 31 Dec 1999 23:59:59 GMT")] {
        let reply = Reply::new(429, "");
        world.sts.reply(match header {
            Some(date) => reply.header("retry-after", date),
            None => reply,
        });
        assert_eq!(client.acquire_silent(force(&ada, "User.Read")).await.unwrap_err().code(), "too_many_requests");
        world.clock.advance(59);
        assert_eq!(client.acquire_silent(force(&ada, "User.Read")).await.unwrap_err().code(), "throttled");
        world.clock.advance(1);
    }
    assert_eq!(world.sts.wire().len(), 2);
}

#[tokio::test]
async fn a_server_error_is_retried_once_after_a_second() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(Reply::new(503, ""));
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    assert_eq!(token(&client.acquire_silent(force(&ada, "User.Read")).await.unwrap()), "AT2");
    assert_eq!(*world.clock.waits.lock().unwrap(), [1]);
    for _ in 0..2 {
        world.sts.reply(Reply::new(503, ""));
    }
    assert_eq!(client.acquire_silent(force(&ada, "User.Read")).await.unwrap_err().code(), "service_not_available");
    world.sts.take();
    world.sts.reply(Reply::new(503, "").header("retry-after", "7"));
    assert_eq!(client.acquire_silent(force(&ada, "User.Read")).await.unwrap_err().code(), "service_not_available");
    assert_eq!(client.acquire_silent(force(&ada, "User.Read")).await.unwrap_err().code(), "throttled");
    assert_eq!(world.sts.wire().len(), 1);
}

#[tokio::test]
async fn a_demand_for_the_user_is_repeated_locally_for_two_minutes() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(refused("invalid_grant", 50076, "basic_action"));
    client.acquire_silent(force(&ada, "User.Read")).await.unwrap_err();
    world.clock.advance(119);
    let Err(Error::UiRequired(ui)) = client.acquire_silent(force(&ada, "User.Read")).await else { panic!("?") };
    assert!(ui.replayed);
    assert_eq!(ui.response.codes, [50076]);
    assert_eq!(world.sts.wire().len(), 1);
    world.clock.advance(1);
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    client.acquire_silent(force(&ada, "User.Read")).await.unwrap();
}

#[tokio::test]
async fn a_web_api_hears_each_refusal() {
    let world = World::new();
    let client = world.confidential();
    for _ in 0..2 {
        world.sts.reply(refused("invalid_grant", 50076, "basic_action"));
        let error = client.acquire_on_behalf_of(OnBehalfOfRequest::new("x/read", "a")).await.unwrap_err();
        assert!(matches!(error, Error::UiRequired(ui) if !ui.replayed));
    }
    world.sts.reply(Reply::new(429, "").header("retry-after", "9"));
    let again = || client.acquire_on_behalf_of(OnBehalfOfRequest::new("x/read", "a"));
    again().await.unwrap_err();
    assert_eq!(again().await.unwrap_err().code(), "throttled");
    world.sts.reply(tokens(&BOB, "AT2", "", "x/read"));
    client.acquire_on_behalf_of(OnBehalfOfRequest::new("x/read", "b")).await.unwrap();
}

#[tokio::test]
async fn a_success_with_retry_after_is_used_once() {
    let world = World::new();
    let client = world.confidential();
    for (assertion, user, name) in [("a", &ADA, "AT1"), ("b", &BOB, "AT2")] {
        world.sts.reply(Reply::from(tokens(user, name, "", "x/read")).header("retry-after", "60"));
        let request = OnBehalfOfRequest::new("x/read", assertion);
        assert_eq!(token(&client.acquire_on_behalf_of(request).await.unwrap()), name);
    }
    assert_eq!(world.sts.wire().len(), 2);
}
