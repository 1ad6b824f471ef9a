//! S5-S11: how a scope is written decides the API, `aud` and the `scope` of the answer.

use serde_json::Value;

use super::support::{DESKTOP, DEVICE, Fixture, ORDERS, access_claims};

fn password(world: &mut Fixture, client: &str, scope: &str) -> super::support::Answer {
    world.token(&[
        ("grant_type", "password"),
        ("client_id", client),
        ("username", "ada@contoso.example"),
        ("password", "Pa55-ada!"),
        ("scope", scope),
    ])
}

fn granted(scope: &str) -> (String, Value) {
    let body = password(&mut Fixture::new(), DEVICE, scope).json();
    (body["scope"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned(), access_claims(&body)["aud"].clone())
}

#[test]
fn graphs_bare_names_and_full_names_mean_the_same() {
    let (bare, bare_audience) = granted("user.read openid profile");
    assert!(bare.split(' ').any(|s| s == "User.Read"), "{bare}");
    let (full, full_audience) = granted("https://graph.microsoft.com/User.Read openid profile");
    assert!(full.split(' ').any(|s| s == "https://graph.microsoft.com/User.Read"), "{full}");
    assert_eq!(bare_audience, full_audience);
    assert!(!bare.contains("offline_access"));
}

#[test]
fn an_own_apis_scopes_come_back_with_the_prefix_that_was_typed() {
    assert_eq!(granted("api://orders/api.read openid offline_access"), ("api://orders/api.read".into(), ORDERS.into()));
    assert_eq!(granted(&format!("{ORDERS}/api.read")), (format!("{ORDERS}/api.read"), ORDERS.into()));
    assert_eq!(granted("api://orders/.default").0, "api://orders/api.read api://orders/.default");
}

#[test]
fn a_double_slash_keeps_the_slash_in_the_audience() {
    let mut world = Fixture::new();
    let cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    let body = password(&mut world, cli, "https://management.core.windows.net//user_impersonation").json();
    assert_eq!(access_claims(&body)["aud"], "https://management.core.windows.net/");
    assert_eq!(body["scope"], "https://management.core.windows.net//user_impersonation");
}

#[test]
fn one_token_is_for_one_api() {
    let mut world = Fixture::new();
    let answer = password(&mut world, DESKTOP, "User.Read api://orders/api.read");
    let (status, _, _, code) = answer.refusal();
    assert_eq!((status, code), (400, 28000));
}

#[test]
fn an_api_that_the_registration_does_not_list_is_named_in_the_refusal() {
    let answer = password(&mut Fixture::new(), DEVICE, "api://payroll/.default");
    assert_eq!(answer.refusal().3, 650_057, "{}", answer.body);
}

#[test]
fn the_v2_endpoint_takes_no_resource() {
    let answer = Fixture::new().token(&[("grant_type", "password"), ("client_id", DEVICE), ("resource", "x")]);
    assert_eq!(answer.refusal().3, 901_002);
}
