//! Rules through the control API.

use reqwest::Method;
use serde_json::{Value, json};

use super::support::{Answer, Bed, TOKEN, rules};

async fn ask(bed: &Bed, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = bed.client.request(method, bed.url(&format!("/_pretenant{path}"))).json(&body);
    let answer = Answer::read(request.send().await.unwrap()).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn rules_are_added_listed_counted_and_removed() {
    let bed = Bed::new("rules: [{ name: first, when: { endpoint: keys }, then: { status: 503 } }]").await;
    let rule = json!({"when": {"endpoint": "token", "first": 1}, "then": {"refuse": "AADSTS50076"}});
    let (status, row) = ask(&bed, Method::POST, "/rules", rule.clone()).await;
    assert_eq!((status, &row["id"], &row["name"]), (201, &json!(2), &json!("rule 2")));
    assert_eq!((&row["rule"], &row["stage"]), (&rule, &json!("decided")));
    assert_eq!((bed.daemon().await.status, bed.daemon().await.status), (400, 200));
    let (_, row) = ask(&bed, Method::GET, "/rules/2", json!({})).await;
    assert_eq!((&row["met"], &row["fired"], row.get("near_miss")), (&json!(2), &json!(1), None));
    assert_eq!(ask(&bed, Method::GET, "/rules/rule%202", json!({})).await.1, row);
    let (_, list) = ask(&bed, Method::GET, "/rules", json!({})).await;
    let names: Vec<&Value> = list["rules"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["first", "rule 2"]);
    assert_eq!(ask(&bed, Method::DELETE, "/rules/first", json!({})).await.1["name"], "first");
    assert_eq!(ask(&bed, Method::DELETE, "/rules/2", json!({})).await.0, 200);
    let (status, error) = ask(&bed, Method::DELETE, "/rules/2", json!({})).await;
    assert_eq!((status, &error["error"]["code"]), (404, &json!("not_found")));
    let (_, row) = ask(&bed, Method::POST, "/rules", rule).await;
    assert_eq!(row["id"], 3, "a number is never used twice");
    assert_eq!(ask(&bed, Method::DELETE, "/rules", json!({})).await.1, json!({"count": 1}));
    assert_eq!(bed.daemon().await.status, 200);
}

#[tokio::test]
async fn a_wrong_rule_is_a_bad_request_that_names_every_mistake() {
    let bed = Bed::new("rules: [{ name: taken, when: { endpoint: keys }, then: { status: 503 } }]").await;
    let wrong = json!({"name": "taken", "when": {"client": "deamon"}, "then": {"refuse": "AADSTS1", "delay": "x"}});
    let (status, body) = ask(&bed, Method::POST, "/rules", wrong).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("invalid_rules")));
    let paths: Vec<&Value> = body["error"]["mistakes"].as_array().unwrap().iter().map(|m| &m["path"]).collect();
    assert_eq!(paths, ["/when/client", "/then/refuse", "/then/delay", "/name"]);
    let (status, body) =
        ask(&bed, Method::POST, "/rules", json!({"when": {"clent": "a"}, "then": {"dely": "b"}})).await;
    assert_eq!((status, body["error"]["mistakes"].as_array().unwrap().len()), (400, 2));
    let behind = json!({"when": {"endpoint": "keys", "version": "v1"}, "then": {"status": 500}});
    let (status, body) = ask(&bed, Method::POST, "/rules", behind).await;
    assert_eq!(status, 400);
    assert!(body["error"]["mistakes"][0]["message"].as_str().unwrap().contains("`taken` settles every exchange"));
    assert_eq!(bed.control().rules().len(), 1);
}

#[tokio::test]
async fn all_rules_are_replaced_or_none() {
    let bed = Bed::new("rules: [{ when: { endpoint: token }, then: { status: 503 } }]").await;
    let wrong = json!({"rules": [{"then": {"status": 500}}, {"then": {}}]});
    let (status, body) = ask(&bed, Method::PUT, "/rules", wrong).await;
    assert_eq!((status, &body["error"]["mistakes"][0]["path"]), (400, &json!("/rules/1/then")));
    assert_eq!(bed.daemon().await.status, 503);
    let (status, list) = ask(&bed, Method::PUT, "/rules", json!({"rules": [{"then": {"status": 418}}]})).await;
    assert_eq!((status, &list["rules"][0]["id"], &list["rules"][0]["met"]), (200, &json!(1), &json!(0)));
    assert_eq!(bed.daemon().await.status, 418);
}

#[tokio::test]
async fn a_reset_goes_back_to_the_rules_of_the_start() {
    let bed = Bed::new("rules: [{ when: { endpoint: token, first: 1 }, then: { status: 503 } }]").await;
    assert_eq!((bed.daemon().await.status, bed.daemon().await.status), (503, 200));
    bed.control().clear_rules();
    bed.control().add_rule(rules("rules: [{ then: { status: 418 } }]").remove(0)).unwrap();
    bed.control().reset().unwrap();
    assert_eq!((bed.daemon().await.status, bed.daemon().await.status), (503, 200));
    bed.control().set_initial_rules(Vec::new()).unwrap();
    bed.control().reset().unwrap();
    assert!(bed.control().rules().is_empty());
}

#[tokio::test]
async fn a_copy_of_a_world_has_its_rules_and_counts_by_itself() {
    let bed = Bed::new("rules: [{ name: second, when: { endpoint: token, nth: 2 }, then: { status: 503 } }]").await;
    bed.daemon().await;
    let (status, world) = ask(&bed, Method::POST, "/worlds", json!({"fork": true})).await;
    assert_eq!(status, 201, "{world}");
    let other = format!("{}{TOKEN}", world["origin"].as_str().unwrap());
    let post = || bed.client.post(&other).form(super::support::DAEMON_FORM).send();
    assert_eq!(post().await.unwrap().status().as_u16(), 503, "it has met one already");
    assert_eq!(bed.control().rule("second").unwrap().met, 1);
    let body = json!({"name": "quiet", "fork": true, "rules": []});
    let (_, world) = ask(&bed, Method::POST, "/worlds", body).await;
    let url = format!("{}/rules", world["control"].as_str().unwrap());
    assert_eq!(Answer::read(bed.client.get(url).send().await.unwrap()).await.json(), json!({"rules": []}));
    let body = json!({"rules": [{"when": {"client": "nobody"}, "then": {"status": 500}}]});
    let (status, error) = ask(&bed, Method::POST, "/worlds", body).await;
    assert_eq!((status, &error["error"]["mistakes"][0]["path"]), (400, &json!("/rules/0/when/client")));
}

#[tokio::test]
async fn the_journal_tells_which_rules_fired() {
    let bed = Bed::new(
        "rules: [{ name: a, when: { endpoint: token, first: 1 }, then: { delay: 1ms } }, { when: { endpoint: token }, then: { headers: { x: y } } }]",
    )
    .await;
    bed.daemon().await;
    bed.get("/common/discovery/keys").await;
    let (_, journal) = ask(&bed, Method::GET, "/journal", json!({})).await;
    let exchanges = journal["exchanges"].as_array().unwrap();
    assert_eq!(exchanges[0]["rules"], json!(["a", "rule 2"]));
    assert!(exchanges[1].get("rules").is_none());
}
