use pretenant_client::SilentRequest;
use serde_json::Value;

use crate::support::*;

#[tokio::test]
async fn a_user_is_listed_once_however_often_he_signs_in() {
    let world = World::new();
    let client = world.public();
    world.sign_in_ada(&client).await;
    world.sign_in(&client, &ADA, tokens(&ADA, "AT2", "RT2", "Mail.Read")).await;
    let accounts = client.accounts().await.unwrap();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].home_account_id, "ada-1.tenant-h");
    assert_eq!(accounts[0].username, "ada@contoso.example");
    assert_eq!(accounts[0].home_tenant_id(), Some(HOME));
    assert_eq!(client.account("ADA-1.tenant-h").await.unwrap().as_ref(), accounts.first());
    assert_eq!(client.account("nobody.tenant-h").await.unwrap(), None);
}

#[tokio::test]
async fn removal_forgets_a_users_tokens_and_leaves_the_rest() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let bob = world.sign_in(&client, &BOB, tokens(&BOB, "AT2", "RT2", "User.Read")).await;
    client.remove_account(&ada).await.unwrap();
    assert_eq!(client.accounts().await.unwrap(), std::slice::from_ref(&bob));
    assert!(silent(&client, &ada, "User.Read").await.unwrap_err().is_ui_required());
    assert_eq!(token(&silent(&client, &bob, "User.Read").await.unwrap()), "AT2");
    let export = client.export_cache().await.unwrap();
    assert!(!export.contains("AT1") && !export.contains("RT1") && !export.contains("ada-1"), "{export}");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn ids_with_capitals_are_removed_too() {
    let world = World::new();
    let client = world.public();
    let upper = User { uid: "ADA-1", utid: "TENANT-H", ..ADA };
    let ada = world.sign_in(&client, &upper, tokens(&upper, "AT1", "RT1", "User.Read")).await;
    assert_eq!(ada.home_account_id, "ADA-1.TENANT-H");
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    let mut otherwise_spelled = ada.clone();
    otherwise_spelled.home_account_id = ada.home_account_id.to_lowercase();
    assert_eq!(token(&silent(&client, &otherwise_spelled, "User.Read").await.unwrap()), "AT1");
    client.remove_account(&otherwise_spelled).await.unwrap();
    let export: Value = serde_json::from_str(&client.export_cache().await.unwrap()).unwrap();
    for (section, entries) in export.as_object().unwrap() {
        assert_eq!(entries.as_object().unwrap().len(), 0, "{section}");
    }
}

#[tokio::test]
async fn a_late_refresh_does_not_bring_an_account_back() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.sts.hold(true);
    let (late, request) = (client.clone(), SilentRequest::new(["User.Read"]).account(&ada).force_refresh(true));
    let late = tokio::spawn(async move { late.acquire_silent(request).await });
    while world.sts.take().is_empty() {
        tokio::task::yield_now().await;
    }
    client.remove_account(&ada).await.unwrap();
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    world.sts.hold(false);
    assert_eq!(token(&late.await.unwrap().unwrap()), "AT2");
    assert!(client.accounts().await.unwrap().is_empty());
    assert!(!client.export_cache().await.unwrap().contains("T2"));
    assert!(silent(&client, &ada, "User.Read").await.unwrap_err().is_ui_required());
}

#[tokio::test]
async fn without_client_info_the_subject_names_the_account() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in(&client, &ADA, tokens(&ADA, "AT1", "RT1", "User.Read").without("client_info")).await;
    assert_eq!(ada.home_account_id, "sub-ada-1");
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    world.clock.advance(4000);
    world.sts.reply(tokens(&ADA, "AT2", "", "User.Read").without("client_info"));
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT2");
}

#[tokio::test]
async fn without_id_token_client_info_names_the_account() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in(&client, &ADA, tokens(&ADA, "AT1", "RT1", "User.Read").without("id_token")).await;
    assert_eq!((ada.home_account_id.as_str(), ada.username.as_str()), ("ada-1.tenant-h", ""));
    let result = silent(&client, &ada, "User.Read").await.unwrap();
    assert_eq!(result.unique_id.as_deref(), Some("ada-1"));
    assert_eq!(client.accounts().await.unwrap(), [ada]);
}

#[tokio::test]
async fn where_nothing_names_the_user_the_token_is_returned_and_not_filed() {
    let world = World::new();
    let client = world.public();
    world.sts.reply(managed());
    world.sts.reply(app_token("AT1"));
    let request = pretenant_client::PasswordRequest::new(["User.Read"], "ada@contoso.example", "pw");
    let result = client.acquire_by_password(request).await.unwrap();
    assert_eq!((token(&result), &result.account), ("AT1", &None));
    assert!(!client.export_cache().await.unwrap().contains("AT1"));
}

#[tokio::test]
async fn a_refresh_without_an_id_token_leaves_the_user_as_he_was() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    world.clock.advance(3660);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read").without("id_token"));
    let result = silent(&client, &ada, "User.Read").await.unwrap();
    assert_eq!((token(&result), result.account.as_ref()), ("AT2", Some(&ada)));
    assert_eq!(client.accounts().await.unwrap(), [ada]);
}
