use pretenant_client::{ClientErrorKind, Error, IntegratedWindowsRequest, PasswordRequest};
use serde_json::json;

use crate::support::*;

fn request(username: &str) -> PasswordRequest {
    PasswordRequest::new(["User.Read"], username, "p@ss wörd+")
}

fn federated() -> Reply {
    Reply::json(200, json!({"ver": "1.0", "account_type": "Federated", "federation_protocol": "WSTrust"}))
}

#[tokio::test]
async fn a_managed_user_takes_one_grant() {
    let world = World::new();
    let client = world.public();
    world.sts.reply(managed());
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    let result = client.acquire_by_password(request("ada+t#1@contoso.example")).await.unwrap();
    assert_eq!(token(&result), "AT1");
    let requests = world.sts.take();
    assert_eq!(
        requests[0].url.as_str(),
        "https://sts.test:8443/common/userrealm/ada%2Bt%231@contoso.example?api-version=1.0"
    );
    assert_eq!(requests[0].headers["client-request-id"], requests[1].headers["client-request-id"]);
    assert_eq!(requests[1].param("username"), Some("ada+t#1@contoso.example"));
    assert_eq!(requests[1].param("password"), Some("p@ss wörd+"));
    assert_eq!(requests[1].headers["x-anchormailbox"], "UPN:ada+t#1@contoso.example");
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_federated_users_password_is_not_sent_to_the_cloud() {
    let world = World::new();
    let client = world.public();
    world.sts.reply(federated());
    let Err(Error::Client(error)) = client.acquire_by_password(request("ada@fabrikam.example")).await else {
        panic!("not refused")
    };
    assert_eq!(error.kind, ClientErrorKind::Unsupported);
    assert_eq!(world.sts.wire(), ["U"]);
}

#[tokio::test]
async fn a_realm_that_cannot_be_learnt_is_an_error() {
    let world = World::new();
    let client = world.public();
    world.sts.reply(Reply::new(404, "").header("retry-after", "0"));
    assert_eq!(client.acquire_by_password(request("ada")).await.unwrap_err().code(), "unexpected_status");
    world.sts.reply(Reply::new(200, "<html>"));
    assert_eq!(client.acquire_by_password(request("ada")).await.unwrap_err().code(), "malformed_response");
    assert_eq!(world.sts.wire(), ["U", "U"]);
}

#[tokio::test]
async fn a_password_is_tried_once() {
    for (error, suberror) in [(50126, ""), (50076, "basic_action")] {
        let world = World::new();
        let client = world.public();
        world.sts.reply(managed());
        world.sts.reply(refused("invalid_grant", error, suberror));
        let refusal = client.acquire_by_password(request("ada")).await.unwrap_err();
        assert!(refusal.is_ui_required());
        assert!(!format!("{refusal} {refusal:?}").contains("wörd"), "the password isn't quoted");
        assert_eq!(world.sts.wire(), ["U", "T(password)"]);
    }
}

#[tokio::test]
async fn integrated_windows_tells_managed_from_federated() {
    let world = World::new();
    let client = world.public();
    for (realm, expected) in [(managed(), ClientErrorKind::ManagedUser), (federated(), ClientErrorKind::Unsupported)] {
        world.sts.reply(realm);
        let request = IntegratedWindowsRequest::new(["User.Read"], "ada@contoso.example");
        let Err(Error::Client(error)) = client.acquire_by_integrated_windows(request).await else { panic!("?") };
        assert_eq!(error.kind, expected);
    }
    assert_eq!(world.sts.wire(), ["U", "U"]);
}
