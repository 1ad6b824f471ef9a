//! A world that is reached under the real clouds' host names, or under its APIs' own.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use pretenant_sts::directory::file::load_str;
use pretenant_sts::endpoint::arrival::OtherNames;
use pretenant_sts::world::SignInMode;
use serde_json::json;

use super::support::{DAEMON, Fixture, TENANT, part};

/// An app-only token of the daemon, asked for on `host`.
fn app_token(world: &mut Fixture, host: &str, resource: &str) -> String {
    let answer = world.post(
        &format!("https://{host}/{TENANT}/oauth2/v2.0/token"),
        &[
            ("grant_type", "client_credentials"),
            ("client_id", DAEMON),
            ("client_secret", "daemon-secret"),
            ("scope", &format!("{resource}/.default")),
        ],
    );
    assert_eq!(answer.status, 200, "{host}: {}", answer.body);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_from_any_name_of_a_cloud_is_good_at_the_apis_of_that_cloud() {
    let mut world = Fixture::new();
    for (login, graph) in [
        ("login.microsoftonline.com", "graph.microsoft.com"),
        ("login.windows.net", "graph.microsoft.com:443"),
        ("westeurope.login.microsoft.com", "graph.microsoft.com"),
        ("login.microsoftonline.us", "graph.microsoft.us"),
        ("login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn"),
    ] {
        let token = app_token(&mut world, login, "https://graph.microsoft.com");
        let answer = world.call(&format!("https://{graph}/v1.0/users"), &token);
        assert_eq!(answer.status, 200, "{login} {graph}: {}", answer.body);
    }
    let public = app_token(&mut world, "login.microsoftonline.com", "https://graph.microsoft.com");
    assert_eq!(part(&public, 1)["iss"], format!("https://sts.windows.net/{TENANT}/"));
    assert_eq!(world.call("https://microsoftgraph.chinacloudapi.cn/v1.0/users", &public).status, 401);
}

#[test]
fn metadata_and_instance_discovery_carry_the_name_that_was_used() {
    let mut world = Fixture::new();
    let base = "https://login.microsoftonline.com";
    let metadata = world.get(&format!("{base}/{TENANT}/v2.0/.well-known/openid-configuration")).json();
    assert_eq!(metadata["issuer"], format!("{base}/{TENANT}/v2.0"));
    assert_eq!(metadata["token_endpoint"], format!("{base}/{TENANT}/oauth2/v2.0/token"));
    let ask = format!("api-version=1.1&authorization_endpoint={base}/{TENANT}/oauth2/v2.0/authorize");
    let instance = world.get(&format!("{base}/common/discovery/instance?{ask}")).json();
    let tenant_discovery = format!("{base}/{TENANT}/v2.0/.well-known/openid-configuration");
    assert_eq!(instance["tenant_discovery_endpoint"], tenant_discovery);
    assert_eq!(instance["metadata"][0]["preferred_network"], "login.microsoftonline.com");
}

#[test]
fn an_api_answers_on_the_host_of_its_app_id_uri_where_the_platform_does_not() {
    let file =
        "{use: contoso, apis: [{name: shop, identifier_uris: ['https://shop.example/v1'], scopes: [{name: read}]}]}";
    let mut world = Fixture::with(load_str("world.yaml", file, None).unwrap(), SignInMode::Auto);
    let unauthorized = world.get("https://shop.example/v1/oauth2/token");
    assert_eq!(unauthorized.status, 401, "{}", unauthorized.body);
    assert_eq!(world.get("https://shop.example/v2/items").status, 404);
    assert_eq!(world.get("https://graph.microsoft.com/v1.0/login").status, 401);
}

#[test]
fn apis_accept_the_issuers_of_all_names_that_the_world_is_known_by() {
    let mut world = Fixture::new();
    let token = app_token(&mut world, "login.microsoftonline.com", "api://orders");
    let request = || Request::get("/api/orders").header("authorization", format!("Bearer {token}"));
    assert_eq!(world.send(request(), "").status, 401);

    let names: Arc<[String]> = ["login.microsoftonline.com".to_owned()].into();
    let known = request().header("host", "localhost:8443").extension(OtherNames(names)).body(Bytes::new()).unwrap();
    let answer = world.control.world().handle(true, &known);
    assert_eq!(answer.status(), 200);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(body["api"], json!("orders"));
}
