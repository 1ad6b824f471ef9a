use pretenant_sts::findings::Severity;
use serde_json::{Value, json};

use super::judged::{Judged, poll, shown, start_device, text};
use super::support::Fixture;

const TOO_FAST: &str = "device.polled-too-fast";
const SLOW_DOWN: &str = "device.slow-down-ignored";
const AFTER_THE_END: &str = "device.polled-after-the-end";

/// Polls, with these pauses before each poll.
fn polls(world: &mut Fixture, start: &Value, pauses: &[&str]) {
    for pause in pauses {
        world.advance(pause);
        poll(world, start);
    }
}

#[test]
fn polling_faster_than_the_interval_is_found_once_for_a_device() {
    let mut world = Fixture::asking();
    let start = start_device(&mut world);
    polls(&mut world, &start, &["1s", "2s", "2s", "5s"]);
    let finding = world.only(TOO_FAST);
    assert_eq!((finding.severity, finding.times), (Severity::Error, 2));
    assert_eq!(finding.sentence, "polled 2 s after the last poll; the interval is 5 s");
    assert_eq!(shown(&finding), [1, 2, 3, 4]);
}

#[test]
fn polling_at_the_interval_is_not() {
    let mut world = Fixture::asking();
    let start = start_device(&mut world);
    polls(&mut world, &start, &["100ms", "5s", "4s 800ms", "7s"]);
    world.none(TOO_FAST);
    poll(&mut world, &start);
    world.none(TOO_FAST);
}

#[test]
fn the_interval_is_the_one_that_the_client_was_told() {
    for (rule, interval) in [(json!({"set": {"interval": 20}}), "20 s"), (json!({"drop": ["interval"]}), "5 s")] {
        let mut world = Fixture::asking();
        world.rule(json!({"when": {"endpoint": "devicecode"}, "then": {"response": rule}}));
        let start = start_device(&mut world);
        polls(&mut world, &start, &["4s", "4s"]);
        let sentence = world.only(TOO_FAST).sentence;
        assert!(sentence.ends_with(interval), "{sentence}");
    }
}

#[test]
fn slow_down_means_five_seconds_more() {
    for (pause, ignored) in [("5s", 1), ("9s", 1), ("10s", 0)] {
        let mut world = Fixture::asking();
        let start = start_device(&mut world);
        world.control.slow_down_device(text(&start, "user_code"), 1).unwrap();
        polls(&mut world, &start, &["5s", pause]);
        assert_eq!(world.of(SLOW_DOWN).len(), ignored, "{pause}");
        world.none(TOO_FAST);
    }
}

#[test]
fn polling_on_after_declined_expired_or_redeemed_is_found() {
    let mut world = Fixture::asking();
    let declined = start_device(&mut world);
    world.control.decline_device(text(&declined, "user_code")).unwrap();
    polls(&mut world, &declined, &["5s"]);
    let expired = start_device(&mut world);
    polls(&mut world, &expired, &["16m"]);
    let approved = start_device(&mut world);
    world.control.approve_device(text(&approved, "user_code"), "ada").unwrap();
    polls(&mut world, &approved, &["5s"]);
    world.none(AFTER_THE_END);
    for start in [&declined, &expired, &approved] {
        polls(&mut world, start, &["5s", "5s"]);
    }
    let found = world.of(AFTER_THE_END);
    let told: Vec<(&str, usize)> = found.iter().map(|f| (f.sentence.as_str(), f.times)).collect();
    assert_eq!(
        told,
        [
            ("went on polling after the answer was authorization_declined", 2),
            ("went on polling after the answer was expired_token", 2),
            ("went on polling after the answer was tokens", 2),
        ]
    );
}
