use std::sync::Arc;

use async_trait::async_trait;
use pretenant_client::{
    CacheAccess, CacheStore, ClientCredentialsRequest, CodeRequest, Error, MemoryStore, OnBehalfOfRequest,
    SilentRequest, StoreError, StoreSession,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn the_cache_has_the_shared_schema() {
    let world = World::new();
    let client = world.public();
    let answer = tokens(&ADA, "AT1", "RT1", "User.Read Mail.Read").with("refresh_in", 1800).with("foci", "1");
    world.sign_in(&client, &ADA, answer).await;
    let cache: Value = serde_json::from_str(&client.export_cache().await.unwrap()).unwrap();
    insta::assert_json_snapshot!(cache);
}

#[tokio::test]
async fn a_round_trip_keeps_everything() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let export = client.export_cache().await.unwrap();
    let restored = world.public();
    restored.import_cache(&export).await.unwrap();
    assert_eq!(restored.export_cache().await.unwrap(), export);
    assert_eq!(restored.accounts().await.unwrap(), std::slice::from_ref(&ada));
    assert_eq!(token(&silent(&restored, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read"));
    silent(&restored, &ada, "User.Read").await.unwrap();
    assert_eq!(world.sts.take()[0].param("refresh_token"), Some("RT1"));
}

#[tokio::test]
async fn unknown_content_survives_a_refresh() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let mut cache: Value = serde_json::from_str(&client.export_cache().await.unwrap()).unwrap();
    cache["Unheard"] = json!({"of": [1, null]});
    for section in ["AccessToken", "RefreshToken", "IdToken", "Account"] {
        for entry in cache[section].as_object_mut().unwrap().values_mut() {
            entry["x_stranger"] = json!({"deep": true});
        }
        cache[section]["not an entry"] = json!(5);
    }
    client.import_cache(&cache.to_string()).await.unwrap();
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    client.acquire_silent(SilentRequest::new(["User.Read"]).account(&ada).force_refresh(true)).await.unwrap();
    let after: Value = serde_json::from_str(&client.export_cache().await.unwrap()).unwrap();
    assert_eq!(after["Unheard"], cache["Unheard"]);
    for section in ["AccessToken", "RefreshToken", "IdToken", "Account"] {
        assert_eq!(after[section]["not an entry"], json!(5), "{section}");
        let entries: Vec<_> = after[section].as_object().unwrap().values().filter(|entry| entry.is_object()).collect();
        assert_eq!(entries.len(), 1, "{section}");
        assert_eq!(entries[0]["x_stranger"], json!({"deep": true}), "{section}");
    }
}

#[tokio::test]
async fn entries_are_found_whatever_another_library_called_them() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let mut cache: Value = serde_json::from_str(&client.export_cache().await.unwrap()).unwrap();
    for section in cache.as_object_mut().unwrap().values_mut() {
        let entries = section.as_object_mut().unwrap();
        let renamed = std::mem::take(entries).into_iter().enumerate();
        entries.extend(renamed.map(|(n, (_, entry))| (format!("name-{n}"), entry)));
    }
    client.import_cache(&cache.to_string()).await.unwrap();
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    silent(&client, &ada, "User.Read").await.unwrap();
    let after = client.export_cache().await.unwrap();
    assert!(!after.contains("AT1") && !after.contains("RT1"), "the old entries are replaced: {after}");
}

#[tokio::test]
async fn import_replaces() {
    let world = World::new();
    let (client, other) = (world.public(), world.public());
    let ada = world.sign_in_ada(&client).await;
    let bob = world.sign_in(&other, &BOB, tokens(&BOB, "AT2", "RT2", "User.Read")).await;
    client.import_cache(&other.export_cache().await.unwrap()).await.unwrap();
    assert_eq!(client.accounts().await.unwrap(), [bob]);
    assert!(silent(&client, &ada, "User.Read").await.unwrap_err().is_ui_required());
}

#[tokio::test]
async fn damage_is_an_error_and_changes_nothing() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    for damaged in ["{\"AccessToken\": {", "[]", "5", "{\"AccessToken\": []}", "{\"Account\": 5}"] {
        assert_eq!(client.import_cache(damaged).await.unwrap_err().code(), "cache_failed", "{damaged}");
    }
    let odd = json!({"AccessToken": {"a": 5, "b": null, "c": {"secret": 7, "expires_on": []}}, "Account": {"x": {}}});
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    client.import_cache(&odd.to_string()).await.unwrap();
    assert!(silent(&client, &ada, "User.Read").await.unwrap_err().is_ui_required());
}

#[tokio::test]
async fn a_worker_goes_on_for_a_user_with_the_store_and_his_id_alone() {
    let world = World::new();
    let store = Arc::new(MemoryStore::new());
    let with_store = || world.confidential_with(|builder| builder.user_cache_store(store.clone()));
    let front = with_store();
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    front.redeem_code(CodeRequest::new("c", ["User.Read"])).await.unwrap();
    drop(front);

    let worker = with_store();
    let ada = worker.account("ada-1.tenant-h").await.unwrap().unwrap();
    let request = || SilentRequest::new(["User.Read"]).account(&ada);
    assert_eq!(token(&worker.acquire_silent(request()).await.unwrap()), "AT1");
    world.clock.advance(4000);
    world.sts.take();
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    assert_eq!(token(&worker.acquire_silent(request()).await.unwrap()), "AT2");
    let refresh = world.sts.take().remove(0);
    assert_eq!(refresh.param("refresh_token"), Some("RT1"));
    assert!(refresh.param("client_secret").is_some());
}

#[tokio::test]
async fn changes_are_written_through_and_read_again() {
    let world = World::new();
    let store = Arc::new(MemoryStore::new());
    let with_store = || world.public_with(|builder| builder.user_cache_store(store.clone()));
    let (one, two) = (with_store(), with_store());
    let ada = world.sign_in_ada(&one).await;
    assert_eq!(token(&silent(&two, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    assert_eq!(token(&silent(&one, &ada, "User.Read").await.unwrap()), "AT2");
    world.sts.take();
    assert_eq!(token(&silent(&two, &ada, "User.Read").await.unwrap()), "AT2");
    assert!(world.sts.wire().is_empty());
    two.remove_account(&ada).await.unwrap();
    assert!(one.accounts().await.unwrap().is_empty());
    assert!(!store.contents().unwrap().contains("AT2"));
}

#[tokio::test]
async fn the_applications_tokens_have_a_store_of_their_own() {
    let world = World::new();
    let (users, app) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
    let client =
        world.confidential_with(|builder| builder.user_cache_store(users.clone()).app_cache_store(app.clone()));
    world.sts.reply(app_token("APP"));
    client.acquire_for_client(ClientCredentialsRequest::new("x/.default")).await.unwrap();
    world.sts.reply(tokens(&ADA, "OBO", "", "x/read"));
    for _ in 0..2 {
        let request = OnBehalfOfRequest::new("x/read", "a");
        assert_eq!(token(&client.acquire_on_behalf_of(request).await.unwrap()), "OBO");
    }
    let (users, app) = (users.contents().unwrap(), app.contents().unwrap());
    assert!(users.contains("OBO") && !users.contains("APP"));
    assert!(app.contains("APP") && !app.contains("OBO"));

    let restored = world.confidential();
    restored.import_cache(&client.export_cache().await.unwrap()).await.unwrap();
    let request = ClientCredentialsRequest::new("x/.default");
    assert_eq!(token(&restored.acquire_for_client(request).await.unwrap()), "APP");
    let request = OnBehalfOfRequest::new("x/read", "a");
    assert_eq!(token(&restored.acquire_on_behalf_of(request).await.unwrap()), "OBO");
}

struct Failing;

#[async_trait]
impl CacheStore for Failing {
    async fn open(&self, _access: &CacheAccess) -> Result<Box<dyn StoreSession>, StoreError> {
        Err(StoreError("the disk is on fire".to_owned()))
    }
}

#[tokio::test]
async fn a_store_that_fails_is_a_clear_error() {
    let world = World::new();
    let client = world.public_with(|builder| builder.user_cache_store(Arc::new(Failing)));
    let Err(Error::Client(error)) = client.accounts().await else { panic!("no error") };
    assert!(error.message.contains("the disk is on fire"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_section() -> impl Strategy<Value = Value> {
    let member = prop_oneof![
        Just("home_account_id"),
        Just("environment"),
        Just("client_id"),
        Just("realm"),
        Just("target"),
        Just("secret"),
        Just("expires_on"),
        Just("user_assertion_hash"),
        Just("family_id"),
        Just("x_other"),
    ];
    let entry = proptest::collection::btree_map(member.prop_map(str::to_owned), any_json(), 0..8)
        .prop_map(|members| Value::Object(members.into_iter().collect()));
    let section = proptest::collection::btree_map("[ -~]{0,16}", prop_oneof![4 => entry, 1 => any_json()], 0..6);
    section.prop_map(|entries| Value::Object(entries.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_cache_survives_a_round_trip(
        sections in proptest::collection::btree_map(
            prop_oneof![
                Just("AccessToken".to_owned()), Just("RefreshToken".to_owned()), Just("IdToken".to_owned()),
                Just("Account".to_owned()), Just("AppMetadata".to_owned()), "[A-Z][a-z]{1,6}",
            ],
            any_section(),
            0..7,
        ),
        is_confidential in any::<bool>(),
    ) {
        let world = World::new();
        let cache = Value::Object(sections.into_iter().collect());
        let json = cache.to_string();
        let export = futures_util::FutureExt::now_or_never(async {
            if is_confidential {
                let client = world.confidential();
                client.import_cache(&json).await.unwrap();
                return client.export_cache().await.unwrap();
            }
            let client = world.public();
            client.import_cache(&json).await.unwrap();
            client.accounts().await.unwrap();
            client.export_cache().await.unwrap()
        });
        let export: Value = serde_json::from_str(&export.unwrap()).unwrap();
        for (name, section) in export.as_object().unwrap() {
            let before = cache.get(name).cloned().unwrap_or_else(|| json!({}));
            prop_assert_eq!(section, &before, "{}", name);
        }
        for name in cache.as_object().unwrap().keys() {
            prop_assert!(export.get(name).is_some(), "{} is lost", name);
        }
    }
}
