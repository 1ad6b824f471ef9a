//! The facts that findings are made from.

use pretenant_sts::control::JournalAnswer;
use pretenant_sts::findings::judge;
use pretenant_sts::journal::{ClientKind, Digest, Exchange, Query};
use serde_json::json;

use super::judged::{Judged, SCOPE, app_token, careful, refresh, signed_in, start_device, text};
use super::support::{DESKTOP, Fixture, SPA, WEB};

fn last(world: &Fixture) -> Exchange {
    let exchanges = world.control.journal(&Query::default()).exchanges;
    (**exchanges.last().unwrap()).clone()
}

#[test]
fn tokens_and_codes_are_known_by_their_digests() {
    let mut world = Fixture::new();
    let code = world.code(DESKTOP, "http://localhost", SCOPE);
    let authorize = last(&world);
    assert_eq!(authorize.issued.code, Some(Digest::of(&code)));
    let tokens = super::judged::redeem(&mut world, &code).json();
    let redeemed = last(&world);
    assert_eq!(redeemed.presented.code, authorize.issued.code);
    let digest = |name| Some(Digest::of(text(&tokens, name)));
    let issued = &redeemed.issued;
    assert_eq!((issued.access_token, issued.refresh_token), (digest("access_token"), digest("refresh_token")));
    assert_eq!((issued.id_token, issued.expires_in), (digest("id_token"), tokens["expires_in"].as_i64()));
    refresh(&mut world, &tokens, &[]);
    assert_eq!(last(&world).presented.refresh_token, digest("refresh_token"));
    world.call("/v1.0/me", text(&tokens, "access_token"));
    assert_eq!(last(&world).presented.bearer, digest("access_token"));
    let start = start_device(&mut world);
    let started = last(&world).issued;
    assert_eq!((started.device_code, started.interval), (Some(Digest::of(text(&start, "device_code"))), Some(5)));
}

#[test]
fn no_secret_is_in_the_journal() {
    let mut world = Fixture::new();
    let code = world.code(DESKTOP, "http://localhost", SCOPE);
    let tokens = super::judged::redeem(&mut world, &code).json();
    refresh(&mut world, &tokens, &[]);
    world.call("/v1.0/me", text(&tokens, "access_token"));
    app_token(&mut world, &[]);
    let journal = serde_json::to_string(&world.control.journal(&Query::default())).unwrap();
    for secret in ["access_token", "refresh_token", "id_token"].map(|name| text(&tokens, name)) {
        assert!(!journal.contains(secret));
    }
    assert!(!journal.contains(&code) && !journal.contains("daemon-secret"));
}

#[test]
fn a_code_is_found_wherever_it_is_delivered() {
    let mut world = Fixture::new();
    for mode in ["query", "fragment", "form_post"] {
        let answer = careful(&mut world, mode, SCOPE, &[("response_mode", mode)]);
        assert_eq!(answer.status, if mode == "form_post" { 200 } else { 302 });
        assert!(last(&world).issued.code.is_some(), "{mode}");
    }
}

#[test]
fn what_the_client_was_told_is_what_rules_made_of_it() {
    let mut world = Fixture::new();
    let then = json!({"response": {"set": {"expires_in": "90"}, "drop": ["ext_expires_in"]}, "delay": "2s"});
    world.rule(json!({"when": {"endpoint": "token", "nth": 1}, "then": then}));
    world.rule(json!({"when": {"endpoint": "token", "nth": 2}, "then": {"retry_after": "7s"}}));
    world.rule(json!({"when": {"endpoint": "token", "nth": 3}, "then": {"drop_connection": "before_headers"}}));
    world.rule(json!({"when": {"endpoint": "token", "nth": 4}, "then": {"malformed_json": true}}));
    app_token(&mut world, &[]);
    assert_eq!((last(&world).issued.expires_in, last(&world).told.held_back), (Some(90), 2000));
    app_token(&mut world, &[]);
    let throttled = last(&world);
    assert_eq!((throttled.status, throttled.told.retry_after), (429, Some(7)));
    assert_eq!(
        (throttled.note.grant, throttled.note.client.unwrap().name.as_str()),
        (Some("client_credentials"), "daemon")
    );
    app_token(&mut world, &[]);
    assert!(last(&world).told.lost && last(&world).issued.is_empty());
    app_token(&mut world, &[]);
    assert!(last(&world).issued.is_empty());
}

#[test]
fn clients_are_public_or_confidential_by_what_they_show_and_where_they_come_back_to() {
    let mut world = Fixture::new();
    let mut kind = |client: &str, redirect_uri: &str| {
        careful(&mut world, "one", SCOPE, &[("client_id", client), ("redirect_uri", redirect_uri)]);
        last(&world).note.client_kind
    };
    assert_eq!(kind(DESKTOP, "http://localhost"), Some(ClientKind::Public));
    assert_eq!(kind(SPA, "http://localhost:3000/"), Some(ClientKind::Spa));
    assert_eq!(kind(WEB, "http://localhost:5000/cb"), Some(ClientKind::Confidential));
    signed_in(&mut world, SCOPE, &[]);
    assert_eq!(last(&world).note.client_kind, Some(ClientKind::Public));
    app_token(&mut world, &[]);
    assert_eq!(last(&world).note.client_kind, Some(ClientKind::Confidential));
}

#[test]
fn an_exported_journal_is_read_back_and_judged_alike() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    refresh(&mut world, &tokens, &[]);
    refresh(&mut world, &tokens, &[("scope", "Mail.Read")]);
    world.call("/api/orders", text(&tokens, "access_token"));
    start_device(&mut world);
    world.get("/nowhere");
    world.control.record_escape("graph.microsoft.com");
    let exported = serde_json::to_string(&world.control.journal(&Query::default())).unwrap();
    let read: JournalAnswer = serde_json::from_str(&exported).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), exported);
    let found = judge(&read.exchanges, &read.escapes);
    assert!(found.len() > 2);
    assert_eq!(found, world.findings());
}

#[test]
fn a_journal_with_an_unknown_word_is_refused() {
    let mut world = Fixture::new();
    world.get("/");
    let exported = serde_json::to_string(&world.control.journal(&Query::default())).unwrap();
    let error = serde_json::from_str::<JournalAnswer>(&exported.replace("\"home\"", "\"houm\"")).unwrap_err();
    assert!(error.to_string().contains("`houm` is no endpoint"), "{error}");
}
