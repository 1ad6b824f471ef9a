use pretenant_client::SilentRequest;

use crate::support::*;

const GUEST: User = User { tid: "tenant-g", oid: "ada-in-g", ..ADA };

#[tokio::test]
async fn each_tenant_has_its_own_token_by_the_same_refresh_token() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let in_g = || SilentRequest::new(["User.Read"]).account(&ada).tenant("tenant-g");
    world.sts.reply(tokens(&GUEST, "AT2", "RT2", "User.Read"));
    let result = client.acquire_silent(in_g()).await.unwrap();
    assert_eq!((token(&result), result.tenant_id.as_deref()), ("AT2", Some("tenant-g")));
    assert_eq!(result.unique_id.as_deref(), Some("ada-in-g"));
    let request = world.sts.take().remove(0);
    assert_eq!(request.url.path(), "/tenant-g/oauth2/v2.0/token");
    assert_eq!(request.param("refresh_token"), Some("RT1"));

    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    let hit = client.acquire_silent(in_g()).await.unwrap();
    assert_eq!((token(&hit), hit.tenant_id.as_deref()), ("AT2", Some("tenant-g")));
    assert_eq!(hit.unique_id.as_deref(), Some("ada-in-g"));
    assert!(world.sts.wire().is_empty());

    let accounts = client.accounts().await.unwrap();
    assert_eq!(accounts.len(), 1);
    let tenants: Vec<_> =
        accounts[0].tenant_profiles.iter().map(|p| (p.tenant_id.as_str(), p.local_account_id.as_str())).collect();
    assert_eq!(tenants, [(HOME, "ada-1"), ("tenant-g", "ada-in-g")]);
}

#[tokio::test]
async fn a_guest_keeps_his_home_account() {
    let world = World::new();
    let client = world.public_with(|builder| builder.authority("https://sts.test:8443/tenant-g"));
    let ada = world.sign_in(&client, &GUEST, tokens(&GUEST, "AT1", "RT1", "User.Read")).await;
    assert_eq!(ada.home_account_id, "ada-1.tenant-h");
    let result = silent(&client, &ada, "User.Read").await.unwrap();
    assert_eq!((result.tenant_id.as_deref(), result.unique_id.as_deref()), (Some("tenant-g"), Some("ada-in-g")));
}

#[tokio::test]
async fn a_sign_in_at_organizations_is_found_again() {
    for word in ["organizations", "common", "consumers", "Common"] {
        let world = World::new();
        let client = world.public_with(|builder| builder.authority(format!("https://sts.test:8443/{word}")));
        let ada = world.sign_in_ada(&client).await;
        assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1", "{word}");
        let by_id = SilentRequest::new(["User.Read"]).account(&ada).tenant("TENANT-H");
        assert_eq!(token(&client.acquire_silent(by_id).await.unwrap()), "AT1", "{word}");
        assert!(world.sts.wire().is_empty());
        world.clock.advance(4000);
        world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
        assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
        assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
    }
}

#[tokio::test]
async fn a_token_that_another_library_filed_under_the_authoritys_word_is_found() {
    let world = World::new();
    let client = world.public_with(|builder| builder.authority("https://sts.test:8443/organizations"));
    let ada = world.sign_in_ada(&client).await;
    let cache = client.export_cache().await.unwrap().replace("\"realm\":\"tenant-h\"", "\"realm\":\"organizations\"");
    client.import_cache(&cache).await.unwrap();
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
}
