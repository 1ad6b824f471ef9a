//! Whatever a rule says, checking it and playing it end without a panic.

use bytes::Bytes;
use http::Request;
use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::control::Control;
use pretenant_sts::directory::file::builtin;
use pretenant_sts::entropy::Entropy;
use pretenant_sts::rules::Rule;
use pretenant_sts::world::Settings;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{DAEMON_FORM, NOW, TOKEN};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[a-zA-Z0-9 :/.*"'{}\-é]{0,12}"#,
        prop::sample::select(vec![
            "AADSTS50076",
            "daemon",
            "ada",
            "graph",
            "contoso",
            "User.Read",
            "/*",
            "*",
            "POST",
            "1s",
            "-9999999h",
            "100000000000000000000y",
            "true",
            "request.token.aud == 'x'",
            "",
            "é",
        ])
        .prop_map(str::to_owned),
    ]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..4_u64, Just(429), Just(503), Just(u64::MAX)]
}

/// A few of these keys, each with one of these values.
fn some_of(keys: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let count = keys.len();
    let one = |(key, value): (&'static str, BoxedStrategy<Value>)| value.prop_map(move |value| (key, value));
    let keys: Vec<_> = keys.into_iter().map(|pair| one(pair).boxed()).collect();
    prop::sample::subsequence(keys, 1..=count.min(4))
        .prop_flat_map(|chosen| chosen)
        .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
        .boxed()
}

fn word(words: &[&'static str]) -> BoxedStrategy<Value> {
    prop::sample::select(words.to_vec()).prop_map(Value::from).boxed()
}

fn rule() -> impl Strategy<Value = Value> {
    let texts = || text().prop_map(Value::from).boxed();
    let numbers = || number().prop_map(Value::from).boxed();
    let durations = || word(&["1s", "-1h", "100000h", "0s", "-9999999h", "soon", "7 d"]);
    let map = || (text(), text()).prop_map(|(name, value)| json!({ name: value })).boxed();
    let when = vec![
        ("endpoint", word(&["token", "authorize", "api", "keys"])),
        ("grant", word(&["client_credentials", "password"])),
        ("tenant", texts()),
        ("client", texts()),
        ("user", texts()),
        ("scope", texts()),
        ("resource", texts()),
        ("method", texts()),
        ("path", texts()),
        ("header", map()),
        ("parameter", map()),
        ("correlation_id", texts()),
        ("expression", texts()),
        ("nth", numbers()),
        ("first", numbers()),
        ("every", numbers()),
        ("after", numbers()),
        ("probability", any::<f64>().prop_map(|p| json!(p)).boxed()),
    ];
    let token = vec![
        ("aud", texts()),
        ("expires_in", durations()),
        ("not_before", durations()),
        ("claims", map()),
        ("header", map()),
        ("key", word(&["active", "next", "unpublished", "unknown_kid"])),
        ("signature", word(&["good", "bad", "none"])),
    ];
    let then = vec![
        ("refuse", word(&["AADSTS50076", "65004", "AADSTS90033", "AADSTS1", ""])),
        ("error", texts()),
        ("suberror", texts()),
        ("description", texts()),
        ("claims", map()),
        ("retry_after", durations()),
        ("headers", map()),
        ("body", texts()),
        ("json", map()),
        ("consent", word(&["withheld"])),
        ("token", some_of(token.clone())),
        ("id_token", some_of(token)),
        ("response", some_of(vec![("rename", map()), ("set", map())])),
        ("redirect", some_of(vec![("rename", map()), ("set", map())])),
        ("content_type", texts()),
        ("malformed_json", Just(json!(true)).boxed()),
        ("truncate", numbers()),
        ("delay", durations()),
        ("jitter", durations()),
        ("drop_connection", word(&["before_headers", "after_headers"])),
        ("keys", word(&["rotate", "stale"])),
        ("clock_skew", durations()),
        ("revoke", word(&["refresh_tokens", "sessions"])),
        ("at", word(&["received", "decided", "rendered"])),
    ];
    let when = prop_oneof![3 => Just(json!({})).boxed(), 1 => some_of(when)];
    (when, some_of(then)).prop_map(|(when, then)| json!({ "when": when, "then": then }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_rule_breaks_the_world(rules in prop::collection::vec(rule(), 1..4)) {
        let rules: Vec<Rule> = rules.into_iter().filter_map(|rule| serde_json::from_value(rule).ok()).collect();
        let clock = Clock::fixed(Moment(NOW * 1000));
        let control = Control::new(builtin(), Settings::default(), clock, Entropy::seeded(1)).unwrap();
        if control.replace_rules(&rules).is_err() {
            // What a check would have found does no harm either.
            for rule in rules {
                let _ = control.world().rules().add(rule);
            }
        }
        let body: Vec<String> = DAEMON_FORM.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(TOKEN).header("host", "localhost").header("content-type", kind);
        control.world().handle(true, &request.body(Bytes::from(body.join("&"))).unwrap());
        for path in ["/common/discovery/keys", "/common/oauth2/v2.0/authorize?client_id=x", "/v1.0/me", "/x"] {
            control.world().handle(true, &Request::get(path).body(Bytes::new()).unwrap());
        }
        let fired: usize = control.journal(&Default::default()).exchanges.iter().map(|e| e.note.rules.len()).sum();
        let counted: u64 = control.rules().iter().map(|row| row.fired).sum();
        prop_assert_eq!(u64::try_from(fired).unwrap(), counted);
    }
}
