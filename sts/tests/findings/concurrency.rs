use std::sync::Arc;

use pretenant_sts::findings::{Severity, judge};
use pretenant_sts::journal::{Exchange, Query};

use super::judged::{Judged, app_token, clean};
use super::support::Fixture;

const RULE: &str = "concurrency.equal-requests";

/// The journal of a world as it would be if `parallel` requests had arrived before the first answer. Threads would
/// overlap only by luck.
fn overlapping(world: &Fixture, parallel: u64) -> Vec<Arc<Exchange>> {
    let mut exchanges = world.control.journal(&Query::default()).exchanges;
    for exchange in exchanges.iter_mut().filter(|e| e.id <= parallel) {
        Arc::make_mut(exchange).after = 0;
    }
    exchanges
}

#[test]
fn equal_requests_under_way_at_the_same_time_are_one_finding() {
    let mut world = Fixture::new();
    for _ in 0..5 {
        app_token(&mut world, &[]);
    }
    let found = judge(&overlapping(&world, 5), &[]);
    let rules: Vec<&str> = found.iter().map(|f| f.rule.as_str()).collect();
    assert_eq!(rules, [RULE], "{found:#?}");
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(found[0].sentence, "made 5 equal client_credentials requests within 0 ms where one would do");
    assert_eq!(found[0].evidence.len(), 5);
}

#[test]
fn different_requests_at_the_same_time_are_none() {
    let mut world = Fixture::new();
    app_token(&mut world, &[]);
    app_token(&mut world, &[("scope", "api://orders/.default")]);
    assert_eq!(judge(&overlapping(&world, 2), &[]), []);
}

#[test]
fn one_after_the_other_is_another_matter() {
    let mut world = Fixture::new();
    app_token(&mut world, &[]);
    clean(&world);
    app_token(&mut world, &[]);
    world.none(RULE);
    world.only("cache.token-still-good");
}
