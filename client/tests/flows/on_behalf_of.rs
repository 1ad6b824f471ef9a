use pretenant_client::{ConfidentialClient, Error, OnBehalfOfRequest, SilentRequest, TokenResult, TokenSource};
use serde_json::json;

use crate::support::*;

async fn obo(client: &ConfidentialClient, assertion: &str, scope: &str) -> Result<TokenResult, Error> {
    client.acquire_on_behalf_of(OnBehalfOfRequest::new(scope, assertion)).await
}

#[tokio::test]
async fn the_same_assertion_is_served_from_the_cache_and_the_user_is_named() {
    let world = World::new();
    let client = world.confidential();
    let assertion = "not a jwt, and & odd";
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "x/read"));
    let first = obo(&client, assertion, "x/read").await.unwrap();
    let request = world.sts.take().remove(0);
    assert_eq!(request.param("grant_type"), Some("urn:ietf:params:oauth:grant-type:jwt-bearer"));
    assert_eq!(request.param("assertion"), Some(assertion));
    assert_eq!(request.param("requested_token_use"), Some("on_behalf_of"));
    assert_eq!(request.param("scope"), Some("x/read openid profile offline_access"));
    assert_eq!(request.param("client_secret"), Some("s3cr&t ü"));

    let second = obo(&client, assertion, "x/read").await.unwrap();
    assert_eq!((token(&second), second.source), ("AT1", TokenSource::Cache));
    assert_eq!(second.account, first.account);
    assert_eq!((second.unique_id.as_deref(), second.tenant_id.as_deref()), (Some("ada-1"), Some(HOME)));
    assert!(world.sts.wire().is_empty());
    assert!(!client.export_cache().await.unwrap().contains("RT1"), "no refresh token outlives the assertion");
}

#[tokio::test]
async fn assertions_and_users_do_not_mix_and_coexist() {
    let world = World::new();
    let client = world.confidential();
    let namesake = User { tid: "tenant-g", utid: "tenant-g", ..ADA };
    for (assertion, user, name) in
        [("a1", &ADA, "AT1"), ("a2", &ADA, "AT2"), ("b", &BOB, "AT3"), ("n", &namesake, "AT4")]
    {
        world.sts.reply(tokens(user, name, "", "x/read"));
        assert_eq!(token(&obo(&client, assertion, "x/read").await.unwrap()), name);
    }
    assert_eq!(world.sts.wire().len(), 4);
    let restored = world.confidential();
    restored.import_cache(&client.export_cache().await.unwrap()).await.unwrap();
    for (assertion, name) in [("a1", "AT1"), ("a2", "AT2"), ("b", "AT3"), ("n", "AT4")] {
        assert_eq!(token(&obo(&client, assertion, "x/read").await.unwrap()), name);
        assert_eq!(token(&obo(&restored, assertion, "x/read").await.unwrap()), name);
    }
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn an_expired_result_is_exchanged_anew() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "x/read").with("refresh_in", 1800));
    obo(&client, "a", "x/read").await.unwrap();
    world.clock.advance(2000);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "x/read"));
    let result = obo(&client, "a", "x/read").await.unwrap();
    assert_eq!((token(&result), result.source), ("AT2", TokenSource::ProactiveRefresh));
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT3", "RT3", "x/read"));
    assert_eq!(token(&obo(&client, "a", "x/read").await.unwrap()), "AT3");
    assert_eq!(world.sts.wire(), ["T(jwt-bearer)"; 3]);
}

#[tokio::test]
async fn a_challenge_is_passed_up_word_for_word() {
    let world = World::new();
    let client = world.confidential();
    let challenge = r#"{"access_token": {"polids": {"essential": true, "values": ["x"]}}}"#;
    world.sts.reply(refused_with_claims(50079, challenge));
    let error = obo(&client, "a", "x/read").await.unwrap_err();
    assert!(error.is_ui_required());
    assert_eq!(error.claims(), Some(challenge));
    assert_eq!(world.sts.wire().len(), 1);
}

#[tokio::test]
async fn at_common_the_users_tenant_is_learnt_and_found_again() {
    let world = World::new();
    let client = world.confidential_with(|builder| builder.authority("https://sts.test:8443/common"));
    let guest = User { tid: "tenant-g", oid: "ada-in-g", ..ADA };
    world.sts.reply(tokens(&guest, "AT1", "", "x/read"));
    let result = obo(&client, "a", "x/read").await.unwrap();
    assert_eq!((result.tenant_id.as_deref(), result.unique_id.as_deref()), (Some("tenant-g"), Some("ada-in-g")));
    assert_eq!(token(&obo(&client, "a", "x/read").await.unwrap()), "AT1");
}

#[tokio::test]
async fn the_web_apps_own_sign_ins_are_not_on_behalf_of() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(tokens(&ADA, "AT1", "", "x/read"));
    let ada = obo(&client, "a", "x/read").await.unwrap().account.unwrap();
    let request = SilentRequest::new("x/read").account(&ada);
    assert!(client.acquire_silent(request).await.unwrap_err().is_ui_required());
    world.sts.take();

    world.sts.reply(tokens(&ADA, "AT2", "RT2", "x/read").id_claims(&ADA, json!({})));
    client.redeem_code(pretenant_client::CodeRequest::new("c", "x/read")).await.unwrap();
    assert_eq!(token(&obo(&client, "a", "x/read").await.unwrap()), "AT1");
    client.remove_account(&ada).await.unwrap();
    let export = client.export_cache().await.unwrap();
    assert!(!export.contains("AT1") && !export.contains("AT2"), "{export}");
}
