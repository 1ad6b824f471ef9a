//! Answers of one's own, throttling, and changes to the answer of the platform.

use super::support::{Answer, Bed, DAEMON_FORM, TOKEN};

const METADATA: &str = "/contoso.example/v2.0/.well-known/openid-configuration";

#[tokio::test]
async fn a_status_alone_is_an_empty_answer() {
    let bed = Bed::new("rules: [{ name: down, when: { endpoint: metadata }, then: { status: 503 } }]").await;
    let answer = bed.get(METADATA).await;
    assert_eq!((answer.status, answer.body.as_str()), (503, ""));
    assert!(answer.header("x-pretenant-diagnosis").contains("the rule 'down'"));
    assert!(answer.headers.contains_key("x-ms-request-id"));
    assert_eq!(bed.last_exchange().status, 503);
}

#[tokio::test]
async fn text_and_json_are_answers_with_any_header() {
    let bed = Bed::new(
        r#"
        rules:
          - when: { path: /v1.0/me }
            then: { status: 502, body: "<h1>Bad gateway</h1>", content_type: text/html, headers: { server: nginx } }
          - when: { path: "/v1.0/*" }
            then: { json: { value: [1, 2.5, { a: null }] }, headers: { access-control-allow-origin: null } }
          - when: { path: /nowhere }
            then: { body: here }
        "#,
    )
    .await;
    let gateway = bed.get("/v1.0/me").await;
    assert_eq!((gateway.status, gateway.body.as_str()), (502, "<h1>Bad gateway</h1>"));
    assert_eq!((gateway.header("content-type"), gateway.header("server")), ("text/html", "nginx"));
    let json = bed.get("/v1.0/users").await;
    assert_eq!((json.status, json.body.as_str()), (200, r#"{"value":[1,2.5,{"a":null}]}"#));
    assert_eq!(json.header("content-type"), "application/json; charset=utf-8");
    assert!(!json.headers.contains_key("access-control-allow-origin"));
    let nowhere = bed.get("/nowhere").await;
    assert_eq!((nowhere.status, nowhere.body.as_str()), (200, "here"));
    assert_eq!(nowhere.header("content-type"), "text/plain; charset=utf-8");
}

#[tokio::test]
async fn throttling_is_a_429_or_what_is_wished() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token, first: 2 }, then: { retry_after: 7s } }
          - { when: { endpoint: token, after: 0, first: 1 }, then: { status: 503, retry_after: 1m } }
          - { when: { endpoint: token, nth: 2 }, then: { refuse: AADSTS50196, retry_after: 60s } }
        ",
    )
    .await;
    for _ in 0..2 {
        let answer = bed.daemon().await;
        assert_eq!((answer.status, answer.header("retry-after"), answer.body.as_str()), (429, "7", ""));
    }
    let outage = bed.daemon().await;
    assert_eq!((outage.status, outage.header("retry-after")), (503, "60"));
    assert_eq!(bed.daemon().await.status, 200);
    let loops = bed.daemon().await;
    assert_eq!(loops.refusal(), (400, "invalid_grant".into(), 50196));
    assert_eq!(loops.header("retry-after"), "60");
}

#[tokio::test]
async fn a_page_may_read_scripted_answers() {
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { retry_after: 7s } }]").await;
    let request = bed.client.post(bed.url(TOKEN)).form(DAEMON_FORM).header("origin", "http://localhost:3000");
    let answer = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("Retry-After"));
}

#[tokio::test]
async fn json_can_be_broken_and_mislabelled() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token }, then: { malformed_json: true } }
          - { when: { endpoint: metadata }, then: { content_type: text/html } }
        ",
    )
    .await;
    let broken = bed.daemon().await;
    assert_eq!((broken.status, broken.header("content-type")), (200, "application/json; charset=utf-8"));
    assert!(broken.body.starts_with(r#"{"token_type":"Bearer""#));
    assert!(serde_json::from_str::<serde_json::Value>(&broken.body).is_err());
    let html = bed.get(METADATA).await;
    assert_eq!(html.header("content-type"), "text/html");
    assert!(html.json().get("issuer").is_some());
}

#[tokio::test]
async fn an_answer_that_is_ready_is_changed_by_its_status() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token, status: 400 }, then: { status: 500, body: sorry } }
          - { when: { endpoint: token, status: 200 }, then: { headers: { x-extra: '1' } } }
        ",
    )
    .await;
    assert_eq!(bed.daemon().await.header("x-extra"), "1");
    let wrong = bed.password("ada@contoso.example", "wrong", "User.Read").await;
    assert_eq!((wrong.status, wrong.body.as_str()), (500, "sorry"));
    assert!(!wrong.headers.contains_key("x-extra"));
    assert_eq!(bed.last_exchange().note.code, Some(50126), "the platform has decided all the same");
}

#[tokio::test]
async fn a_grant_can_be_answered_otherwise_once_it_is_decided() {
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { at: decided, status: 500, body: lost } }]").await;
    let lost = bed.daemon().await;
    assert_eq!((lost.status, lost.body.as_str()), (500, "lost"));
    assert_eq!(bed.password("ada@contoso.example", "wrong", "User.Read").await.status, 400);
}

#[tokio::test]
async fn statuses_that_have_no_body_get_none() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token, nth: 1 }, then: { at: rendered, status: 204 } }
          - { when: { endpoint: token, nth: 2 }, then: { at: rendered, status: 304 } }
        ",
    )
    .await;
    for status in [204, 304, 200] {
        let answer = bed.daemon().await;
        assert_eq!((answer.status, answer.body.is_empty()), (status, status != 200));
    }
}
