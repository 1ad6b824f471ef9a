use pretenant_client::{Error, SilentRequest};
use serde_json::json;

use crate::support::*;

async fn refresh(world: &World, reply: Reply) -> Error {
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let is_trouble = reply.status >= 500;
    let again = Reply { headers: reply.headers.clone(), ..Reply::new(reply.status, reply.body.clone()) };
    world.sts.reply(reply);
    if is_trouble {
        world.sts.reply(again);
    }
    let request = SilentRequest::new(["User.Read"]).account(&ada).force_refresh(true);
    let error = client.acquire_silent(request).await.unwrap_err();
    // whatever it was, the client works on
    world.sts.reply(tokens(&ADA, "AT2", "", "other"));
    assert_eq!(token(&silent(&client, &ada, "other").await.unwrap()), "AT2");
    error
}

#[tokio::test]
async fn all_that_a_refusal_says_reaches_the_caller() {
    let mut reply = refused("invalid_client", 7_000_215, "some_suberror");
    reply.status = 401;
    let Error::Service(refusal) = refresh(&World::new(), reply).await else { panic!("not a service error") };
    assert_eq!((refusal.status, refusal.response.error.as_str()), (Some(401), "invalid_client"));
    assert_eq!(refusal.response.suberror.as_deref(), Some("some_suberror"));
    assert_eq!(refusal.response.codes, [7_000_215]);
    assert_eq!(refusal.response.description, "AADSTS7000215: refused by the script.");
    assert_eq!(refusal.response.correlation_id.as_deref(), Some("from-the-script"));
}

#[tokio::test]
async fn unreadable_answers_are_survived() {
    for (status, body, code) in [
        (502, "<html>secret page</html>", "service_not_available"),
        (200, "<html>secret page</html>", "malformed_response"),
        (200, "", "malformed_response"),
        (200, "{\"access_token\": \"A", "malformed_response"),
        (200, "[]", "malformed_response"),
        (200, "{\"token_type\":\"Bearer\",\"expires_in\":3600}", "malformed_response"),
        (200, "{\"error\":\"invalid_grant\",\"access_token\":\"A\",\"expires_in\":3600}", "malformed_response"),
        (500, "{\"access_token\":\"A\",\"expires_in\":3600}", "service_not_available"),
        (307, "", "unexpected_status"),
        (404, "", "unexpected_status"),
    ] {
        let error = refresh(&World::new(), Reply::new(status, body)).await;
        assert_eq!(error.code(), code, "{status} {body}");
        assert!(!error.is_ui_required());
        assert!(!format!("{error} {error:?}").contains("secret page"), "bodies aren't quoted");
    }
}

#[tokio::test]
async fn an_outage_is_no_demand_for_the_user() {
    let world = World::new();
    let error = refresh(&world, broken()).await;
    assert!(matches!(error, Error::Transport(_)));
    for reply in [
        Reply::json(503, json!({"error": "temporarily_unavailable"})),
        Reply::json(400, json!({"error": "temporarily_unavailable"})),
        Reply::new(429, ""),
    ] {
        assert!(!refresh(&World::new(), reply).await.is_ui_required());
    }
}

#[tokio::test]
async fn odd_optional_members_do_not_break_a_sign_in() {
    for changes in [
        json!({"client_info": null}),
        json!({"client_info": ""}),
        json!({"client_info": "garbage"}),
        json!({"refresh_in": "1800"}),
        json!({"foci": 1}),
        json!({"token_type": null}),
        json!({"ext_expires_in": null, "expires_in": "3599"}),
        json!({"scope": ""}),
    ] {
        let world = World::new();
        let client = world.public();
        let mut answer = tokens(&ADA, "AT1", "RT1", "User.Read");
        for (member, value) in changes.as_object().unwrap() {
            answer = answer.with(member, value.clone());
        }
        let ada = world.sign_in(&client, &ADA, answer).await;
        assert_eq!(token(&silent(&client, &ada, "User.Read").await.unwrap()), "AT1", "{changes}");
    }
}

#[tokio::test]
async fn a_call_that_makes_no_sense_sends_nothing() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    let request = |claims: &str| SilentRequest::new(["User.Read"]).account(&ada).claims(claims);
    assert_eq!(client.acquire_silent(request("eyJ4")).await.unwrap_err().code(), "invalid_request");
    let odd = SilentRequest::new(["User.Read"]).account(&ada).correlation_id("a\nb");
    assert_eq!(client.acquire_silent(odd).await.unwrap_err().code(), "invalid_request");
    assert_eq!(token(&client.acquire_silent(request("{}")).await.unwrap()), "AT1");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn failures_are_told_to_the_service_once() {
    let world = World::new();
    let client = world.public();
    let ada = world.sign_in_ada(&client).await;
    silent(&client, &ada, "User.Read").await.unwrap();
    world.sts.reply(refused("invalid_grant", 65001, "consent_required"));
    let failed = silent(&client, &ada, "a").await.unwrap_err();
    let id = world.sts.take()[0].headers["client-request-id"].clone();
    assert_eq!(failed.code(), "invalid_grant");
    for expected in [format!("5|1|1007,{id}|invalid_grant|1,0"), "5|0|||0,0".to_owned()] {
        let name = format!("s{}", world.sts.unused_replies() + expected.len());
        world.sts.reply(tokens(&ADA, "AT", "", &name));
        silent(&client, &ada, &name).await.unwrap();
        let request = world.sts.take().remove(0);
        assert_eq!(request.headers["x-client-last-telemetry"], expected);
        assert_eq!(request.headers["x-client-current-telemetry"], "5|1007,2,,,|,");
    }
}
