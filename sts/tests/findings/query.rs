use http::Request;
use pretenant_sts::findings::Severity;

use super::judged::{Judged, SCOPE, careful, clean, signed_in, text};
use super::support::{DAEMON, Fixture, encode};

const RULE: &str = "secret.in-query";

#[test]
fn secrets_in_the_address_of_a_token_request_are_found() {
    let mut world = Fixture::new();
    let form = [
        ("client_id", DAEMON),
        ("client_secret", "daemon-secret"),
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    world.post(&format!("/contoso.example/oauth2/v2.0/token?{}", encode(&form)), &form);
    let finding = world.only(RULE);
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.sentence, "put client_secret into the address of a request");
    assert!(!serde_json::to_string(&finding).unwrap().contains("daemon-secret"));
}

#[test]
fn a_bearer_token_in_the_address_of_an_api_is_found() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.send(Request::get(format!("/v1.0/me?access_token={}", text(&tokens, "access_token"))), "");
    assert!(world.only(RULE).sentence.contains("access_token"));
}

#[test]
fn what_belongs_into_an_address_is_not_found() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    careful(&mut world, "two", SCOPE, &[("id_token_hint", text(&tokens, "id_token")), ("prompt", "none")]);
    world.get("/error?code=70011");
    world.post("/contoso.example/oauth2/v2.0/token?client-request-id=6f2b1a3c-0d5e-4c58-9d58-0d6b0a8f9c11", &[]);
    clean(&world);
}
