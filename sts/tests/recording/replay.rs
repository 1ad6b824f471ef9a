use pretenant_sts::control::Control;
use pretenant_sts::recording::{Otherwise, Recording};
use pretenant_sts::world::SignInMode;
use serde_json::{Value, json};

use super::support::*;

const ADA: &str = "ada@contoso.example";
const GRACE: &str = "grace@contoso.example";

fn app_only_recording() -> Recording {
    let mut upstream = Client::upstream(SignInMode::Auto);
    upstream.get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration"));
    upstream.get(&format!("/{TENANT}/discovery/v2.0/keys"));
    let token = upstream.app_only("daemon-secret").text("access_token");
    upstream.call("/v1.0/users", &token);
    upstream.record()
}

#[test]
fn an_app_only_token_is_played_with_the_time_and_the_keys_of_the_day() {
    let mut replay = Client::replay(app_only_recording());
    let metadata = replay.get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration"));
    assert_eq!(metadata.text("token_endpoint"), format!("https://{HERE}/{TENANT}/oauth2/v2.0/token"));
    let played = replay.app_only("another secret, since nobody checks it");
    assert_eq!(played.status, 200, "{}", played.body);
    let token = played.text("access_token");
    let claims = replay.verify(&token);
    let later = NOW + 30 * 86400;
    assert_eq!(claims["iat"], later - 300);
    let lifetime = played.json()["expires_in"].as_i64().unwrap();
    assert!((later + lifetime..=later + lifetime + 1).contains(&claims["exp"].as_i64().unwrap()), "{claims}");
    assert!(claims["iss"].as_str().unwrap().starts_with(&format!("https://{HERE}/")), "{claims}");
    let users = replay.call("/v1.0/users", &token);
    assert_eq!((users.status, users.json()["value"][0]["userPrincipalName"].clone()), (200, json!(ADA)));
    let journal = replay.control.journal(&pretenant_sts::journal::Query::default()).exchanges;
    let recorded: Vec<Option<usize>> = journal.iter().map(|e| e.note.recorded).collect();
    assert_eq!(recorded, [Some(1), Some(3), Some(2), Some(4)]);
}

#[test]
fn a_sign_in_echoes_state_and_nonce_to_any_port_in_any_mode() {
    let mut upstream = Client::upstream(SignInMode::Auto);
    let code = upstream.authorize(&[("redirect_uri", "http://localhost:50001"), ("state", "s1"), ("nonce", "n1")]);
    let tokens = upstream.redeem(&code.redirected().1["code"], "http://localhost:50001");
    upstream.refresh(&tokens.text("refresh_token"));
    let recording = upstream.record();

    let mut replay = Client::replay(recording.clone());
    let answer = replay.authorize(&[("redirect_uri", "http://localhost:60002"), ("state", "a b&c"), ("nonce", "n2")]);
    let (target, parameters) = answer.redirected();
    assert_eq!((target.as_str(), parameters["state"].as_str()), ("http://localhost:60002/", "a b&c"));
    let tokens = replay.redeem(&parameters["code"], "http://localhost:60002");
    let id_token = claims(&tokens.text("id_token"));
    assert_eq!((id_token["nonce"].clone(), id_token["preferred_username"].clone()), (json!("n2"), json!(ADA)));
    let refreshed = replay.refresh(&tokens.text("refresh_token"));
    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    assert_eq!(claims(&refreshed.text("id_token")).get("nonce"), None, "a refresh has no nonce");
    assert_eq!(replay.call("/v1.0/me", &tokens.text("access_token")).status, 404, "that was not recorded");

    let mut replay = Client::replay(recording);
    let form = [("redirect_uri", "http://localhost"), ("response_mode", "form_post"), ("state", "\"><script>")];
    let page = replay.authorize(&form);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("action=\"http://localhost\"") && !page.body.contains("\"><script>"), "{}", page.body);
}

#[test]
fn a_redirect_uri_that_was_not_recorded_is_not_redirected_to() {
    let mut upstream = Client::upstream(SignInMode::Auto);
    upstream.authorize(&[("redirect_uri", "http://localhost")]);
    let mut replay = Client::replay(upstream.record());
    let answer = replay.authorize(&[("redirect_uri", "https://evil.example/")]);
    assert_eq!(answer.json()["recording"]["nearest"]["differs_in"], "redirect_uri");
}

#[test]
fn users_are_told_apart_whoever_comes_first() {
    let mut upstream = Client::upstream(SignInMode::Auto);
    let sign_in = |client: &mut Client, user: &str| {
        let hint = [("redirect_uri", "http://localhost"), ("login_hint", user), ("nonce", user)];
        let answer = client.authorize(&hint);
        client.redeem(&answer.redirected().1["code"], "http://localhost")
    };
    let me = |client: &mut Client, tokens: &Answer| {
        let refreshed = client.refresh(&tokens.text("refresh_token"));
        let me = client.call("/v1.0/me", &refreshed.text("access_token"));
        me.text("userPrincipalName")
    };
    let ada = sign_in(&mut upstream, ADA);
    let grace = sign_in(&mut upstream, GRACE);
    assert_eq!((me(&mut upstream, &ada), me(&mut upstream, &grace)), (ADA.to_owned(), GRACE.to_owned()));

    let mut replay = Client::replay(upstream.record());
    let grace = sign_in(&mut replay, GRACE);
    let ada = sign_in(&mut replay, ADA);
    assert_eq!((me(&mut replay, &grace), me(&mut replay, &ada)), (GRACE.to_owned(), ADA.to_owned()));
}

#[test]
fn pages_are_played_and_lead_to_the_application() {
    let mut upstream = Client::upstream(SignInMode::Ask);
    let walk = |client: &mut Client, state: &str, password: &str| {
        let begin = [("redirect_uri", "http://localhost"), ("state", state), ("nonce", "n")];
        let page = client.authorize(&begin);
        let answer = client.submit(&page, &[("login", ADA), ("passwd", password), ("intent", "sign_in")]);
        if answer.status == 200 { client.submit(&answer, &[("intent", "accept")]) } else { answer }
    };
    let answer = walk(&mut upstream, "recorded", "Pa55-ada!");
    let recording = upstream.record();
    assert_eq!(answer.redirected().1["state"], "recorded");
    let mut replay = Client::replay(recording);
    let (target, parameters) = walk(&mut replay, "played", "whatever").redirected();
    assert_eq!((target.as_str(), parameters["state"].as_str()), ("http://localhost/", "played"));
    assert!(!parameters["code"].is_empty());
}

#[test]
fn a_device_code_is_polled_as_often_as_it_was() {
    let mut upstream = Client::upstream(SignInMode::Ask);
    let start = |client: &mut Client| {
        let form = [("client_id", DEVICE), ("scope", "User.Read openid")];
        client.post(&format!("/{TENANT}/oauth2/v2.0/devicecode"), &form)
    };
    let poll = |client: &mut Client, device: &Answer| {
        client.token(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", DEVICE),
            ("device_code", &device.text("device_code")),
        ])
    };
    let device = start(&mut upstream);
    poll(&mut upstream, &device);
    upstream.control.approve_device(&device.text("user_code"), "ada").unwrap();
    assert_eq!(poll(&mut upstream, &device).status, 200);

    let mut replay = Client::replay(upstream.record());
    let again = start(&mut replay);
    assert_ne!(again.text("user_code"), device.text("user_code"));
    assert!(again.text("message").contains(&again.text("user_code")));
    assert!(again.text("message").contains(&format!("https://{HERE}/")));
    assert_eq!(poll(&mut replay, &again).text("error"), "authorization_pending");
    assert_eq!(poll(&mut replay, &again).status, 200);
    assert_eq!(poll(&mut replay, &again).status, 200, "the last answer repeats");
}

#[test]
fn the_absolute_times_of_v1_move_along() {
    let mut upstream = Client::upstream(SignInMode::Auto);
    let password = [
        ("grant_type", "password"),
        ("client_id", LEGACY),
        ("resource", "https://graph.microsoft.com"),
        ("username", ADA),
        ("password", "Pa55-ada!"),
        ("scope", "openid"),
    ];
    let recorded = upstream.token_v1(&password);
    let mut replay = Client::replay(upstream.record());
    let played = replay.token_v1(&password);
    let month = 30 * 86400;
    let on = |answer: &Answer| answer.text("expires_on").parse::<i64>().unwrap();
    assert_eq!(on(&played), on(&recorded) + month);
    let id_token = played.text("id_token");
    assert!(id_token.ends_with('.'), "v1's ID tokens are unsigned: {id_token}");
}

#[test]
fn a_refusal_is_played_and_the_journal_knows_its_code() {
    let mut upstream = Client::upstream(SignInMode::Auto);
    upstream.app_only("wrong");
    let mut replay = Client::replay(upstream.record());
    let played = replay.app_only("wrong");
    assert_eq!((played.status, played.json()["error_codes"][0].clone()), (401, json!(7000215)));
    let journal = replay.control.journal(&pretenant_sts::journal::Query::default()).exchanges;
    assert_eq!((journal[0].note.code, journal[0].note.grant), (Some(7000215), Some("client_credentials")));
}

#[test]
fn what_is_not_recorded_is_refused_with_the_nearest_and_what_differs() {
    let mut replay = Client::replay(app_only_recording());
    let answer = replay.token(&[
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", "daemon-secret"),
        ("scope", "api://orders/.default"),
    ]);
    insta::assert_json_snapshot!(
        "not_recorded",
        json!({
            "status": answer.status,
            "diagnosis": answer.headers["x-pretenant-diagnosis"],
            "body": answer.json(),
        })
    );
    let nothing = Client::replay(Recording::default()).get("/anything");
    assert_eq!(nothing.json()["recording"]["nearest"], Value::Null);
}

#[test]
fn the_world_answers_the_rest_only_where_the_recording_says_so() {
    let recording = Recording { otherwise: Otherwise::World, ..app_only_recording() };
    let mut replay = Client::replay(recording);
    assert_eq!(replay.get(&format!("/{TENANT}/.well-known/openid-configuration")).status, 200);
    assert_eq!(replay.get("/nowhere").status, 404);
}

#[test]
fn answers_come_in_order_and_start_again_after_a_reset_and_in_a_fork() {
    let mut upstream = Client::upstream(SignInMode::Auto);
    upstream.app_only("wrong");
    upstream.app_only("daemon-secret");
    let mut replay = Client::replay(upstream.record());
    let statuses = |client: &mut Client, n: usize| (0..n).map(|_| client.app_only("x").status).collect::<Vec<_>>();
    assert_eq!(statuses(&mut replay, 1), [401]);
    let fork: Control = replay.control.fork(pretenant_sts::entropy::Entropy::seeded(3));
    assert_eq!(statuses(&mut replay, 2), [200, 200]);
    replay.control.reset().unwrap();
    assert_eq!(statuses(&mut replay, 2), [401, 200]);
    replay.control = fork;
    assert_eq!(statuses(&mut replay, 1), [200], "a fork goes on where the world was");
}

#[test]
fn the_same_seed_and_clock_play_the_same_bytes() {
    let recording = app_only_recording();
    let play = || {
        let mut replay = Client::replay(recording.clone());
        [replay.app_only("x"), replay.app_only("x")]
    };
    let (first, second) = (play(), play());
    assert_eq!(first, second);
    assert_ne!(first[0].body, first[1].body);
}

#[test]
fn a_rule_comes_before_the_recording_and_after_it() {
    let mut replay = Client::replay(app_only_recording());
    let rules = json!([
        { "when": { "endpoint": "token", "first": 1 }, "then": { "status": 429, "retry_after": "7s" } },
        { "when": { "endpoint": "token" }, "then": { "response": { "set": { "expires_in": 5 } } } },
    ]);
    replay.control.set_initial_rules(serde_json::from_value(rules).unwrap()).unwrap();
    assert_eq!(replay.app_only("x").status, 429);
    assert_eq!(replay.app_only("x").json()["expires_in"], 5);
}

fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
