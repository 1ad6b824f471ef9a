//! What the doctor says happens: every example is sent for real, and so is everything that it recommends.

use std::cell::RefCell;

use pretenant_sts::doctor::{ScopeQuestion, ScopeReport, Verdict, explain_scope};
use pretenant_sts::journal::Query;
use pretenant_sts::refusal::Diagnosis;
use pretenant_sts::route::Dialect;
use pretenant_sts::world::SignInMode;
use proptest::prelude::*;

use super::super::support::{Answer, Fixture};
use super::examples;

/// A path of every API that a token can be tried on.
fn path_of(api: &str, application: bool) -> String {
    match (api, application) {
        ("graph", true) => "/v1.0/users".into(),
        ("graph", false) => "/v1.0/me".into(),
        ("arm", _) => "/subscriptions".into(),
        (other, _) => format!("/api/{other}"),
    }
}

fn send(world: &mut Fixture, question: &ScopeQuestion) -> Answer {
    let mut form = if question.application {
        vec![
            ("grant_type", "client_credentials"),
            ("client_id", "c0000000-0000-0000-0000-00000000000b"),
            ("client_secret", "robot-secret"),
        ]
    } else {
        vec![
            ("grant_type", "password"),
            ("client_id", "c0000000-0000-0000-0000-00000000000a"),
            ("username", "ada@contoso.example"),
            ("password", "Pa55-ada!"),
        ]
    };
    form.extend(question.scope.as_deref().map(|scope| ("scope", scope)));
    form.extend(question.resource.as_deref().map(|resource| ("resource", resource)));
    match question.endpoint {
        Dialect::V2 => world.token(&form),
        Dialect::V1 => world.token_v1(&form),
    }
}

/// Compares what the doctor says with what happens.
fn agree(world: &mut Fixture, name: &str, question: &ScopeQuestion) -> ScopeReport {
    let report = explain_scope(&world.control.world().directory(), question).unwrap();
    let answer = send(world, question);
    let body = answer.json();
    let said = &report.answer;
    assert_eq!(answer.status, said.status, "{name}: {body}\n{report:#?}");
    if report.verdict == Verdict::Refused {
        assert_eq!(body["error_codes"][0].as_u64(), said.code.map(u64::from), "{name}: {body}\n{report:#?}");
        assert_eq!(body["error"].as_str(), said.error.as_deref(), "{name}");
        let text = body["error_description"].as_str().unwrap();
        assert!(text.starts_with(said.message.as_deref().unwrap()), "{name}: {text}\n{said:?}");
        // What the answer carries is the doctor's word, unless there was no scope to speak of.
        if ![900_144, 90_014].contains(&said.code.unwrap()) {
            let advice: Vec<String> = report.advice.iter().map(|advice| advice.text()).collect();
            assert_eq!(diagnosis(world).try_next, advice, "{name}: {report:#?}");
        }
        return report;
    }
    let token = body["access_token"].as_str().unwrap_or_else(|| panic!("{name}: {body}"));
    assert_eq!(super::super::support::part(token, 1)["aud"].as_str(), said.aud.as_deref(), "{name}");
    if let Some(api) = &said.api {
        let called = world.call(&path_of(api, question.application), token);
        assert_eq!(Some(called.status), said.api_status, "{name}: {} {:?}", called.body, called.headers);
        assert_eq!(called.status == 200, report.verdict == Verdict::Works, "{name}");
        if called.status == 401 {
            advised_by_the_api(world, name, question, api);
        }
    }
    report
}

/// The diagnosis of the last answer.
fn diagnosis(world: &Fixture) -> Diagnosis {
    let all = world.control.journal(&Query::default()).exchanges;
    all.last().unwrap().note.diagnosis.clone().unwrap()
}

/// The scope that an API recommends when it refuses a token leads to one that it accepts.
fn advised_by_the_api(world: &mut Fixture, name: &str, question: &ScopeQuestion, api: &str) {
    for scope in diagnosis(world).try_next {
        let delegated = !question.application && question.endpoint == Dialect::V2;
        if delegated {
            let next = ScopeQuestion { scope: Some(scope.clone()), resource: None, ..question.clone() };
            let token = send(world, &next).json()["access_token"].as_str().unwrap().to_owned();
            assert_eq!(world.call(&path_of(api, false), &token).status, 200, "{name}: {scope}");
        }
    }
}

/// Sends what the doctor recommends.
fn cured(world: &mut Fixture, name: &str, question: &ScopeQuestion, report: &ScopeReport) {
    for advice in &report.advice {
        let mut next = ScopeQuestion { scope: None, resource: None, ..question.clone() };
        if advice.parameter == "scope" {
            next.scope = Some(advice.value.clone());
        } else {
            next.resource = Some(advice.value.clone());
        }
        if advice.application {
            next.application = true;
            next.client = Some("robot".into());
        }
        let name = format!("{name} -> {}", advice.text());
        let cured = agree(world, &name, &next);
        assert_eq!(cured.verdict, Verdict::Works, "{name}: {cured:#?}");
        assert!(cured.advice.is_empty(), "{name}: {cured:#?}");
    }
}

#[test]
fn what_the_doctor_says_happens_and_what_it_recommends_works() {
    let mut world = Fixture::with(examples::world(), SignInMode::Auto);
    for (name, question) in examples::all() {
        let report = agree(&mut world, name, &question);
        cured(&mut world, name, &question, &report);
    }
}

/// Pieces that scopes are made of, and mistaken for.
fn piece() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "https://",
        "api://",
        "http:/",
        "/",
        "//",
        "graph.microsoft.com",
        "management.core.windows.net",
        "orders",
        "payroll",
        "11111111-1111-1111-1111-111111111111",
        "22222222-2222-2222-2222-222222222222",
        "API://Payroll",
        "c0000000-0000-0000-0000-00000000000a",
        "User.Read",
        "user_impersonation",
        "api.read",
        "payroll.read",
        "Orders.Read.All",
        ".default",
        "openid",
        " ",
        " ",
        ",",
        "%20",
        "%2F",
        "\"",
        "x",
        "v1.0/me",
    ])
}

/// A name of an API, one or two slashes and a permission: mostly right, or nearly so.
fn scope() -> impl Strategy<Value = String> {
    let name = proptest::sample::select(vec![
        "https://graph.microsoft.com",
        "https://management.core.windows.net",
        "https://management.azure.com",
        "api://orders",
        "API://Orders",
        "api://payroll",
        "API://Payroll",
        "api://ledger",
        "api://walled",
        "11111111-1111-1111-1111-111111111111",
        "33333333-3333-3333-3333-333333333333",
        "55555555-5555-5555-5555-555555555555",
    ]);
    let permission = proptest::sample::select(vec![
        ".default",
        "User.Read",
        "user_impersonation",
        "api.read",
        "payroll.read",
        "ledger.read",
        "walled.read",
    ]);
    (name, "/{1,2}", permission).prop_map(|(name, slashes, permission)| format!("{name}{slashes}{permission}"))
}

fn request() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(piece(), 0..8).prop_map(|pieces| pieces.concat()),
        proptest::collection::vec(scope(), 1..3).prop_map(|scopes| scopes.join(" ")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_scope_is_too_odd_to_agree_on(
        text in request(),
        application in proptest::bool::weighted(0.2),
        v1 in proptest::bool::weighted(0.2),
    ) {
        thread_local! {
            static WORLD: RefCell<Fixture> = RefCell::new(Fixture::with(examples::world(), SignInMode::Auto));
        }
        let text = Some(text).filter(|text| !text.is_empty());
        let client = Some(if application { "robot" } else { "tester" }.to_owned());
        let base = ScopeQuestion { application, client, ..ScopeQuestion::default() };
        let question = if v1 {
            ScopeQuestion { resource: text, endpoint: Dialect::V1, ..base }
        } else {
            ScopeQuestion { scope: text, ..base }
        };
        WORLD.with_borrow_mut(|world| {
            let report = agree(world, "random", &question);
            cured(world, "random", &question, &report);
        });
    }
}

#[test]
fn endless_scopes_are_answered_soon_and_briefly() {
    let mut world = Fixture::with(examples::world(), SignInMode::Auto);
    let words: Vec<String> = (0..60_000).map(|n| format!("x{n}/y")).collect();
    let names: Vec<String> = (0..60_000).map(|n| format!("https://h{n}.example/.default")).collect();
    for scope in
        [words.join(" "), names.join(" "), "x".repeat(900_000), "api://orders/".repeat(60_000), "%25".repeat(99)]
    {
        let answer = send(&mut world, &examples::delegated(&scope));
        assert_eq!(answer.status, 400);
        assert!(answer.headers["x-pretenant-diagnosis"].len() < 7_000, "{}", &scope[..20]);
    }
}
