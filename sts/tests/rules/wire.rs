//! Faults below HTTP, as a client meets them: late, in pieces, cut short, or never.

use std::time::Duration;

use reqwest::{Client, Version};

use super::support::{Bed, DAEMON_FORM, TOKEN};

/// Longer than any test runs: an answer that comes after it never came.
const NEVER: &str = "10m";

/// Both protocols, with a patience of less than `NEVER`.
fn clients(bed: &Bed) -> [(Version, Client); 2] {
    [(Version::HTTP_11, bed.client.clone()), (Version::HTTP_2, bed.http2())]
}

#[tokio::test]
async fn an_answer_is_delayed_in_real_time_though_the_clock_stands_still() {
    for then in [format!("{{ delay: {NEVER} }}"), format!("{{ jitter: {NEVER} }}")] {
        let bed = Bed::new(&format!("rules: [{{ when: {{ endpoint: token }}, then: {then} }}]")).await;
        for (version, client) in clients(&bed) {
            let request = client.post(bed.url(TOKEN)).form(DAEMON_FORM).timeout(Duration::from_millis(300));
            assert!(request.send().await.unwrap_err().is_timeout(), "{version:?} {then}");
        }
        assert_eq!(bed.last_exchange().status, 200, "the platform has answered long ago");
    }
}

#[tokio::test]
async fn delays_add_up_and_the_answer_comes_in_the_end() {
    let bed = Bed::new("rules: [{ then: { delay: 5ms } }, { then: { delay: 5ms, jitter: 5ms } }]").await;
    for (version, client) in clients(&bed) {
        let response = client.post(bed.url(TOKEN)).form(DAEMON_FORM).send().await.unwrap();
        assert_eq!((response.version(), response.status().as_u16()), (version, 200));
    }
}

#[tokio::test]
async fn a_body_trickles() {
    let slow =
        format!("rules: [{{ when: {{ endpoint: token }}, then: {{ trickle: {{ bytes: 10, every: {NEVER} }} }} }}]");
    let bed = Bed::new(&slow).await;
    for (version, client) in clients(&bed) {
        let request = client.post(bed.url(TOKEN)).form(DAEMON_FORM).timeout(Duration::from_millis(500));
        let mut response = request.send().await.unwrap();
        assert!(response.content_length().unwrap() > 1000, "the whole length is announced");
        assert_eq!(response.chunk().await.unwrap().unwrap(), r#"{"token_ty"#.as_bytes(), "{version:?}");
        assert!(response.chunk().await.unwrap_err().is_timeout(), "{version:?}");
    }
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { trickle: { bytes: 100, every: 1ms } } }]").await;
    for (version, client) in clients(&bed) {
        let response = client.post(bed.url(TOKEN)).form(DAEMON_FORM).send().await.unwrap();
        let body: serde_json::Value = response.json().await.unwrap();
        assert_eq!(body["token_type"], "Bearer", "{version:?}");
    }
}

#[tokio::test]
async fn the_connection_is_dropped_before_the_headers() {
    let bed = Bed::new(
        "
        rules:
          - { name: lost answer, when: { endpoint: token, first: 2 }, then: { drop_connection: before_headers } }
          - { name: lost request, when: { endpoint: token, first: 2 }, then: { at: received, drop_connection: before_headers } }
        ",
    )
    .await;
    for _ in ["lost request", "lost answer"] {
        for (version, client) in clients(&bed) {
            let (status, error) = bed.broken_daemon(&client).await;
            assert!(status.is_none() && error.is_request() && !error.is_timeout(), "{version:?} {error:?}");
        }
    }
    let decisions: Vec<_> = bed.journal().iter().map(|e| (e.note.rules.clone(), e.status, e.note.decision)).collect();
    use pretenant_sts::journal::Decision::{Issued, Refused};
    let (request, answer) = (vec!["lost request".to_owned()], vec!["lost answer".to_owned()]);
    assert_eq!(
        decisions,
        [(request.clone(), 0, Refused), (request, 0, Refused), (answer.clone(), 0, Issued), (answer, 0, Issued)]
    );
    assert_eq!(bed.daemon().await.status, 200);
}

#[tokio::test]
async fn the_connection_is_dropped_behind_the_headers_or_within_the_body() {
    for (then, kept) in [
        ("{ drop_connection: after_headers }", 0),
        ("{ truncate: 10 }", 10),
        ("{ truncate: 10, trickle: { bytes: 4, every: 1ms } }", 10),
    ] {
        let bed = Bed::new(&format!("rules: [{{ when: {{ endpoint: token }}, then: {then} }}]")).await;
        for (version, client) in clients(&bed) {
            let mut response = client.post(bed.url(TOKEN)).form(DAEMON_FORM).send().await.unwrap();
            assert_eq!((response.status().as_u16(), response.version()), (200, version));
            assert!(response.content_length().unwrap() > 1000);
            let mut body = Vec::new();
            let error = loop {
                match response.chunk().await {
                    Ok(Some(chunk)) => body.extend(chunk),
                    Ok(None) => panic!("{version:?} {then}: a whole body"),
                    Err(error) => break error,
                }
            };
            assert!(!error.is_timeout(), "{error:?}");
            assert_eq!(body.len(), kept, "{version:?} {then}");
            let (status, _) = bed.broken_daemon(&client).await;
            assert_eq!(status, Some(200), "the next request fares the same");
        }
    }
}

#[tokio::test]
async fn an_answer_without_a_body_is_cut_as_well() {
    let bed =
        Bed::new("rules: [{ when: { endpoint: token }, then: { status: 503, drop_connection: after_headers } }]").await;
    for (version, client) in clients(&bed) {
        let (status, error) = bed.broken_daemon(&client).await;
        assert!(status == Some(503) && error.is_body() || error.is_decode(), "{version:?} {status:?} {error:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_shorter_than_the_cut_is_whole() {
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { truncate: 100000 } }]").await;
    assert_eq!(bed.daemon().await.text("token_type"), "Bearer");
}

#[tokio::test]
async fn other_streams_of_an_http2_connection_go_on() {
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { drop_connection: before_headers } }]").await;
    let client = bed.http2();
    let keys = || client.get(bed.url("/common/discovery/keys")).send();
    let (before, broken, after) = tokio::join!(keys(), bed.broken_daemon(&client), keys());
    assert_eq!((before.unwrap().status().as_u16(), after.unwrap().status().as_u16()), (200, 200));
    assert!(broken.0.is_none());
}

#[tokio::test]
async fn only_grants_are_lost_when_the_rule_waits_for_the_decision() {
    let bed =
        Bed::new("rules: [{ when: { endpoint: token }, then: { at: decided, drop_connection: before_headers } }]")
            .await;
    assert_eq!(bed.password("ada@contoso.example", "wrong", "User.Read").await.status, 400);
    assert!(bed.broken_daemon(&bed.client).await.0.is_none());
}
