use base64::Engine as _;
use bytes::Bytes;
use http::Request;
use serde_json::json;

use super::*;
use crate::recording::facts::Facts;

fn read(request: http::request::Builder, body: &str) -> String {
    let request = request.header("host", "login.example").body(Bytes::from(body.to_owned())).unwrap();
    Meaning::read(&request, &Facts::default()).describe()
}

fn post(path: &str, body: &str) -> String {
    read(Request::post(path).header("content-type", "application/x-www-form-urlencoded"), body)
}

fn get(target: &str) -> String {
    read(Request::get(target), "")
}

fn jwt(claims: &serde_json::Value) -> String {
    let part = |value: &serde_json::Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.eHg", part(&json!({ "alg": "RS256" })), part(claims))
}

#[test]
fn token_requests_of_both_versions_are_read() {
    let v2 = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=c&device_code=x&scope=b+a+b";
    assert_eq!(post("/T//OAuth2/v2.0/token", v2), "token, v2, grant device_code, client c, tenant T, scopes a b");
    let v1 = "grant_type=password&client_id=c&username=ada%40x.example&password=y&resource=https%3A%2F%2Fr%2F";
    let expected = "token, v1, grant password, client c, tenant t, user ada@x.example, resource https://r/";
    assert_eq!(post("/t/oauth2/token", v1), expected);
}

#[test]
fn the_client_is_found_wherever_it_names_itself() {
    let basic = base64::engine::general_purpose::STANDARD.encode("c%2D1:s");
    let request = Request::post("/t/oauth2/v2.0/token").header("authorization", format!("Basic {basic}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert!(read(request, "grant_type=client_credentials").contains("client c-1,"));
    let assertion = format!("grant_type=client_credentials&client_assertion={}", jwt(&json!({ "sub": "c-2" })));
    assert!(post("/t/oauth2/v2.0/token", &assertion).contains("client c-2,"));
}

#[test]
fn whom_an_assertion_is_about_is_part_of_the_meaning() {
    let assertion = jwt(&json!({ "upn": "ada@x.example", "scp": "a" }));
    let form = format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
    assert_eq!(post("/t/oauth2/v2.0/token", &form), "token, v2, grant on_behalf_of, tenant t, user ada@x.example");
}

#[test]
fn an_authorization_request_goes_to_any_port_of_a_loopback_address() {
    let get =
        |redirect: &str| get(&format!("/t/oauth2/v2.0/authorize?response_type=code&redirect_uri={redirect}&state=s"));
    assert_eq!(get("http://localhost:50001/cb"), get("http://localhost/cb"));
    assert_ne!(get("https://app.example:50001/cb"), get("https://app.example/cb"));
    assert!(get("https://login.example/common/oauth2/nativeclient").contains("redirect_uri ${origin}/common/"));
}

#[test]
fn calls_to_apis_are_read_with_their_caller_and_without_cursors() {
    let cursor = "$skiptoken=abcDEF0123456789abcDEF0123456789&$top=5&sig=abcDEF0123456789abcDEF0123456789";
    let token = jwt(&json!({ "azp": "c", "preferred_username": "ada@x.example" }));
    let request = Request::get(format!("/v1.0/me?{cursor}")).header("authorization", format!("Bearer {token}"));
    assert_eq!(read(request, ""), "/v1.0/me, GET, client c, user ada@x.example, query $top=5");
    assert_eq!(get("/v1.0/me?back=https%3A%2F%2Flogin.example%2Fx"), "/v1.0/me, GET");
}

#[test]
fn another_providers_endpoints_are_read_by_their_parameters() {
    let form = "grant_type=client_credentials&client_id=c&client_secret=s&scope=a";
    assert_eq!(post("/realms/x/token", form), "/realms/x/token, POST, grant client_credentials, client c, scopes a");
}

#[test]
fn hosts_of_the_clouds_apis_have_no_endpoints_of_the_platform() {
    let on = |host: &str| {
        let request = Request::get("/users/login").header("host", host).body(Bytes::new()).unwrap();
        Meaning::read(&request, &Facts::default()).describe()
    };
    assert_eq!(on("graph.microsoft.com"), "/users/login, GET");
    assert_eq!(on("login.microsoftonline.com"), "login, GET, tenant users");
}
