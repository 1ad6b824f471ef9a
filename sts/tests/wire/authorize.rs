use super::support::{Answer, CHALLENGE, DESKTOP, Fixture, SPA, WEB, part};

const WEB_CB: &str = "http://localhost:5000/cb";

fn ask<'a>(extra: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    let mut all = vec![
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", WEB_CB),
        ("scope", "openid User.Read"),
        ("state", "s 1&2"),
    ];
    for (name, value) in extra {
        all.retain(|(n, _)| n != name);
        if !value.is_empty() {
            all.push((name, value));
        }
    }
    all
}

fn sent(extra: &[(&'static str, &str)]) -> Answer {
    Fixture::new().authorize(&ask(extra))
}

#[test]
fn a_code_in_every_response_mode() {
    insta::assert_json_snapshot!("authorize_query", sent(&[("client_info", "1")]).snapshot());
    insta::assert_json_snapshot!("authorize_fragment", sent(&[("response_mode", "fragment")]).snapshot());
    insta::assert_json_snapshot!("authorize_form_post", sent(&[("response_mode", "form_post")]).snapshot());
}

#[test]
fn what_is_wrong_with_client_or_address_stays_on_our_page() {
    for (extra, code) in [
        (("client_id", ""), 900_144),
        (("client_id", "99999999-0000-0000-0000-000000000000"), 700_016),
        (("redirect_uri", "not a uri"), 90102),
        (("redirect_uri", "https://evil.example/cb"), 50011),
        (("redirect_uri", "http://localhost:5000/CB"), 50011),
        (("redirect_uri", "http://localhost:5000/cb/"), 50011),
    ] {
        let answer = sent(&[extra]);
        assert_eq!((answer.page().as_str(), answer.quoted_code()), ("error", Some(code)), "{extra:?}");
        assert!(!answer.headers.contains_key("location"));
    }
}

#[test]
fn everything_else_goes_to_the_app_with_its_state() {
    for (extra, error, code) in [
        (("response_type", ""), "invalid_request", 900_144),
        (("response_type", "magic"), "unsupported_response_type", 70005),
        (("response_type", "token"), "unsupported_response_type", 700_051),
        (("response_mode", "web_message"), "invalid_request", 70007),
        (("scope", ""), "invalid_request", 900_144),
        (("scope", "orders/api.read"), "invalid_scope", 70011),
        (("scope", "No.Such"), "invalid_client", 650_053),
        (("code_challenge", "short"), "invalid_request", 501_491),
    ] {
        let answer = sent(&[extra]);
        let parameters = answer.redirected();
        assert_eq!((parameters["error"].as_str(), answer.quoted_code()), (error, Some(code)), "{extra:?}");
        assert_eq!(parameters["state"], "s 1&2");
        assert!(answer.headers.contains_key("x-pretenant-diagnosis"));
    }
}

#[test]
fn an_id_token_needs_the_registrations_switch() {
    let answer = Fixture::new().authorize(&[
        ("client_id", DESKTOP),
        ("response_type", "id_token"),
        ("redirect_uri", "http://localhost"),
        ("scope", "openid"),
        ("nonce", "n"),
    ]);
    assert_eq!(
        (answer.redirected()["error"].as_str(), answer.quoted_code()),
        ("unsupported_response_type", Some(700_054))
    );
}

#[test]
fn the_port_of_a_loopback_redirect_is_ignored() {
    let answer = Fixture::new().authorize(&[
        ("client_id", DESKTOP),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:54321"),
        ("scope", "User.Read"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    assert!(answer.headers["location"].starts_with("http://localhost:54321/?code="), "{}", answer.headers["location"]);
}

#[test]
fn silent_requests_never_show_a_page() {
    let mut world = Fixture::asking();
    let silent = |extra: &[(&'static str, &'static str)]| ask(&[&[("prompt", "none")], extra].concat());
    let none = world.authorize(&silent(&[]));
    assert_eq!((none.redirected()["error"].as_str(), none.quoted_code()), ("login_required", Some(50058)));
    let page = world.authorize(&ask(&[]));
    let consent = world.sign_in(&page, "ada@contoso.example", "Pa55-ada!");
    assert_eq!(consent.page(), "consent");
    let unconsented = world.authorize(&silent(&[]));
    assert_eq!(
        (unconsented.redirected()["error"].as_str(), unconsented.quoted_code()),
        ("interaction_required", Some(65001))
    );
    assert!(world.submit(&consent, &[("intent", "accept")]).redirected().contains_key("code"));
    assert!(world.authorize(&silent(&[])).redirected().contains_key("code"));
    assert!(world.authorize(&silent(&[("login_hint", "ADA@contoso.example")])).redirected().contains_key("code"));
    let other = world.authorize(&silent(&[("login_hint", "grace@contoso.example")]));
    assert_eq!(other.redirected()["error"], "login_required");
    assert!(other.redirected()["error_description"].contains("none of the currently signed in user(s) match"));
    let sid = world.authorize(&silent(&[("sid", "00000000-0000-0000-0000-000000000009")]));
    assert_eq!(sid.redirected()["error"], "login_required");
}

#[test]
fn front_channel_tokens_where_the_registration_allows_them() {
    let mut file = pretenant_sts::directory::file::builtin();
    let web = file.apps.iter_mut().find(|a| a.name == "web").unwrap();
    let flows = serde_json::json!({"id_token_implicit": true, "token_implicit": true});
    web.flows = Some(serde_json::from_value(flows).unwrap());
    let mut world = Fixture::with(file, pretenant_sts::world::SignInMode::Auto);
    let missing = world.authorize(&ask(&[("response_type", "id_token")]));
    assert_eq!(missing.quoted_code(), Some(900_144), "nonce");
    let answer = world.authorize(&ask(&[("response_type", "code id_token token"), ("nonce", "n")]));
    let parameters = answer.redirected();
    assert!(answer.headers["location"].starts_with("http://localhost:5000/cb#code="));
    let claims = part(&parameters["id_token"], 1);
    assert_eq!(claims["nonce"], "n");
    let half = |text: &str| {
        use base64::Engine as _;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
    };
    assert_eq!(claims["c_hash"], half(&parameters["code"]));
    assert_eq!(claims["at_hash"], half(&parameters["access_token"]));
    world.verify(&parameters["id_token"]);
    let query = world.authorize(&ask(&[("response_type", "id_token"), ("nonce", "n"), ("response_mode", "query")]));
    assert_eq!(query.quoted_code(), Some(70007));
}

#[test]
fn redeeming_a_code() {
    let mut world = Fixture::new();
    let code = world.code(WEB, WEB_CB, "openid profile offline_access User.Read");
    let redeem = |world: &mut Fixture, extra: &[(&'static str, &str)]| {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", WEB),
            ("client_secret", "web-secret"),
            ("code", code.as_str()),
            ("redirect_uri", WEB_CB),
            ("code_verifier", super::support::VERIFIER),
            ("client_info", "1"),
        ];
        for (name, value) in extra {
            form.retain(|(n, _)| n != name);
            if !value.is_empty() {
                form.push((name, value));
            }
        }
        world.token(&form)
    };
    // None of these burns the code.
    for (extra, code) in [
        (("client_secret", ""), 7_000_218),
        (("client_secret", "wrong"), 7_000_215),
        (("redirect_uri", "http://localhost:5000/other"), 500_112),
        (("code_verifier", ""), 50148),
        (("code_verifier", CHALLENGE), 501_481),
        (("code", "garbage"), 9_002_313),
        (("scope", "User.Read api://orders/api.read"), 28000),
    ] {
        assert_eq!(redeem(&mut world, &[extra]).refusal().3, code, "{extra:?}");
    }
    let other = redeem(
        &mut world,
        &[("client_id", "c0000000-0000-0000-0000-000000000006"), ("client_secret", "middle-tier-secret")],
    );
    assert_eq!(other.refusal().3, 70000);
    let answer = redeem(&mut world, &[]);
    insta::assert_json_snapshot!("authorization_code_v2", answer.snapshot());
    world.verify(answer.json()["id_token"].as_str().unwrap());
    assert_eq!(redeem(&mut world, &[]).refusal(), (400, "invalid_grant".into(), String::new(), 54005));
}

#[test]
fn a_code_expires() {
    let mut world = Fixture::new();
    let code = world.code(WEB, WEB_CB, "User.Read");
    world.advance("10m");
    let answer = world.token(&[
        ("grant_type", "authorization_code"),
        ("client_id", WEB),
        ("client_secret", "web-secret"),
        ("code", &code),
        ("redirect_uri", WEB_CB),
        ("code_verifier", super::support::VERIFIER),
    ]);
    assert_eq!(answer.refusal(), (400, "invalid_grant".into(), String::new(), 70008));
}

#[test]
fn single_page_apps_redeem_from_their_page_with_pkce() {
    let mut world = Fixture::new();
    let redirect = world.control.world().directory().app(SPA.parse().unwrap()).unwrap().redirect_uris[0].url.clone();
    let code = world.code(SPA, &redirect, "openid offline_access User.Read");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", SPA),
        ("code", code.as_str()),
        ("redirect_uri", redirect.as_str()),
        ("code_verifier", super::support::VERIFIER),
    ];
    assert_eq!(world.token(&form).refusal().3, 9_002_327);
    let answer = world.post_from("/contoso.example/oauth2/v2.0/token", &form, Some("http://localhost:3000"));
    assert_eq!((answer.status, answer.headers["access-control-allow-origin"].as_str()), (200, "*"));
    assert_eq!(answer.json()["refresh_token_expires_in"], 86_399);
    // The lifetime is fixed from the first token on.
    let refresh = |world: &mut Fixture, token: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", SPA),
            ("refresh_token", token),
            ("scope", "User.Read offline_access"),
        ];
        world.post_from("/contoso.example/oauth2/v2.0/token", &form, Some("http://localhost:3000"))
    };
    world.advance("23h");
    let second = refresh(&mut world, answer.json()["refresh_token"].as_str().unwrap()).json();
    assert_eq!(second["refresh_token_expires_in"], 3599);
    world.advance("61m");
    assert_eq!(refresh(&mut world, second["refresh_token"].as_str().unwrap()).refusal().3, 700_084);
}

#[test]
fn other_apps_may_not_redeem_from_a_page() {
    let mut world = Fixture::new();
    let code = world.code(DESKTOP, "http://localhost", "User.Read");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", DESKTOP),
        ("code", code.as_str()),
        ("redirect_uri", "http://localhost"),
        ("code_verifier", super::support::VERIFIER),
    ];
    let answer = world.post_from("/contoso.example/oauth2/v2.0/token", &form, Some("http://localhost:3000"));
    assert_eq!(answer.refusal().3, 9_002_326);
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}
