use std::sync::Arc;

use futures_util::future::join_all;
use pretenant_client::{Classification, Error, RefreshReason, SilentRequest, TokenSource};
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn a_cached_token_is_returned_without_a_request() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let result = silent(&client, &ada, "user.read").await.unwrap();
    assert_eq!((token(&result), result.source), ("AT1", TokenSource::Cache));
    assert_eq!(result.expires_on, START + 3599);
    assert_eq!(result.account.as_ref(), Some(&ada));
    assert_eq!(result.unique_id.as_deref(), Some("ada-1"));
    assert_eq!(result.tenant_id.as_deref(), Some(HOME));
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn an_expired_token_is_refreshed_once() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(3660);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    let result = silent(&client, &ada, "User.Read").await.unwrap();
    assert_eq!((token(&result), result.source), ("AT2", TokenSource::Network));
    assert_eq!(result.refresh_reason, RefreshReason::Expired);
    let requests = world.sts.take();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].url.as_str(), "https://sts.test:8443/tenant-h/oauth2/v2.0/token");
    assert_eq!(requests[0].param("refresh_token"), Some("RT1"));
    assert_eq!(requests[0].param("scope"), Some("User.Read openid profile offline_access"));
    assert_eq!(requests[0].param("client_secret"), None);
    assert_eq!(requests[0].headers["x-anchormailbox"], "Oid:ada-1@tenant-h");
    assert_eq!(requests[0].headers["return-client-request-id"], "true");
    assert_eq!(requests[0].headers["client-request-id"], result.correlation_id);

    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn the_buffer_is_five_minutes() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(3599 - 310);
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(20);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
}

#[tokio::test]
async fn more_scopes_than_cached_are_fetched_and_fewer_are_not() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in(&client, &ADA, tokens(&ADA, "AT1", "RT1", "User.Read Mail.Read")).await;
    assert_eq!(token(&silent(&client, &ada, "Mail.Read").await.unwrap()), "AT1");
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read Calendars.Read"));
    let result = silent(&client, &ada, "User.Read Calendars.Read").await.unwrap();
    assert_eq!((token(&result), result.refresh_reason), ("AT2", RefreshReason::NoCachedAccessToken));
    assert_eq!(world.sts.wire(), ["T(refresh_token)"]);
}

#[tokio::test]
async fn resources_have_their_own_tokens() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(tokens(&ADA, "AT2", "", "api://b/api.read"));
    assert_eq!(token(&silent(&client, &ada, "api://b/api.read").await.unwrap()), "AT2");
    world.sts.take();
    for (scope, expected) in [("User.Read", "AT1"), ("api://b/api.read", "AT2")] {
        assert_eq!(token(&silent(&client, &ada, scope).await.unwrap()), expected);
    }
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn granted_scopes_are_reported_and_cached() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(tokens(&ADA, "AT2", "", "a"));
    let result = silent(&client, &ada, "a b").await.unwrap();
    assert_eq!((result.scopes.to_string(), result.declined_scopes.to_string()), ("a".into(), "b".into()));
    assert_eq!(token(&silent(&client, &ada, "a").await.unwrap()), "AT2");
    world.sts.take();
    world.sts.reply(refused("invalid_grant", 65001, "consent_required"));
    let Err(Error::UiRequired(ui)) = silent(&client, &ada, "b").await else { panic!("not UI required") };
    assert_eq!(ui.classification, Classification::ConsentRequired);
}

#[tokio::test]
async fn no_account_is_never_guessed() {
    let world = World::new();
    let client = world.public();
    world.sign_in_ada(&client).await;
    let error = client.acquire_silent(SilentRequest::new(["User.Read"])).await.unwrap_err();
    assert!(error.is_ui_required());
    assert_eq!(error.code(), "user_null");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn an_empty_cache_asks_for_the_user_without_a_request() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    client.import_cache("").await.unwrap();
    let error = silent(&client, &ada, "User.Read").await.unwrap_err();
    assert!(error.is_ui_required());
    assert_eq!(error.code(), "no_tokens_found");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn users_do_not_mix() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let bob = world.sign_in(&client, &BOB, tokens(&BOB, "AT2", "RT2", "User.Read")).await;
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    assert_eq!(token(&silent(&client, &bob, "User.Read").await.unwrap()), "AT2");
    world.clock.advance(4000);
    world.sts.reply(tokens(&BOB, "AT3", "", "User.Read"));
    assert_eq!(token(&silent(&client, &bob, "User.Read").await.unwrap()), "AT3");
    assert_eq!(world.sts.take()[0].param("refresh_token"), Some("RT2"));
}

#[tokio::test]
async fn force_refresh_skips_the_cache_and_the_new_token_stays() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    let request = SilentRequest::new(["User.Read"]).account(&ada).force_refresh(true);
    assert_eq!(token(&client.acquire_silent(request).await.unwrap()), "AT2");
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
    assert_eq!(world.sts.wire(), ["T(refresh_token)"]);
}

#[tokio::test]
async fn a_challenge_passes_by_the_cache_and_the_challenged_token_never_returns() {
    let world = World::new();
    let client = world.public_with(|builder| builder.capabilities(["cp1"]));
    let ada = world.sign_in(&client, &ADA, tokens(&ADA, "AT1", "RT1", "User.Read Mail.Read")).await;
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1", "capabilities alone skip nothing");
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    let challenge = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#;
    let request = SilentRequest::new(["User.Read"]).account(&ada).claims(challenge);
    assert_eq!(token(&client.acquire_silent(request).await.unwrap()), "AT2");
    let requests = world.sts.take();
    assert_eq!(
        requests[0].param("claims"),
        Some(r#"{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}}}"#)
    );
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
    let export = client.export_cache().await.unwrap();
    assert!(!export.contains("AT1"), "the challenged token covered the same permission");
}

#[tokio::test]
async fn refresh_tokens_rotate_and_are_kept_where_none_comes() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    for (answer, sent) in [("", "RT1"), ("RT2", "RT1"), ("", "RT2")] {
        world.clock.advance(4000);
        world.sts.reply(tokens(&ADA, "AT", answer, "User.Read"));
        silent(&client, &ada, "User.Read").await.unwrap();
        assert_eq!(world.sts.take()[0].param("refresh_token"), Some(sent));
    }
    assert!(!client.export_cache().await.unwrap().contains("RT1"));
}

#[tokio::test]
async fn a_refusal_changes_nothing_in_the_cache() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(refused("invalid_grant", 65001, "consent_required"));
    assert!(silent(&client, &ada, "Mail.Read").await.unwrap_err().is_ui_required());
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(4000);
    world.sts.take();
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    silent(&client, &ada, "User.Read").await.unwrap();
    assert_eq!(world.sts.take()[0].param("refresh_token"), Some("RT1"));
}

#[tokio::test]
async fn a_token_is_renewed_early_and_kept_if_that_fails() {
    let world = World::new();
    let client = world.public();
    let early = tokens(&ADA, "AT1", "RT1", "User.Read").with("refresh_in", 1800);
    let ada = world.sign_in(&client, &ADA, early).await;
    world.clock.advance(1200);
    silent(&client, &ada, "User.Read").await.unwrap();
    assert!(world.sts.wire().is_empty());

    world.clock.advance(1200);
    for failure in [
        broken(),
        refused("invalid_client", 7000215, ""),
        refused("invalid_grant", 700082, ""),
        Reply::new(429, "").header("retry-after", "1"),
    ] {
        world.sts.reply(failure);
        let result = silent(&client, &ada, "User.Read").await.unwrap();
        assert_eq!((token(&result), result.source), ("AT1", TokenSource::Cache));
        world.clock.advance(121);
    }
    world.sts.take();

    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    let result = silent(&client, &ada, "User.Read").await.unwrap();
    assert_eq!((token(&result), result.source), ("AT2", TokenSource::ProactiveRefresh));
    assert_eq!(result.refresh_reason, RefreshReason::ProactivelyRefreshed);
    assert_eq!(world.sts.wire(), ["T(refresh_token)"]);
}

#[tokio::test]
async fn an_outage_does_not_take_a_token_that_still_lives() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(3599 - 200);
    world.sts.reply(broken());
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(260);
    world.sts.reply(broken());
    assert!(matches!(silent(&client, &ada, "User.Read").await, Err(Error::Transport(_))));
}

#[tokio::test]
async fn equal_calls_make_one_request() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    let calls = (0..12).map(|_| silent(&client, &ada, "User.Read"));
    for result in join_all(calls).await {
        assert_eq!(token(&result.unwrap()), "AT2");
    }
    assert_eq!(world.sts.wire(), ["T(refresh_token)"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_calls_on_many_threads_make_one_request() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(4000);
    world.sts.hold(true);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let (client, ada) = (client.clone(), ada.clone());
            tokio::spawn(async move { silent(&client, &ada, "User.Read").await })
        })
        .collect();
    tokio::task::yield_now().await;
    world.sts.hold(false);
    for call in calls {
        assert_eq!(token(&call.await.unwrap().unwrap()), "AT2");
    }
    assert_eq!(world.sts.wire(), ["T(refresh_token)"]);
}

#[tokio::test]
async fn a_slow_request_blocks_no_other_user() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let bob = world.sign_in(&client, &BOB, tokens(&BOB, "AT2", "RT2", "User.Read")).await;
    world.sts.hold(true);
    let request = SilentRequest::new(["User.Read"]).account(&ada).force_refresh(true);
    let (slow, quick) = (client.clone(), client.clone());
    let slow = tokio::spawn(async move { slow.acquire_silent(request).await });
    while world.sts.take().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(token(&silent(&quick, &bob, "User.Read").await.unwrap()), "AT2");
    world.sts.reply(tokens(&ADA, "AT3", "", "User.Read"));
    world.sts.hold(false);
    assert_eq!(token(&slow.await.unwrap().unwrap()), "AT3");
}

#[tokio::test]
async fn an_answer_for_another_user_is_refused() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(4000);
    for answer in
        [tokens(&BOB, "AT2", "RT2", "User.Read"), tokens(&BOB, "AT2", "RT2", "User.Read").without("client_info")]
    {
        world.sts.reply(answer);
        assert_eq!(silent(&client, &ada, "User.Read").await.unwrap_err().code(), "user_mismatch");
    }
    assert_eq!(client.accounts().await.unwrap(), [ada]);
    assert!(!client.export_cache().await.unwrap().contains("AT2"));
}

#[tokio::test]
async fn zero_lifetime_is_returned_once_and_short_ones_too() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    for (lifetime, name) in [(json!(0), "AT2"), (json!(120), "AT3"), (json!(null), "AT4")] {
        world.sts.reply(tokens(&ADA, name, "", "x").with("expires_in", lifetime));
        assert_eq!(token(&silent(&client, &ada, "x").await.unwrap()), name);
    }
    assert_eq!(world.sts.wire().len(), 3);
}

#[tokio::test]
async fn a_dead_refresh_token_is_tried_once_and_works_again_after_a_sign_in() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(4000);
    world.sts.reply(refused("invalid_grant", 700082, ""));
    let Err(Error::UiRequired(ui)) = silent(&client, &ada, "User.Read").await else { panic!("not UI required") };
    assert_eq!((ui.response.codes.as_slice(), ui.replayed), ([700_082].as_slice(), false));
    assert_eq!(world.sts.wire(), ["T(refresh_token)"]);

    let ada = world.sign_in(&client, &ADA, tokens(&ADA, "AT2", "RT2", "User.Read")).await;
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT3", "RT3", "User.Read"));
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT3");
    assert_eq!(world.sts.take()[0].param("refresh_token"), Some("RT2"));
}

#[tokio::test]
async fn a_family_refresh_token_serves_its_members_and_strangers_leave() {
    let world = World::new();
    let first = world.public();
    let ada = world.sign_in(&first, &ADA, tokens(&ADA, "AT1", "FRT", "User.Read").with("foci", "1")).await;
    let cache = first.export_cache().await.unwrap();
    assert!(cache.contains("ada-1.tenant-h-sts.test:8443-refreshtoken-1--"), "{cache}");

    let sibling = |id: &str| {
        let builder = pretenant_client::PublicClient::builder(id);
        world.surround(builder).build().unwrap()
    };
    let member = sibling("client-2");
    member.import_cache(&cache).await.unwrap();
    let answer = tokens(&ADA, "AT2", "FRT2", "User.Read").with("foci", "1");
    world.sts.reply(answer.id_claims(&ADA, json!({"aud": "client-2"})));
    assert_eq!(token(&silent(&member, &ada, "User.Read").await.unwrap()), "AT2");
    assert_eq!(world.sts.take()[0].param("refresh_token"), Some("FRT"));

    let stranger = sibling("client-3");
    stranger.import_cache(&cache).await.unwrap();
    world.sts.reply(refused("invalid_grant", 70000, "client_mismatch"));
    assert_eq!(silent(&stranger, &ada, "User.Read").await.unwrap_err().code(), "no_tokens_found");
    world.sts.take();
    assert_eq!(silent(&stranger, &ada, "User.Read").await.unwrap_err().code(), "no_tokens_found");
    assert!(world.sts.wire().is_empty(), "it is known not to belong to the family");
}

#[tokio::test]
async fn another_clients_tokens_are_neither_served_nor_redeemed() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let other = world.surround(pretenant_client::PublicClient::builder("client-2")).build().unwrap();
    other.import_cache(&client.export_cache().await.unwrap()).await.unwrap();
    assert!(silent(&other, &ada, "User.Read").await.unwrap_err().is_ui_required());
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn a_proof_of_possession_token_is_no_bearer_token() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let cache = client.export_cache().await.unwrap().replace("\"Bearer\"", "\"pop\"");
    client.import_cache(&cache).await.unwrap();
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
}

#[tokio::test]
async fn the_same_surroundings_bring_the_same_bytes() {
    let play = || async {
        let world = World::new();
        let client = world.public();
        let ada = world.sign_in_ada(&client).await;
        world.clock.advance(4000);
        world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
        silent(&client, &ada, "User.Read").await.unwrap();
        let bytes: Vec<String> = world.sts.take_all().iter().map(Request::bytes).collect();
        (bytes, client.export_cache().await.unwrap())
    };
    assert_eq!(play().await, play().await);
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let result = silent(&client, &ada, "User.Read").await.unwrap();
    let printed = format!("{result:?}");
    assert!(!printed.contains("AT1"), "{printed}");
    assert!(printed.contains("[redacted]"));
    let _shared: Arc<dyn std::any::Any + Send + Sync> = Arc::new(client);
}
