use http::Request;
use serde_json::{Value, json};

use super::support::{Fixture, VAULT};

/// A token to order.
fn mint(world: &Fixture, order: Value) -> String {
    let origin = pretenant_sts::origin::Origin::new(true, "localhost:8443");
    world.control.mint(&serde_json::from_value(order).unwrap(), &origin).unwrap().token
}

fn reader(api: &str, scope: &str) -> Value {
    json!({"api": api, "client": "desktop", "user": "ada", "scopes": [scope]})
}

#[test]
fn a_good_token_is_let_in_everywhere() {
    let mut world = Fixture::new();
    for (path, api, scope) in [
        ("/v1.0/me", "graph", "User.Read"),
        ("/subscriptions?api-version=2022-12-01", "arm", "user_impersonation"),
        ("/api/orders/7", "orders", "api.read"),
        ("/api/vault", "vault", "api.read"),
        ("/api/payroll", "payroll", "payroll.read"),
    ] {
        let token = mint(&world, reader(api, scope));
        let answer = world.call(path, &token);
        assert_eq!(answer.status, 200, "{path} {} {:?}", answer.body, answer.headers);
    }
}

#[test]
fn every_style_refuses_in_its_own_way() {
    let mut world = Fixture::new();
    let mut all = serde_json::Map::new();
    for (api, path, scope) in [
        ("graph", "/v1.0/me", "User.Read"),
        ("arm", "/subscriptions", "user_impersonation"),
        ("payroll", "/api/payroll", "payroll.read"),
        ("orders", "/api/orders", "api.read"),
    ] {
        let order = |extra: Value| {
            let mut order = reader(api, scope);
            order.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            mint(&world, order)
        };
        let cases = [
            ("expired", order(json!({"expired": true}))),
            ("audience", order(json!({"audience": "https://graph.example"}))),
            ("issuer", order(json!({"issuer": "https://sts.windows.net/x/"}))),
            ("signature", order(json!({"signature": "bad"}))),
            ("unsigned", order(json!({"signature": "none"}))),
            ("key", order(json!({"key": "unpublished"}))),
            ("not_yet", order(json!({"not_before": 3600}))),
            ("permission", order(json!({"scopes": ["Other.Thing"]}))),
            ("garbage", "garbage".to_owned()),
        ];
        all.insert(format!("{api} missing"), world.get(path).snapshot());
        for (fault, token) in cases {
            let answer = world.call(path, &token);
            assert!(matches!(answer.status, 401 | 403 | 200), "{api} {fault}");
            all.insert(format!("{api} {fault}"), answer.snapshot());
        }
    }
    insta::assert_json_snapshot!("resource_refusals", all);
}

/// §8.5: what one scope mistake looks like at the API, and what the journal advises.
#[test]
fn the_journal_tells_which_scope_to_ask_for_instead() {
    let mut world = Fixture::new();
    let graph = mint(&world, reader("graph", "User.Read"));
    let vault = mint(&world, {
        let mut order = reader("vault", "api.read");
        order["audience"] = json!("api://vault");
        order
    });
    let id = mint(&world, json!({"kind": "id", "client": "desktop", "user": "ada"}));
    for (path, token, advice) in [
        ("/api/orders", &graph, "api.read"),
        ("/api/vault", &vault, VAULT),
        ("/api/orders", &id, "not the ID token"),
        ("/subscriptions", &graph, "https://management.core.windows.net//user_impersonation"),
    ] {
        let answer = world.call(path, token);
        assert_eq!(answer.status, 401, "{path}");
        let exchange =
            world.control.journal(&pretenant_sts::journal::Query::default()).exchanges.last().unwrap().clone();
        let diagnosis = exchange.note.diagnosis.clone().unwrap();
        assert!(diagnosis.cure.contains(advice), "{path}: {}", diagnosis.cure);
        assert!(answer.headers["x-pretenant-diagnosis"].contains(advice));
    }
}

#[test]
fn userinfo_names_the_subject_of_the_id_token() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens("openid profile email User.Read");
    let answer = world.call("/oidc/userinfo", tokens["access_token"].as_str().unwrap());
    let id = super::support::part(tokens["id_token"].as_str().unwrap(), 1);
    assert_eq!(answer.json()["sub"], id["sub"]);
    assert_eq!(answer.json()["email"], "ada@contoso.example");
    assert_eq!(world.get("/oidc/userinfo").status, 401);
}

#[test]
fn an_app_cannot_ask_for_me_and_needs_roles_elsewhere() {
    let mut world = Fixture::new();
    let app = mint(&world, json!({"api": "graph", "client": "daemon"}));
    assert_eq!(world.call("/v1.0/me", &app).status, 400);
    assert_eq!(world.call("/v1.0/users", &app).status, 200);
    let bare = mint(&world, json!({"api": "graph", "client": "daemon", "roles": []}));
    assert_eq!(world.call("/v1.0/users", &bare).status, 403);
}

#[test]
fn a_preflight_needs_no_token() {
    let mut world = Fixture::new();
    let request = Request::options("/api/orders").header("origin", "http://localhost:3000");
    let answer = world.send(request, "");
    assert_eq!((answer.status, answer.headers["access-control-allow-origin"].as_str()), (200, "*"));
}
