//! The doctor behind the control API.

use pretenant_sts::control::{Site, SiteOptions};
use pretenant_sts::front::Handler as _;
use serde_json::{Value, json};

use super::super::support::Fixture;

fn ask(world: &Fixture, path: &str, body: Value) -> (u16, Value) {
    let site = std::sync::Arc::new(Site::new(world.control.clone(), SiteOptions::default()));
    let request = http::Request::post(path).header("host", "localhost:8443").body(body.to_string().into()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let response = runtime.block_on(site.handle(true, request));
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[test]
fn scopes_and_tokens_are_explained_on_the_world_as_it_stands() {
    let mut world = Fixture::new();
    let path = "/_pretenant/explain/scope";
    let question = json!({"scope": "https://management.core.windows.net/user_impersonation"});
    let (status, report) = ask(&world, path, question.clone());
    assert_eq!((status, &report["verdict"]), (200, &json!("works")), "{report}");
    assert_eq!(report["problems"][0]["id"], "single-slash", "Resource Manager takes both, but says so");
    let strict = json!({"accepted_audiences": ["https://management.core.windows.net/"]});
    world.control.update(pretenant_sts::control::Kind::Apis, "arm", &strict).unwrap();
    let (_, report) = ask(&world, path, question);
    assert_eq!(report["verdict"], "rejected");
    assert_eq!(report["try"][0]["value"], "https://management.core.windows.net//user_impersonation");

    let token = world.desktop_tokens("User.Read")["access_token"].clone();
    let path = "/_pretenant/explain/token";
    let (status, report) = ask(&world, path, json!({"token": token}));
    assert_eq!((status, &report["accepted"]), (200, &json!(true)), "{report}");
    let (_, report) = ask(&world, path, json!({"token": token, "api": "orders"}));
    assert_eq!(report["apis"][0]["diagnosis"]["check"], "api.audience");
    world.advance("2h");
    let (_, report) = ask(&world, path, json!({"token": token}));
    assert_eq!(report["apis"][0]["diagnosis"]["check"], "api.lifetime");
}

#[test]
fn wrong_questions_are_refused() {
    let world = Fixture::new();
    assert_eq!(ask(&world, "/_pretenant/explain/scope", json!({"scope": "x", "client": "nobody"})).0, 404);
    assert_eq!(ask(&world, "/_pretenant/explain/scope", json!({"scopes": "x"})).0, 422);
    assert_eq!(ask(&world, "/_pretenant/explain/token", json!({"token": "x", "method": "G E T"})).0, 400);
}
