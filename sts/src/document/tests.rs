use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[expect(dead_code, reason = "only read")]
struct Format {
    count: Option<u32>,
    limits: Option<BTreeMap<String, Limit>>,
    steps: Vec<Step>,
    anything: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read")]
struct Limit {
    most: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[expect(dead_code, reason = "only read")]
enum Step {
    Stop,
    Wait(String),
    SignIn { user: String },
}

#[track_caller]
fn mistakes(text: &str) -> Vec<String> {
    let mistakes = crate::document::read::<Format>("x.yaml", text).map(|_| ()).unwrap_err();
    let told = mistakes.mistakes().iter();
    told.map(|m| format!("{}:{} {}", m.line.unwrap_or(0), m.column.unwrap_or(0), m.message)).collect()
}

#[test]
fn numbers_maps_and_free_values_are_looked_through() {
    let text = "count: [1]\nlimits:\n  a: { most: 1 }\n  b: { mots: x }\nsteps: []\nanything: { x: [1, { y: z }] }\n";
    assert_eq!(
        mistakes(text),
        ["1:1 `count` takes a number, not a list", "4:3 the key `most` is missing", "4:8 there is no key `mots` here"]
    );
}

#[test]
fn each_form_of_an_alternative_is_checked() {
    let text = "steps:\n  - stop\n  - halt\n  - wait: 5m\n  - sign_in: { usr: ada }\n  - sing_in: {}\n  - { wait: 1s, stop: }\n";
    assert_eq!(
        mistakes(text),
        [
            "3:5 `halt` is not a word known here",
            "5:5 the key `user` is missing",
            "5:16 there is no key `usr` here",
            "6:5 there is no key `sing_in` here",
            "7:17 there is no key `stop` here",
            "7:17 only one of these keys can be given",
        ]
    );
}

#[test]
fn what_only_the_reader_knows_is_left_to_it() {
    assert_eq!(mistakes("count: many\nsteps: []"), ["1:8 this takes a whole number"]);
}
