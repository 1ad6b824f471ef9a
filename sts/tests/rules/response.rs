//! Changes to the members of a token response and to the parameters of a redirect.

use serde_json::{Value, json};

use super::support::Bed;

#[tokio::test]
async fn members_are_dropped_renamed_retyped_and_added() {
    let bed = Bed::new(
        r#"
        rules:
          - when: { endpoint: token, grant: password }
            then:
              response:
                drop: [id_token]
                rename: { access_token: accessToken }
                set: { expires_in: "3599", scope: Mail.Read, refresh_in: 1800, foci: "1" }
        "#,
    )
    .await;
    let answer = bed.ada("User.Read openid offline_access").await;
    let body = answer.json();
    assert!(body.get("id_token").is_none() && body.get("access_token").is_none());
    assert!(body["accessToken"].is_string() && body["refresh_token"].is_string());
    assert_eq!((&body["expires_in"], &body["scope"]), (&json!("3599"), &json!("Mail.Read")));
    assert_eq!((&body["refresh_in"], &body["foci"]), (&json!(1800), &json!("1")));
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
}

#[tokio::test]
async fn documents_and_api_answers_are_changed_in_the_same_way() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: metadata }, then: { response: { set: { issuer: 'https://evil.example' } } } }
          - { when: { endpoint: keys }, then: { response: { set: { keys: [] } } } }
          - { when: { endpoint: instance }, then: { response: { drop: [metadata] } } }
          - { when: { endpoint: api, resource: graph }, then: { response: { set: { displayName: Eve } } } }
        ",
    )
    .await;
    let metadata = bed.get("/common/v2.0/.well-known/openid-configuration").await;
    assert_eq!(metadata.text("issuer"), "https://evil.example");
    assert_eq!(bed.get("/common/discovery/keys").await.json(), json!({"keys": []}));
    let instance =
        "/common/discovery/instance?api-version=1.1&authorization_endpoint=https://login.microsoftonline.com/x";
    let instance = bed.get(instance).await;
    assert!(instance.status == 200 && instance.json().get("metadata").is_none());
    let token = bed.ada("User.Read").await.text("access_token");
    assert_eq!(bed.call("/v1.0/me", &token).await.text("displayName"), "Eve");
}

#[tokio::test]
async fn a_body_that_is_no_object_stays() {
    let bed = Bed::new("rules: [{ then: { response: { set: { a: 1 } } } }]").await;
    let page = bed.get("/").await;
    assert!(page.body.contains("<html") && page.status == 200);
}

#[tokio::test]
async fn parameters_of_the_redirect_are_changed() {
    let bed = Bed::new(
        r#"
        rules:
          - when: { endpoint: authorize, parameter: { state: "drop*" } }
            then: { redirect: { drop: [state], rename: { code: kode }, set: { number: 7 } } }
          - when: { endpoint: authorize, parameter: { state: "wrong*" } }
            then: { redirect: { set: { state: mine } } }
          - when: { endpoint: authorize, parameter: { state: "always*" } }
            then: { at: received, redirect: { set: { state: other } } }
        "#,
    )
    .await;
    let sent = bed.authorize(&[("state", "drop it")]).await.redirected();
    assert!(!sent.contains_key("state") && !sent.contains_key("code"));
    assert!(sent["kode"].starts_with("1.A") && sent["number"] == "7" && sent.contains_key("session_state"));
    let page = bed.authorize(&[("state", "wrong"), ("response_mode", "form_post")]).await;
    assert!(page.body.contains(r#"name="state" value="mine""#), "{}", page.body);
    // Only on arrival is it known for requests that are not granted.
    let refused = bed.authorize(&[("state", "always"), ("response_type", "nonsense")]).await.redirected();
    assert_eq!((refused["error"].as_str(), refused["state"].as_str()), ("unsupported_response_type", "other"));
}

#[tokio::test]
async fn several_patches_apply_in_order() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token }, then: { response: { rename: { expires_in: a }, set: { b: 1 } } } }
          - { when: { client: daemon }, then: { response: { rename: { a: expires_in }, set: { b: 2 } } } }
        ",
    )
    .await;
    let body: Value = bed.daemon().await.json();
    assert_eq!((&body["expires_in"], &body["b"]), (&json!(3599), &json!(2)));
}
