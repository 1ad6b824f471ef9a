//! Tokens as people paste them: what the doctor says, and that the APIs do say so.

use std::fmt::Write as _;

use http::Request;
use pretenant_sts::clock::Moment;
use pretenant_sts::doctor::text::token_text;
use pretenant_sts::doctor::{Outcome, TokenQuestion, TokenReport, explain_token};
use pretenant_sts::entropy::Entropy;
use pretenant_sts::origin::{Issuers, Origin};
use pretenant_sts::resource::Judge;
use pretenant_sts::token::jwe;
use pretenant_sts::world::SignInMode;
use serde_json::{Value, json};

use super::super::support::{Fixture, NOW};
use super::examples;

fn mint(world: &Fixture, order: Value) -> String {
    let origin = Origin::new(true, "localhost:8443");
    world.control.mint(&serde_json::from_value(order).unwrap(), &origin).unwrap().token
}

fn explain(world: &Fixture, question: &TokenQuestion) -> TokenReport {
    let directory = world.control.world().directory();
    let issuers = Issuers::new(&Origin::new(true, "localhost:8443"), None);
    let keys = world.control.world().keys();
    explain_token(
        Judge { directory: &directory, keys, issuers: &issuers, other_issuers: &[], now: Moment(NOW * 1000) },
        question,
    )
    .unwrap()
}

/// Name, token, API that it is shown to.
fn all(world: &mut Fixture) -> Vec<(&'static str, String, Option<&'static str>)> {
    let user = |api: &str, scope: &str| json!({"api": api, "client": "tester", "user": "ada", "scopes": [scope]});
    let with = |mut order: Value, more: Value| {
        order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        order
    };
    let orders = user("orders", "api.read");
    let good = mint(world, orders.clone());
    let parts: Vec<&str> = good.split('.').collect();
    let sealed = jwe::encrypt(&good, &Entropy::seeded(1).for_request(&[]));
    let tokens = world.desktop_tokens("User.Read openid profile offline_access");
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    vec![
        ("good", good.clone(), None),
        ("good-elsewhere", good.clone(), Some("vault")),
        ("good-v1", mint(world, user("payroll", "payroll.read")), None),
        ("graph-for-own-api", text("access_token"), Some("orders")),
        ("graph-for-arm", text("access_token"), Some("arm")),
        ("id-token", text("id_token"), None),
        ("id-token-for-api", text("id_token"), Some("orders")),
        ("refresh-token", text("refresh_token"), None),
        ("expired", mint(world, with(orders.clone(), json!({"expired": true}))), None),
        ("expired-and-foreign", mint(world, with(orders.clone(), json!({"expired": true}))), Some("graph")),
        ("just-expired", mint(world, with(orders.clone(), json!({"lifetime": -120}))), None),
        ("not-yet", mint(world, with(orders.clone(), json!({"not_before": 3600}))), None),
        ("bad-signature", mint(world, with(orders.clone(), json!({"signature": "bad"}))), None),
        ("unsigned", mint(world, with(orders.clone(), json!({"signature": "none"}))), None),
        ("unpublished-key", mint(world, with(orders.clone(), json!({"key": "unpublished"}))), None),
        ("foreign-issuer", mint(world, with(orders.clone(), json!({"issuer": "https://sts.windows.net/x/"}))), None),
        (
            "other-host",
            mint(
                world,
                with(
                    orders.clone(),
                    json!({"issuer": "https://localhost:1/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0"}),
                ),
            ),
            None,
        ),
        (
            "wrong-version",
            mint(
                world,
                with(orders.clone(), json!({"issuer": "https://localhost:8443/aaaabbbb-0000-cccc-1111-dddd2222eeee/"})),
            ),
            None,
        ),
        (
            "missing-slash",
            mint(
                world,
                with(user("arm", "user_impersonation"), json!({"audience": "https://management.core.windows.net"})),
            ),
            None,
        ),
        ("uri-for-guid", mint(world, with(user("ledger", "ledger.read"), json!({"audience": "api://ledger"}))), None),
        (
            "nobodys-audience",
            mint(world, with(orders.clone(), json!({"audience": "https://unheard.of.example"}))),
            None,
        ),
        ("other-scope", mint(world, user("orders", "other.thing")), None),
        ("no-permissions", mint(world, with(orders.clone(), json!({"scopes": [], "roles": []}))), None),
        ("app-only", mint(world, json!({"api": "orders", "client": "daemon"})), None),
        ("app-only-without-roles", mint(world, json!({"api": "orders", "client": "daemon", "roles": []})), None),
        ("encrypted", sealed.clone(), None),
        ("encrypted-for-somebody-else", format!("{}A", &sealed[..sealed.len() - 1]), Some("orders")),
        ("cut-off", good[..good.len() - 200].to_owned(), None),
        ("cut-off-claims", format!("{}.{}", parts[0], &parts[1][..40]), None),
        ("claims-cut-off", format!("{}.{}.{}", parts[0], &parts[1][..40], parts[2]), None),
        ("base64-not-url", format!("{}.{}.{}", parts[0], parts[1], "ab+/"), None),
        ("bearer-before", format!("Bearer {good}"), None),
        ("quoted", format!("\"{good}\"\n"), None),
        ("wrapped", format!("{}\n  {}", &good[..76], &good[76..]), None),
        ("personal", "EwB4A8l6BAAU...".replace("...", &"x".repeat(40)), None),
        ("opaque", "just-some-string".into(), Some("orders")),
        ("four-parts", "a.b.c.d".into(), None),
        ("nothing", "  ".into(), Some("graph")),
    ]
}

#[test]
fn tokens_in_a_terminal() {
    let mut world = Fixture::with(examples::world(), SignInMode::Auto);
    let mut text = String::new();
    for (name, token, api) in all(&mut world) {
        let question = TokenQuestion { token, api: api.map(str::to_owned), ..TokenQuestion::default() };
        writeln!(text, "[{name}]\n{}", token_text(&explain(&world, &question), false)).unwrap();
    }
    insta::assert_snapshot!("tokens_in_a_terminal", text);
}

/// Every token is sent to every API, for reading and for writing, and gets the status and the diagnosis that the
/// doctor foretells.
#[test]
fn the_apis_say_what_the_doctor_says() {
    let mut world = Fixture::with(examples::world(), SignInMode::Auto);
    let calls = [
        ("graph", "GET", "/v1.0/me"),
        ("graph", "GET", "/v1.0/users"),
        ("graph", "POST", "/v1.0/me/sendMail"),
        ("arm", "GET", "/subscriptions"),
        ("orders", "GET", "/api/orders"),
        ("orders", "POST", "/api/orders/7"),
        ("vault", "GET", "/api/vault"),
        ("payroll", "GET", "/api/payroll"),
        ("ledger", "GET", "/api/ledger"),
        ("stock", "GET", "/api/stock"),
        ("walled", "GET", "/api/walled"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (name, token, _) in all(&mut world) {
        let clean = token.trim().trim_matches('"').trim_start_matches("Bearer ").replace(['\n', ' '], "");
        for (api, method, path) in calls {
            let question = TokenQuestion {
                token: token.clone(),
                api: Some(api.into()),
                method: Some(method.into()),
                path: Some(path.into()),
            };
            let report = explain(&world, &question);
            let [judged] = report.apis.as_slice() else { panic!("{name}") };
            let request =
                Request::builder().method(method).uri(path).header("authorization", format!("Bearer {clean}"));
            let answer = world.send(request, "");
            let status = if judged.accepted && answer.status == 404 { 200 } else { answer.status };
            assert_eq!(status, judged.status, "{name} {api} {method} {path}: {} {judged:#?}", answer.body);
            assert_eq!(judged.accepted, judged.diagnosis.is_none(), "{name} {api}");
            let said = answer.headers.get("x-pretenant-diagnosis").cloned();
            let foretold = judged.diagnosis.as_ref().map(|d| d.sentence());
            assert_eq!(said, foretold, "{name} {api}");
            let failed = judged.checks.iter().filter(|c| c.outcome == Outcome::Failed);
            let failed: Vec<&str> = failed.map(|c| c.check).collect();
            assert_eq!(failed, judged.diagnosis.iter().map(|d| d.check.as_ref()).collect::<Vec<_>>(), "{name} {api}");
            seen.extend(failed.first().map(|check| (*check).to_owned()));
        }
    }
    let all = [
        "algorithm",
        "audience",
        "bearer",
        "format",
        "issuer",
        "key",
        "lifetime",
        "permissions",
        "signature",
        "version",
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all.map(|check| format!("api.{check}")), "every check fails once");
}

#[test]
fn an_api_or_method_that_does_not_exist_is_named() {
    let world = Fixture::new();
    let directory = world.control.world().directory();
    let issuers = Issuers::new(&Origin::new(true, "localhost:8443"), None);
    let judge = Judge {
        directory: &directory,
        keys: world.control.world().keys(),
        issuers: &issuers,
        other_issuers: &[],
        now: Moment(0),
    };
    let question = TokenQuestion { api: Some("nothing".into()), ..TokenQuestion::default() };
    let error = explain_token(judge, &question).unwrap_err().to_string();
    assert_eq!(error, "this world has no API 'nothing'; it has graph, arm, orders, vault, payroll, middle-tier");
    let question = TokenQuestion { method: Some("G E T".into()), ..TokenQuestion::default() };
    assert!(explain_token(judge, &question).unwrap_err().to_string().contains("G E T"));
}
