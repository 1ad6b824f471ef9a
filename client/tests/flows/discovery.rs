use futures_util::future::join_all;
use pretenant_client::{ClientErrorKind, Error, PublicClient, SilentRequest};
use serde_json::json;

use crate::support::*;

fn kinds(world: &World) -> Vec<String> {
    world.sts.take_all().into_iter().map(|request| request.kind).collect()
}

#[tokio::test]
async fn metadata_is_asked_once_and_not_at_all_for_a_hit() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.take_all();
    let cold = world.public();
    cold.import_cache(&client.export_cache().await.unwrap()).await.unwrap();
    silent(&cold, &ada, "User.Read").await.unwrap();
    assert!(kinds(&world).is_empty());
    let calls = (0..10).map(|n| {
        world.sts.reply(tokens(&ADA, "AT", "", &format!("scope{n}")));
        let request = SilentRequest::new(format!("scope{n}")).account(&ada);
        cold.acquire_silent(request)
    });
    for result in join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(kinds(&world).iter().filter(|kind| *kind == "D").count(), 1);
}

#[tokio::test]
async fn a_foreign_issuer_is_refused_the_second_time_too() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let cold = world.public();
    cold.import_cache(&client.export_cache().await.unwrap()).await.unwrap();
    world.sts.take_all();
    world.sts.speak_for("https://evil.test/tenant-h/v2.0");
    for _ in 0..2 {
        let error = silent(&cold, &ada, "other").await.unwrap_err();
        assert_eq!(error.code(), "authority_refused");
    }
    assert_eq!(kinds(&world), ["D", "D"]);
}

#[tokio::test]
async fn an_authority_that_is_none_is_refused_before_anything_is_sent() {
    for authority in ["http://sts.test/tenant-h", "https://sts.test", "nonsense"] {
        let Err(Error::Client(error)) = PublicClient::builder(CLIENT).authority(authority).build() else {
            panic!("{authority} was accepted")
        };
        assert_eq!(error.kind, ClientErrorKind::Configuration);
        assert!(error.message.contains(authority), "{error}");
    }
    assert!(PublicClient::builder(" ").build().is_err());
}

#[tokio::test]
async fn an_instance_that_is_none_stops_every_flow() {
    let world = World::new();
    let client = world.public_with(|builder| builder.instance_discovery(true));
    for _ in 0..2 {
        world.sts.reply(Reply::json(400, json!({"error": "invalid_instance"})));
        let request = pretenant_client::PasswordRequest::new(["User.Read"], "ada", "pw");
        assert_eq!(client.acquire_by_password(request).await.unwrap_err().code(), "authority_refused");
    }
    let requests = world.sts.take_all();
    assert_eq!(requests.iter().map(|request| request.kind.as_str()).collect::<Vec<_>>(), ["I", "I"]);
    assert_eq!(requests[0].url.host_str(), Some("login.microsoftonline.com"));
}

#[tokio::test]
async fn with_validation_off_no_other_host_is_asked() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.reply(tokens(&ADA, "AT2", "", "other"));
    silent(&client, &ada, "other").await.unwrap();
    client.remove_account(&ada).await.unwrap();
    assert!(client.accounts().await.unwrap().is_empty());
    assert!(world.sts.take_all().iter().all(|request| request.url.host_str() == Some("sts.test")));
}

#[tokio::test]
async fn aliases_share_the_cache() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let cache = client.export_cache().await.unwrap().replace("sts.test:8443", "alias.test");
    let aliased = world.public_with(|builder| builder.instance_discovery(true));
    aliased.import_cache(&cache).await.unwrap();
    let names = json!({"tenant_discovery_endpoint": "x", "metadata": [
        {"preferred_network": "sts.test:8443", "preferred_cache": "sts.test:8443", "aliases": ["sts.test:8443", "alias.test"]},
    ]});
    world.sts.reply(Reply::json(200, names));
    assert_eq!(aliased.accounts().await.unwrap().len(), 1);
    assert_eq!(token(&silent(&aliased, &ada, "User.Read").await.unwrap()), "AT1");
    aliased.remove_account(&ada).await.unwrap();
    assert!(!aliased.export_cache().await.unwrap().contains("AT1"));
}

#[tokio::test]
async fn microsofts_names_are_known_without_asking() {
    let world = World::new();
    let client = world.public_with(|builder| builder.authority("https://login.microsoftonline.com/tenant-h"));
    let ada = world.sign_in_ada(&client).await;
    assert_eq!(ada.environment, "login.windows.net");
    let cache = client.export_cache().await.unwrap().replace("login.windows.net", "sts.windows.net");
    client.import_cache(&cache).await.unwrap();
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn a_refresh_token_stays_in_its_cloud() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let elsewhere = world.public_with(|builder| builder.authority("https://other.test/tenant-h"));
    elsewhere.import_cache(&client.export_cache().await.unwrap()).await.unwrap();
    world.sts.take_all();
    assert!(silent(&elsewhere, &ada, "User.Read").await.unwrap_err().is_ui_required());
    assert!(world.sts.take_all().is_empty());
}

#[tokio::test]
async fn a_generic_issuer_has_no_tenants_and_its_metadata_where_openid_says() {
    let world = World::new();
    let client = world.public_with(|builder| builder.oidc_authority("https://idp.test/realms/x"));
    let answer = tokens(&ADA, "AT1", "RT1", "api").without("client_info");
    world.sts.reply(answer.id_claims(&ADA, json!({"iss": "https://idp.test/realms/x", "tid": null, "oid": null})));
    let request = pretenant_client::PasswordRequest::new(["api"], "ada", "pw");
    let result = client.acquire_by_password(request).await.unwrap();
    assert_eq!((result.tenant_id.as_deref(), result.unique_id.as_deref()), (None, Some("sub-ada-1")));
    let requests = world.sts.take_all();
    assert_eq!(requests[0].url.as_str(), "https://idp.test/realms/x/.well-known/openid-configuration");
    assert_eq!(requests.len(), 2, "no user realm there");
    assert_eq!(token(&silent(&client, &result.account.unwrap(), "api").await.unwrap()), "AT1");
}
