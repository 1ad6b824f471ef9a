//! The same seed, clock, rules and requests give the same bytes, and the same faults on the wire.

use bytes::Bytes;
use http::Request;
use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::control::Control;
use pretenant_sts::directory::file::builtin;
use pretenant_sts::entropy::Entropy;
use pretenant_sts::rules::WireFault;
use pretenant_sts::world::Settings;

use super::support::{DAEMON_FORM, NOW, TOKEN, rules};

const RULES: &str = "
    rules:
      - { when: { endpoint: token, probability: 0.3 }, then: { status: 503 } }
      - { when: { endpoint: token, probability: 0.5 }, then: { token: { encrypt: true, key: unknown_kid, claims: { x: 1 } } } }
      - { when: { endpoint: token, probability: 0.5 }, then: { jitter: 10s, response: { set: { a: 1 } } } }
      - { when: { endpoint: token, every: 3 }, then: { truncate: 5 } }
";

fn control(yaml: &str, seed: u64) -> Control {
    let clock = Clock::fixed(Moment(NOW * 1000));
    let control = Control::new(builtin(), Settings::default(), clock, Entropy::seeded(seed)).unwrap();
    control.set_initial_rules(rules(yaml)).unwrap();
    control
}

/// Twenty times the same request: status, headers, body, fault.
fn play(control: &Control) -> Vec<String> {
    let body: Vec<String> = DAEMON_FORM.iter().map(|(n, v)| format!("{n}={v}")).collect();
    (0..20)
        .map(|_| {
            let request = Request::post(TOKEN)
                .header("host", "localhost")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Bytes::from(body.join("&")))
                .unwrap();
            let response = control.world().handle(true, &request);
            let fault = response.extensions().get::<WireFault>();
            format!("{} {fault:?} {:?} {:?}", response.status(), response.headers(), response.body())
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_faults() {
    let first = play(&control(RULES, 1));
    assert_eq!(play(&control(RULES, 1)), first);
    assert_ne!(play(&control(RULES, 2)), first);
    let (failed, delayed) = (|a: &String| a.starts_with("503"), |a: &String| a.contains("delay: "));
    assert!(first.iter().any(failed) && !first.iter().all(failed));
    assert!(first.iter().any(delayed) && first.iter().any(|a| a.contains("Body(5)")));
}

#[test]
fn a_reset_repeats_everything() {
    let control = control(RULES, 1);
    let first = play(&control);
    control.reset().unwrap();
    assert_eq!(play(&control), first);
}

#[test]
fn a_rule_that_does_not_fire_changes_no_byte() {
    let without = play(&control("rules: []", 1));
    let with = play(&control("rules: [{ when: { endpoint: token, probability: 0 }, then: { status: 503 } }]", 1));
    assert_eq!(without, with);
}
