//! Expectations that do not hold fail, at the place where they are written.

#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

use pretenant_scenarios::load::load_str;
use pretenant_scenarios::play::{Options, play};

/// Plays a scenario of the built-in world with the desktop app; its failures, each with its place.
fn failures(steps: &str) -> Vec<String> {
    let text = format!("client: {{ app: desktop }}\nsteps:\n{steps}");
    let loaded = load_str("test.yaml", &text, None).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let played = play(&loaded, &Options::default()).unwrap();
    assert_eq!(played.skipped, None);
    played.failures.iter().map(|failure| format!("{}: {failure}", failure.at)).collect()
}

const SIGN_IN: &str = "  - sign_in: { user: ada, scopes: [User.Read] }\n";
const REFRESH: &str = "  - silent: { account: ada, scopes: [User.Read], force_refresh: true }\n";

#[test]
fn what_was_minted_is_expected_on_the_wire_by_its_name() {
    let refreshed_with = |token: &str| {
        let expect =
            format!("    expect: {{ wire: [{{ token: refresh_token, parameters: {{ refresh_token: {token} }} }}] }}\n");
        failures(&[SIGN_IN, REFRESH, REFRESH, &expect].concat())
    };
    assert!(refreshed_with("RT2").is_empty());
    let [failure] = refreshed_with("RT1").try_into().unwrap();
    assert!(
        failure.starts_with("/steps/2/expect/wire/0/parameters: expected refresh_token=RT1, found refresh_token=RT2"),
        "{failure}"
    );
    assert!(refreshed_with("\"1.A*\"").is_empty(), "a pattern still meets the value itself");
}

#[test]
fn what_was_minted_is_sent_by_its_name() {
    let request = "  - request:
      path: /${tenant}/oauth2/v2.0/token
      form:
        grant_type: refresh_token
        client_id: c0000000-0000-0000-0000-000000000001
        scope: User.Read
        refresh_token: ${RT1}
    expect: { status: 200 }
";
    assert_eq!(failures(&[SIGN_IN, request].concat()), [""; 0]);
    let unknown = request.replace("RT1", "RT0");
    let text = format!("client: {{ app: desktop }}\nsteps:\n{SIGN_IN}{unknown}");
    let mistakes = load_str("test.yaml", &text, None).err().unwrap().to_string();
    assert!(mistakes.contains("no step before this one saves `RT0`"), "{mistakes}");
}

#[test]
fn the_contents_of_the_cache_are_counted() {
    let counted = |n: usize| {
        let expect = format!(
            "    expect: {{ cache: {{ access_tokens: {n}, refresh_tokens: 1, id_tokens: 1, accounts: 1 }} }}\n"
        );
        failures(&[SIGN_IN, &expect].concat())
    };
    assert!(counted(1).is_empty());
    assert_eq!(counted(2), ["/steps/0/expect/cache/access_tokens: expected 2, found 1"]);
}

#[test]
fn advice_is_a_whole_scope_also_after_an_acquisition() {
    let advised = |scope: &str| {
        let silent = "  - silent: { account: ada, scopes: [User.Reed] }\n";
        failures(&[SIGN_IN, silent, &format!("    expect: {{ ui_required: {{}}, advice: {scope} }}\n")].concat())
    };
    assert!(advised("User.Read").is_empty());
    let [failure] = advised("User.Rea").try_into().unwrap();
    assert!(failure.starts_with("/steps/1/expect/advice: expected the advice to ask for `User.Rea`"), "{failure}");
}

#[test]
fn a_unique_id_can_be_absent() {
    let expect = "    expect: { token: { unique_id: none } }\n";
    let found = failures(&[SIGN_IN, expect].concat());
    assert_eq!(
        found,
        ["/steps/0/expect/token/unique_id: expected no user, found a0000000-0000-0000-0000-000000000001"]
    );
}
