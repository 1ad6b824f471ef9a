//! Several rules for one exchange.

use super::support::Bed;

#[tokio::test]
async fn rules_add_up_in_the_order_of_stages_and_of_the_list() {
    let bed = Bed::new(
        "
        rules:
          - { name: third, when: { endpoint: token }, then: { headers: { x-a: third, x-b: third } } }
          - { name: second, when: { endpoint: token }, then: { token: { aud: second, claims: { a: 2 } } } }
          - { name: first, when: { endpoint: token }, then: { clock_skew: 1h } }
          - { name: also second, when: { endpoint: token }, then: { token: { aud: also second, claims: { b: 2 } } } }
          - { name: fourth, when: { endpoint: token }, then: { headers: { x-b: fourth } } }
        ",
    )
    .await;
    let answer = bed.daemon().await;
    assert_eq!(bed.last_exchange().note.rules, ["first", "second", "also second", "third", "fourth"]);
    assert_eq!((answer.header("x-a"), answer.header("x-b")), ("third", "fourth"));
    let claims = answer.claims("access_token");
    assert!(claims["aud"] == "also second" && claims["a"] == 2 && claims["b"] == 2);
}

#[tokio::test]
async fn a_rule_that_settles_a_stage_ends_it() {
    let bed = Bed::new(
        "
        rules:
          - { name: before, when: { endpoint: token }, then: { token: { aud: x } } }
          - { name: refuses, when: { endpoint: token, first: 1 }, then: { refuse: AADSTS50076 } }
          - { name: behind, when: { endpoint: token, nth: 1 }, then: { refuse: AADSTS53003 } }
          - { name: on the answer, when: { endpoint: token }, then: { headers: { x-late: '1' } } }
        ",
    )
    .await;
    let first = bed.daemon().await;
    assert_eq!((first.refusal().2, first.header("x-late")), (50076, "1"));
    assert_eq!(bed.last_exchange().note.rules, ["before", "refuses", "on the answer"]);
    let second = bed.daemon().await;
    assert_eq!(second.refusal().2, 53003, "the rule behind did not count the first exchange");
    assert_eq!(bed.daemon().await.status, 200);
}

#[tokio::test]
async fn an_answer_on_arrival_leaves_nothing_to_decide_but_can_still_be_changed() {
    let bed = Bed::new(
        "
        rules:
          - { name: decided, when: { endpoint: token, first: 9 }, then: { refuse: AADSTS50076 } }
          - { name: arrival, when: { endpoint: token, client: daemon }, then: { json: { a: 1 } } }
          - { name: patched, when: { endpoint: token, status: 200 }, then: { response: { set: { b: 2 } }, status: 207 } }
          - { name: again, when: { endpoint: token }, then: { status: 208, at: rendered } }
        ",
    )
    .await;
    let answer = bed.daemon().await;
    assert_eq!((answer.status, answer.body.as_str()), (208, r#"{"a":1,"b":2}"#));
    assert_eq!(bed.last_exchange().note.rules, ["arrival", "patched", "again"]);
    assert_eq!(bed.control().rule("decided").unwrap().met, 0);
}

#[tokio::test]
async fn of_several_answers_that_are_ready_the_first_one_stands() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token, status: 200 }, then: { body: first } }
          - { when: { client: daemon, status: 200 }, then: { body: second } }
        ",
    )
    .await;
    assert_eq!(bed.daemon().await.body, "first");
}
