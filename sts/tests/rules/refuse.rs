//! Refusals: AADSTS from the catalogue, OAuth errors of one's own, consent withheld.

use serde_json::json;

use super::support::{AUTHORIZE, Bed, DAEMON, DESKTOP, TOKEN};

#[tokio::test]
async fn a_refusal_comes_from_the_catalogue_and_names_the_rule() {
    let bed = Bed::new(
        "
        rules:
          - name: no daemons today
            when: { endpoint: token, client: daemon }
            then: { refuse: AADSTS50076, claims: { access_token: { acrs: { essential: true, value: c1 } } } }
        ",
    )
    .await;
    let answer = bed.daemon().await;
    assert_eq!(answer.refusal(), (400, "invalid_grant".into(), 50076));
    assert_eq!(answer.text("suberror"), "basic_action");
    assert_eq!(answer.text("claims"), r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
    let description = answer.text("error_description");
    assert!(description.starts_with("AADSTS50076: Due to a configuration change"), "{description}");
    assert!(description.contains("access '00000003-0000-0000-c000-000000000000'."), "{description}");
    assert!(answer.header("x-pretenant-diagnosis").contains("no daemons today"));
    let exchange = bed.last_exchange();
    assert_eq!(exchange.note.rules, ["no daemons today"]);
    assert!(exchange.note.diagnosis.as_ref().unwrap().sentence().contains("no daemons today"));
    assert_eq!(bed.ada("User.Read").await.status, 200);
    assert!(bed.last_exchange().note.rules.is_empty());
}

#[tokio::test]
async fn v1_speaks_its_own_error_words() {
    let bed = Bed::new("rules: [{ then: { refuse: AADSTS50076 } }]").await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", "daemon-secret"),
        ("resource", "https://graph.microsoft.com"),
    ];
    let answer = bed.post("/contoso.example/oauth2/token", &form).await;
    assert_eq!(answer.refusal(), (400, "interaction_required".into(), 50076));
}

#[tokio::test]
async fn parts_of_a_refusal_can_be_replaced() {
    let bed = Bed::new(
        "
        rules:
          - then: { refuse: '50079', error: interaction_required, suberror: additional_action, description: Go away., status: 401 }
        ",
    )
    .await;
    let answer = bed.daemon().await;
    assert_eq!(answer.refusal(), (401, "interaction_required".into(), 50079));
    assert_eq!(answer.text("suberror"), "additional_action");
    assert!(answer.text("error_description").starts_with("AADSTS50079: Go away. Trace ID: "));
}

#[tokio::test]
async fn an_oauth_error_of_ones_own_has_no_code() {
    let bed = Bed::new(
        "rules: [{ when: { endpoint: token }, then: { error: temporarily_unavailable, description: Back soon., status: 503 } }]",
    )
    .await;
    let answer = bed.daemon().await;
    assert_eq!((answer.status, answer.text("error")), (503, "temporarily_unavailable".into()));
    assert!(answer.text("error_description").starts_with("Back soon. Trace ID: "));
    assert!(answer.json().get("error_codes").is_none() && answer.json().get("error_uri").is_none());
    assert_eq!(bed.last_exchange().note.code, None);
}

#[tokio::test]
async fn a_refusal_only_meets_what_would_be_granted_unless_it_is_for_arrivals() {
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", "wrong"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { refuse: AADSTS53003 } }]").await;
    assert_eq!(bed.post(TOKEN, &wrong).await.refusal().2, 7_000_215);
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { refuse: AADSTS53003, at: received } }]").await;
    assert_eq!(bed.post(TOKEN, &wrong).await.refusal().2, 53003);
}

#[tokio::test]
async fn a_refused_code_can_be_redeemed_afterwards() {
    let bed =
        Bed::new("rules: [{ when: { grant: authorization_code, first: 1 }, then: { refuse: AADSTS50000 } }]").await;
    let code = bed.authorize(&[]).await.redirected()["code"].clone();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", DESKTOP),
        ("code", code.as_str()),
        ("redirect_uri", "http://localhost"),
    ];
    assert_eq!(bed.post(TOKEN, &form).await.refusal().2, 50000);
    assert_eq!(bed.post(TOKEN, &form).await.status, 200);
}

#[tokio::test]
async fn every_endpoint_refuses_in_its_manner() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: devicecode }, then: { refuse: AADSTS700016 } }
          - { when: { endpoint: metadata }, then: { refuse: AADSTS90002, error: invalid_tenant } }
          - { when: { endpoint: keys }, then: { refuse: AADSTS90033 } }
          - { when: { endpoint: logout }, then: { refuse: AADSTS90033 } }
        ",
    )
    .await;
    let form = [("client_id", DESKTOP), ("scope", "User.Read")];
    assert_eq!(bed.post("/contoso.example/oauth2/v2.0/devicecode", &form).await.refusal().2, 700_016);
    let metadata = bed.get("/contoso.example/v2.0/.well-known/openid-configuration").await;
    assert_eq!(metadata.refusal(), (400, "invalid_tenant".into(), 90002));
    assert_eq!(metadata.header("access-control-allow-origin"), "*");
    assert_eq!(bed.get("/common/discovery/v2.0/keys").await.refusal().0, 503);
    let page = bed.get("/common/oauth2/v2.0/logout").await;
    assert!(page.header("content-type").starts_with("text/html") && page.body.contains("AADSTS90033"));
}

#[tokio::test]
async fn at_the_authorize_endpoint_a_refusal_goes_where_the_platform_sends_it() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: authorize, parameter: { state: app } }, then: { refuse: AADSTS65004 } }
          - { when: { endpoint: authorize, parameter: { state: page } }, then: { refuse: AADSTS50105 } }
          - { when: { endpoint: authorize, parameter: { state: own } }, then: { error: server_error, description: Oops. } }
          - { when: { endpoint: authorize, parameter: { state: early } }, then: { refuse: AADSTS65004, at: received } }
        ",
    )
    .await;
    for state in ["app", "early"] {
        let sent = bed.authorize(&[("state", state)]).await.redirected();
        assert_eq!((sent["error"].as_str(), sent["state"].as_str()), ("access_denied", state));
        assert!(sent["error_description"].starts_with("AADSTS65004: "));
    }
    let page = bed.authorize(&[("state", "page")]).await;
    assert!(page.status == 400 && page.body.contains("AADSTS50105"), "{}", page.body);
    let own = bed.authorize(&[("state", "own")]).await.redirected();
    assert_eq!(own["error"], "server_error");
    assert!(own["error_description"].starts_with("Oops. Trace ID: "));
    assert!(!own.contains_key("error_uri"));
    // There is nobody to read a page.
    let session = bed.authorize(&[]).await;
    assert_eq!(session.status, 302);
    let silent = bed.authorize(&[("state", "page"), ("prompt", "none")]).await.redirected();
    assert!(silent["error_description"].starts_with("AADSTS50105: "));
    assert_eq!(silent["state"], "page");
}

#[tokio::test]
async fn on_arrival_a_refusal_without_a_redirect_uri_is_a_page() {
    let bed = Bed::new("rules: [{ when: { endpoint: authorize }, then: { refuse: AADSTS65004, at: received } }]").await;
    let page = bed.get(&format!("{AUTHORIZE}?client_id={DESKTOP}&redirect_uri=https://elsewhere.example/")).await;
    assert!(page.status == 400 && page.body.contains("AADSTS65004"));
}

#[tokio::test]
async fn consent_can_be_withheld() {
    let bed =
        Bed::new("rules: [{ name: nobody consents, when: { scope: User.Read }, then: { consent: withheld } }]").await;
    let answer = bed.ada("User.Read").await;
    assert_eq!(answer.refusal(), (400, "invalid_grant".into(), 65001));
    assert_eq!(answer.text("suberror"), "consent_required");
    assert!(answer.header("x-pretenant-diagnosis").contains("nobody consents"));
    let sent = bed.authorize(&[]).await.redirected();
    assert!(sent["error_description"].starts_with("AADSTS65004: "));
    let silent = bed.authorize(&[("prompt", "none")]).await.redirected();
    assert!(silent["error_description"].starts_with("AADSTS65001: "), "{silent:?}");
    let other = bed.ada("api://orders/api.read").await;
    assert_eq!(other.status, 200, "{}", json!(other.body));
}
