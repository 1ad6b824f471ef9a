use std::{fs, sync::Arc};

use futures_util::future::join_all;
use pretenant_client::{FileStore, PublicClient};

use crate::support::*;

fn with_file(world: &World, directory: &tempfile::TempDir) -> PublicClient {
    let store = FileStore::new(directory.path().join("cache.json"));
    world.public_with(|builder| builder.user_cache_store(Arc::new(store)))
}

#[tokio::test]
async fn clients_share_a_file_and_see_each_others_changes() {
    let world = World::new();
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (with_file(&world, &directory), with_file(&world, &directory));
    assert!(two.accounts().await.unwrap().is_empty());
    let ada = world.sign_in_ada(&one).await;
    assert_eq!(token(&silent(&two, &ada, "User.Read").await.unwrap()), "AT1");
    let bob = world.sign_in(&two, &BOB, tokens(&BOB, "AT2", "RT2", "User.Read")).await;
    assert_eq!(token(&silent(&one, &bob, "User.Read").await.unwrap()), "AT2");
    two.remove_account(&ada).await.unwrap();
    assert_eq!(one.accounts().await.unwrap(), [bob]);
    let names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_at_the_same_time_lose_nothing() {
    let world = World::new();
    let directory = Arc::new(tempfile::tempdir().unwrap());
    const USERS: [&str; 8] = ["u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7"];
    let writers = USERS.map(|uid| {
        let directory = directory.clone();
        tokio::spawn(async move {
            let user = User { uid, oid: uid, ..ADA };
            let world = World::new();
            let client = with_file(&world, &directory);
            for _ in 0..5 {
                world.sign_in(&client, &user, tokens(&user, "AT", "RT", "User.Read")).await;
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    assert_eq!(with_file(&world, &directory).accounts().await.unwrap().len(), USERS.len());
}

#[tokio::test]
async fn a_file_that_is_no_cache_is_an_error_and_stays_as_it_is() {
    let world = World::new();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cache.json");
    fs::write(&path, "{\"AccessToken\": {\"a").unwrap();
    let client = with_file(&world, &directory);
    assert_eq!(client.accounts().await.unwrap_err().code(), "cache_failed");
    world.sts.reply(managed());
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    let request = pretenant_client::PasswordRequest::new(["User.Read"], "ada", "pw");
    assert_eq!(client.acquire_by_password(request).await.unwrap_err().code(), "cache_failed");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"AccessToken\": {\"a");

    fs::write(&path, "").unwrap();
    world.sign_in_ada(&client).await;
    assert!(fs::read_to_string(&path).unwrap().contains("AT1"));
}

#[tokio::test]
async fn what_a_killed_writer_left_is_no_hindrance() {
    let world = World::new();
    let directory = tempfile::tempdir().unwrap();
    let client = with_file(&world, &directory);
    let ada = world.sign_in_ada(&client).await;
    fs::write(directory.path().join("cache.json.new"), "{\"Acc").unwrap();
    assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1");
    client.remove_account(&ada).await.unwrap();
    assert!(!directory.path().join("cache.json.new").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let directory = tempfile::tempdir().unwrap();
    world.sign_in_ada(&with_file(&world, &directory)).await;
    let mode = fs::metadata(directory.path().join("cache.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_a_clear_error() {
    let world = World::new();
    let store = FileStore::new("no/such/directory/cache.json");
    let client = world.public_with(|builder| builder.user_cache_store(Arc::new(store)));
    assert!(client.accounts().await.unwrap().is_empty());
    let error = client.import_cache("{}").await.unwrap_err();
    assert!(error.to_string().contains("no/such/directory/cache.json"), "{error}");
}
