//! Refusals: AADSTS from the catalogue, OAuth errors of one's own, consent withheld.

use super::support::Bed;

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
    assert!(answer.text("error_description").starts_with("AADSTS50076: Due to a configuration change"));
    assert!(answer.header("x-pretenant-diagnosis").contains("no daemons today"));
    let exchange = bed.last_exchange();
    assert_eq!(exchange.note.rules, ["no daemons today"]);
    assert!(exchange.note.diagnosis.as_ref().unwrap().sentence().contains("no daemons today"));
    assert_eq!(bed.ada("User.Read").await.status, 200);
    assert!(bed.last_exchange().note.rules.is_empty());
}
