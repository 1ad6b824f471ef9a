use pretenant_sts::findings::Severity;

use super::judged::{Judged, SCOPE, careful, clean, shown};
use super::support::{DESKTOP, Fixture, SPA, WEB};

fn severity_of(client: &str, redirect_uri: &str, dropped: &[&str], rule: &str) -> Option<Severity> {
    let mut world = Fixture::new();
    let mut extra = vec![("client_id", client), ("redirect_uri", redirect_uri)];
    extra.extend(dropped.iter().map(|name| (*name, "")));
    careful(&mut world, "one", SCOPE, &extra);
    world.of(rule).first().map(|f| f.severity)
}

#[test]
fn a_careful_request_is_not_found() {
    let mut world = Fixture::new();
    careful(&mut world, "one", SCOPE, &[]);
    careful(&mut world, "two", SCOPE, &[]);
    assert_eq!(world.findings(), []);
}

#[test]
fn pkce_is_owed_by_public_clients_and_recommended_to_others() {
    let rule = "pkce.missing";
    let without = ["code_challenge", "code_challenge_method"];
    assert_eq!(severity_of(DESKTOP, "http://localhost", &without, rule), Some(Severity::Error));
    assert_eq!(severity_of(SPA, "http://localhost:3000/", &without, rule), Some(Severity::Error));
    assert_eq!(severity_of(WEB, "http://localhost:5000/cb", &without, rule), Some(Severity::Warning));
    assert_eq!(severity_of(WEB, "http://localhost:5000/cb", &[], rule), None);
}

#[test]
fn a_plain_challenge_is_found() {
    let rule = "pkce.plain";
    assert_eq!(severity_of(DESKTOP, "http://localhost", &["code_challenge_method"], rule), Some(Severity::Warning));
    assert_eq!(severity_of(DESKTOP, "http://localhost", &[], rule), None);
    let mut world = Fixture::new();
    careful(&mut world, "one", SCOPE, &[("code_challenge_method", "plain")]);
    assert_eq!(world.only(rule).sentence, "sent its code challenge in plain text");
}

#[test]
fn a_missing_state_matters_less_where_something_else_protects() {
    let rule = "authorize.no-state";
    let bare = ["state", "nonce", "code_challenge", "code_challenge_method"];
    assert_eq!(severity_of(WEB, "http://localhost:5000/cb", &bare, rule), Some(Severity::Warning));
    assert_eq!(severity_of(DESKTOP, "http://localhost", &["state"], rule), Some(Severity::Note));
    assert_eq!(severity_of(DESKTOP, "http://localhost", &[], rule), None);
}

#[test]
fn a_missing_nonce_matters_most_where_the_id_token_comes_straight() {
    let rule = "authorize.no-nonce";
    let mut world = Fixture::new();
    let hybrid = [("client_id", WEB), ("redirect_uri", "http://localhost:5000/cb"), ("response_type", "code id_token")];
    careful(&mut world, "one", SCOPE, &[&hybrid[..], &[("nonce", ""), ("response_mode", "form_post")]].concat());
    assert_eq!(world.only(rule).severity, Severity::Error);
    let bare = ["nonce", "code_challenge", "code_challenge_method"];
    assert_eq!(severity_of(WEB, "http://localhost:5000/cb", &bare, rule), Some(Severity::Warning));
    assert_eq!(severity_of(DESKTOP, "http://localhost", &["nonce"], rule), Some(Severity::Note));
    let mut world = Fixture::new();
    careful(&mut world, "one", "User.Read", &[("nonce", "")]);
    world.none(rule);
}

#[test]
fn values_are_used_once_and_a_reloaded_page_is_the_same_request() {
    let rule = "authorize.value-reused";
    let mut world = Fixture::new();
    careful(&mut world, "one", SCOPE, &[]);
    careful(&mut world, "one", SCOPE, &[("client-request-id", "6f2b1a3c-0d5e-4c58-9d58-0d6b0a8f9c11")]);
    clean(&world);
    careful(&mut world, "two", SCOPE, &[("state", "state-one")]);
    let finding = world.only(rule);
    assert_eq!(finding.sentence, "used the same state in a second authorization request");
    assert_eq!((finding.severity, shown(&finding)), (Severity::Warning, vec![1, 3]));
}

#[test]
fn a_request_that_no_client_can_be_held_to_is_not_judged() {
    let mut world = Fixture::new();
    world.authorize(&[("client_id", DESKTOP), ("redirect_uri", "https://evil.example"), ("response_type", "code")]);
    world.authorize(&[("response_type", "code")]);
    assert_eq!(world.findings(), []);
}
