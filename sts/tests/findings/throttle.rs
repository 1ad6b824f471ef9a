use pretenant_sts::findings::Severity;
use serde_json::json;

use super::judged::{Judged, app_token, clean, shown};
use super::support::Fixture;

const EARLY: &str = "throttle.retry-after-ignored";
const HAMMERED: &str = "throttle.hammered";

fn throttled(then: serde_json::Value) -> Fixture {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "token", "first": 1}, "then": then}));
    assert!(app_token(&mut world, &[]).status >= 429);
    world
}

#[test]
fn who_comes_back_before_retry_after_is_found() {
    let mut world = throttled(json!({"retry_after": "7s"}));
    world.advance("3s");
    app_token(&mut world, &[]);
    let finding = world.only(EARLY);
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.sentence, "was told to wait 7 s and came back after 3 s");
    assert_eq!((shown(&finding), finding.client.unwrap().name.as_str()), (vec![1, 2], "daemon"));
}

#[test]
fn who_waits_or_asks_for_something_else_is_not() {
    let mut world = throttled(json!({"retry_after": "7s"}));
    app_token(&mut world, &[("scope", "api://orders/.default")]);
    world.advance("6s 800ms");
    app_token(&mut world, &[]);
    clean(&world);
}

#[test]
fn a_clock_that_stands_still_proves_nothing() {
    let mut world = throttled(json!({"retry_after": "7s"}));
    app_token(&mut world, &[]);
    clean(&world);
    let mut world = throttled(json!({"status": 503}));
    app_token(&mut world, &[]);
    clean(&world);
}

#[test]
fn a_success_with_retry_after_asks_nobody_to_wait() {
    let mut world = Fixture::new();
    world.rule(json!({"when": {"endpoint": "token"}, "then": {"headers": {"Retry-After": "60"}}}));
    app_token(&mut world, &[]);
    world.advance("1s");
    app_token(&mut world, &[]);
    world.none(EARLY);
}

#[test]
fn a_date_is_a_time_to_wait_for() {
    let mut world = throttled(json!({"status": 503, "headers": {"Retry-After": "Sun, 22 Nov 2026 12:01:00 GMT"}}));
    world.advance("30s");
    app_token(&mut world, &[]);
    assert_eq!(world.only(EARLY).sentence, "was told to wait 60 s and came back after 30 s");
}

#[test]
fn a_retry_without_a_pause_is_found_and_one_after_a_second_is_not() {
    for (status, pause, expected) in [(429, "200ms", 1), (503, "500ms", 1), (503, "1s", 0), (429, "1s", 0)] {
        let mut world = throttled(json!({"status": status}));
        world.advance(pause);
        app_token(&mut world, &[]);
        assert_eq!(world.of(HAMMERED).len(), expected, "{status} {pause}");
        world.none(EARLY);
    }
}
