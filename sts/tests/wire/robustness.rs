//! Bad input gets the platform's refusal and stays in the journal; nothing panics, nothing is a 500.

use http::Request;
use proptest::prelude::*;

use super::support::{DAEMON, Fixture, method};

#[test]
fn bad_requests_are_refused_as_the_platform_does() {
    let mut world = Fixture::new();
    let token = "/contoso.example/oauth2/v2.0/token";
    let form = "application/x-www-form-urlencoded";
    let mut send = |content_type: &str, body: &[u8]| {
        let request = Request::post(token).header("content-type", content_type);
        world.send(request, body.to_vec()).refusal()
    };
    let expect = |error: &str, code| (400, error.to_owned(), String::new(), code);
    assert_eq!(send(form, b""), expect("invalid_request", 900_144));
    assert_eq!(send("application/json", br#"{"grant_type":"password"}"#), expect("invalid_request", 900_144));
    assert_eq!(send(form, b"grant_type=a&grant_type=b"), expect("invalid_request", 9_002_313));
    assert_eq!(send(form, b"grant_type=%ff%fe"), expect("invalid_request", 9_002_313));
    assert_eq!(send(form, b"grant_type=client_credentials"), expect("invalid_request", 900_144));
    let unknown = world.post("/nowhere.example/oauth2/v2.0/token", &[("grant_type", "x")]);
    assert_eq!(unknown.refusal().3, 90002);
    for name in ["GET", "PUT", "DELETE"] {
        let answer = world.send(Request::builder().method(method(name)).uri(token), "");
        assert_eq!((answer.status, answer.refusal().3), (405, 900_561), "{name}");
        assert_eq!(answer.headers["allow"], "POST");
    }
    assert_eq!(world.get("/contoso.example/v2.0/oauth2/token").status, 404);
    let recorded = world.control.journal(&pretenant_sts::journal::Query::default()).exchanges;
    assert_eq!(recorded.len(), 10);
    assert!(recorded.iter().all(|e| e.status >= 400));
}

#[test]
fn odd_but_legal_requests_are_served() {
    let mut world = Fixture::new();
    let body = format!(
        "grant_type=client_credentials&client_id={DAEMON}&client_secret=daemon-secret&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&x-client-SKU=x&x-client-SKU=y"
    );
    for path in [
        "/contoso.example//oauth2/v2.0/token",
        "/CONTOSO.EXAMPLE/OAuth2/V2.0/Token?",
        "/contoso.example/oauth2/v2.0/token/?client-request-id=1",
    ] {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        assert_eq!(world.send(request, body.clone()).status, 200, "{path}");
    }
}

#[test]
fn a_correlation_id_comes_back_when_it_is_asked_for() {
    let mut world = Fixture::new();
    let id = "01234567-89ab-cdef-0123-456789abcdef";
    let request = Request::post("/contoso.example/oauth2/v2.0/token")
        .header("client-request-id", id)
        .header("return-client-request-id", "true");
    let answer = world.send(request, "");
    assert_eq!((answer.headers["client-request-id"].as_str(), &answer.json()["correlation_id"]), (id, &id.into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_request_is_a_500(
        name in "(GET|POST|PUT|HEAD|OPTIONS)",
        segment in "(common|organizations|consumers|contoso\\.example|[a-z.%0-9]{1,12})",
        path in "(oauth2/v2\\.0/(token|authorize|devicecode|logout)|oauth2/(token|authorize|devicecode|deviceauth)|login|adminconsent|discovery/instance|userrealm/[a-z@%0-9]{0,12}|v2\\.0/\\.well-known/openid-configuration)",
        query in "[ -~]{0,60}",
        body in proptest::collection::vec((
            "(grant_type|client_id|client_secret|scope|resource|code|assertion|client_assertion|client_assertion_type|refresh_token|device_code|username|password|redirect_uri|ctx|canary|intent|state|prompt)",
            "([ -~]{0,20}|client_credentials|authorization_code|refresh_token|password|device_code|urn:ietf:params:oauth:grant-type:jwt-bearer|c0000000-0000-0000-0000-00000000000[1-7]|daemon-secret)"), 0..8),
        authorization in "(Basic [A-Za-z0-9+/=]{0,20}|Bearer [ -~]{0,20}|[ -~]{0,10})",
    ) {
        let mut world = Fixture::new();
        let query: String = query.chars().filter(|c| !matches!(c, ' ' | '#' | '"' | '<' | '>' | '`' | '{' | '}' | '\\' | '^' | '|')).collect();
        let Ok(uri) = format!("/{segment}/{path}?{query}").parse::<http::Uri>() else { return Ok(()) };
        let body: Vec<(&str, &str)> = body.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let request = Request::builder().method(method(&name)).uri(uri)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", authorization);
        let answer = world.send(request, super::support::encode(&body));
        prop_assert!(answer.status < 500, "{} {}", answer.status, answer.body);
    }
}
