use pretenant_sts::control::Kind;
use pretenant_sts::journal::Query;
use pretenant_sts::testing::Server;
use serde_json::json;

use super::support::{DEVICE, Fixture};

fn password(world: &mut Fixture, upn: &str, password: &str) -> u16 {
    world
        .token(&[
            ("grant_type", "password"),
            ("client_id", DEVICE),
            ("username", upn),
            ("password", password),
            ("scope", "User.Read"),
        ])
        .status
}

#[test]
fn registrations_are_made_changed_and_removed() {
    let mut world = Fixture::new();
    let control = world.control.clone();
    control.create(Kind::Users, &json!({"name": "eve", "password": "x"})).unwrap();
    assert_eq!(password(&mut world, "eve@contoso.example", "x"), 200);
    assert_eq!(control.create(Kind::Users, &json!({"name": "eve"})).unwrap_err().status(), 409);
    control.update(Kind::Users, "eve@contoso.example", &json!({"enabled": false})).unwrap();
    assert_eq!(password(&mut world, "eve@contoso.example", "x"), 400);
    control.delete(Kind::Users, "eve").unwrap();
    assert_eq!(control.get(Kind::Users, "eve").unwrap_err().status(), 404);
    control.create(Kind::Apps, &json!({"name": "new", "redirect_uris": {"web": ["https://new.example/cb"]}})).unwrap();
    control.create(Kind::Apis, &json!({"name": "newapi", "scopes": [{"name": "read"}]})).unwrap();
    control.create(Kind::Tenants, &json!({"name": "fabrikam", "domains": ["fabrikam.example"]})).unwrap();
    assert_eq!(world.get("/fabrikam.example/v2.0/.well-known/openid-configuration").status, 200);
}

#[test]
fn a_wrong_patch_changes_nothing_and_names_everything_that_is_wrong() {
    let world = Fixture::new();
    let before = world.control.dump();
    let error = world
        .control
        .patch(&json!({"users": [{"name": "a", "colour": 1}, {"name": "a", "tenant": "nowhere"}]}))
        .unwrap_err();
    assert_eq!(error.status(), 422);
    assert!(!error.body()["error"]["mistakes"].as_array().unwrap().is_empty());
    assert_eq!(world.control.dump(), before);
}

#[test]
fn a_world_laid_over_another_overrides_by_name_and_voids_what_a_changed_password_brought() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens("User.Read offline_access");
    let patch =
        json!({"use": "contoso", "users": [{"name": "ada", "password": "z"}, {"name": "eve", "password": "x"}]});
    world.control.lay_over(serde_json::from_value(patch).unwrap()).unwrap();
    assert_eq!(password(&mut world, "ada@contoso.example", "z"), 200);
    assert_eq!(password(&mut world, "eve@contoso.example", "x"), 200);
    assert_eq!(password(&mut world, "grace@contoso.example", "Pa55-grace!"), 200);
    let old = tokens["refresh_token"].as_str().unwrap();
    let refresh = [("grant_type", "refresh_token"), ("client_id", super::support::DESKTOP), ("refresh_token", old)];
    assert_eq!(world.token(&refresh).status, 400);
}

#[test]
fn a_reset_goes_back_to_the_start() {
    let mut world = Fixture::new();
    let first = world.desktop_tokens("User.Read offline_access");
    world.control.update(Kind::Users, "ada", &json!({"password": "y"})).unwrap();
    assert!(!world.control.rotate_keys().is_empty());
    world.advance("5d");
    world.control.reset().unwrap();
    let mut again = Fixture::new();
    again.control = world.control.clone();
    assert_eq!(again.desktop_tokens("User.Read offline_access"), first);
}

#[test]
fn a_fork_shares_nothing() {
    let mut world = Fixture::new();
    let mut copy = Fixture::new();
    copy.control = world.control.fork(pretenant_sts::entropy::Entropy::os());
    copy.control.update(Kind::Users, "ada", &json!({"password": "other"})).unwrap();
    copy.advance("1h");
    assert_eq!(password(&mut world, "ada@contoso.example", "Pa55-ada!"), 200);
    assert_eq!(password(&mut copy, "ada@contoso.example", "Pa55-ada!"), 400);
    assert_eq!(world.control.journal(&Query::default()).exchanges.len(), 1);
    assert_ne!(world.control.clock(), copy.control.clock());
}

#[test]
fn rotated_keys_verify_old_and_new_tokens() {
    let mut world = Fixture::new();
    let old = world.desktop_tokens("User.Read")["access_token"].as_str().unwrap().to_owned();
    assert!(world.control.rotate_keys().iter().filter(|k| k.active).count() == 1);
    let new = world.desktop_tokens("User.Read")["access_token"].as_str().unwrap().to_owned();
    for token in [old, new] {
        world.verify(&token);
        assert_eq!(world.call("/v1.0/me", &token).status, 200);
    }
}

#[test]
fn the_journal_holds_no_secrets() {
    let mut world = Fixture::new();
    password(&mut world, "ada@contoso.example", "Pa55-ada!");
    let tokens = world.desktop_tokens("User.Read offline_access");
    world.call("/v1.0/me", tokens["access_token"].as_str().unwrap());
    let text = serde_json::to_string(&world.control.journal(&Query::default())).unwrap();
    for secret in ["Pa55-ada!", tokens["access_token"].as_str().unwrap(), super::support::VERIFIER] {
        assert!(!text.contains(secret));
    }
    assert!(!text.contains("1.ARcAu7uqqg"), "a code or refresh token");
}

#[test]
fn the_openapi_document_describes_every_route_and_its_references_resolve() {
    fn references(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(|r| r.as_str()) {
                    found.push(reference.to_owned());
                }
                members.values().for_each(|v| references(v, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|v| references(v, found)),
            _ => {}
        }
    }
    let document = pretenant_sts::control::openapi();
    let mut all = Vec::new();
    references(&document, &mut all);
    assert!(all.len() > 20);
    for reference in all {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    assert!(document["paths"].as_object().unwrap().len() > 25);
}

#[tokio::test]
async fn waiting_for_the_journal_ends_when_it_matches_or_in_time() {
    let server = Server::builder().seed(1).start().await.unwrap();
    let control = server.control().clone();
    let token = Query { endpoint: Some("token".into()), ..Query::default() };
    let wait = |timeout: &str| serde_json::from_value(json!({"timeout": timeout})).unwrap();
    assert!(control.wait(&token, &wait("10ms")).await.unwrap().is_err());
    let waiting = tokio::spawn({
        let (control, token) = (control.clone(), token.clone());
        async move { control.wait(&token, &serde_json::from_value(json!({"timeout": "30s"})).unwrap()).await }
    });
    let request = http::Request::post("/common/oauth2/v2.0/token").body(bytes::Bytes::new()).unwrap();
    control.world().handle(true, &request);
    assert_eq!(waiting.await.unwrap().unwrap().unwrap().exchanges.len(), 1);
}

#[tokio::test]
async fn two_servers_in_one_process_share_nothing() {
    let (a, b) = (Server::builder().start().await.unwrap(), Server::builder().start().await.unwrap());
    assert_ne!(a.base_url(), b.base_url());
    a.control().create(Kind::Users, &json!({"name": "eve"})).unwrap();
    assert!(b.control().get(Kind::Users, "eve").is_err());
}
