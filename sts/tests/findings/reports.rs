use pretenant_sts::control::FindingsQuery;
use pretenant_sts::findings::{Report, Severity};

use super::judged::{Judged, SCOPE, app_token, careful, poll, redeem, signed_in, start_device, text};
use super::support::{CHALLENGE, Fixture};

/// A run in which much goes wrong.
fn careless() -> Fixture {
    let mut world = Fixture::new();
    let code =
        careful(&mut world, "fix", SCOPE, &[("code_challenge", CHALLENGE), ("state", "")]).redirected()["code"].clone();
    let tokens = redeem(&mut world, &code).json();
    redeem(&mut world, &code);
    world.call("/api/orders", text(&tokens, "access_token"));
    for _ in 0..9 {
        app_token(&mut world, &[]);
        world.advance("30s");
    }
    world.control.record_escape("login.microsoftonline.com");
    world
}

#[test]
fn the_text_shows_each_finding_with_its_wire() {
    let report = careless().control.findings(&FindingsQuery::default());
    insta::assert_snapshot!("text", report.text(false));
    let coloured = report.text(true);
    assert!(coloured.contains("\u{1b}[") && !report.text(false).contains('\u{1b}'));
    assert_eq!(report.at_least(Severity::Error), 3);
    assert_eq!(report.at_least(Severity::Note), report.findings.len());
}

#[test]
fn the_json_is_read_back() {
    let report = careless().control.findings(&FindingsQuery::default());
    insta::assert_json_snapshot!("json", report);
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

#[test]
fn nothing_to_say_is_said_in_a_line() {
    let report = Fixture::new().control.findings(&FindingsQuery::default());
    assert_eq!(report.text(false), "no errors, no warnings and no notes in no exchanges\n");
}

#[test]
fn findings_are_asked_for_by_severity_client_rule_and_number() {
    let world = careless();
    let count = |query: FindingsQuery| world.control.findings(&query).findings.len();
    let all = count(FindingsQuery::default());
    assert_eq!(count(FindingsQuery { severity: Some(Severity::Error), ..FindingsQuery::default() }), 3);
    assert_eq!(count(FindingsQuery { client: Some("daemon".into()), ..FindingsQuery::default() }), 1);
    assert_eq!(count(FindingsQuery { rule: Some("code".into()), ..FindingsQuery::default() }), 1);
    assert_eq!(count(FindingsQuery { rule: Some("cod".into()), ..FindingsQuery::default() }), 0);
    let last = world.findings().iter().map(|f| f.last).max();
    assert_eq!(count(FindingsQuery { after: last, ..FindingsQuery::default() }), 0);
    assert_eq!(count(FindingsQuery { after: last.map(|n| n - 1), ..FindingsQuery::default() }), 1);
    assert!(all > 4);
}

/// What MSAL's ordinary wire looks like: a public client, silently first, at the server's pace.
#[test]
fn an_ordinary_run_is_free_of_errors_and_warnings() {
    let mut world = Fixture::new();
    let tokens = signed_in(&mut world, SCOPE, &[]);
    world.call("/v1.0/me", text(&tokens, "access_token"));
    let scope = [("scope", "api://orders/api.read openid profile offline_access")];
    let orders = super::judged::refresh(&mut world, &tokens, &scope).json();
    world.call("/api/orders", text(&orders, "access_token"));
    world.advance("100m");
    let tokens = super::judged::refresh(&mut world, &orders, &[]).json();
    super::judged::refresh(&mut world, &tokens, &[("scope", "Mail.Read")]);
    careful(&mut world, "two", "openid profile offline_access Mail.Read", &[]);
    app_token(&mut world, &[]);
    let start = start_device(&mut world);
    world.advance("5s");
    poll(&mut world, &start);
    super::judged::clean(&world);
}
