use super::support::{Answer, Fixture, WEB};

fn start(world: &mut Fixture, extra: &[(&'static str, &str)]) -> Answer {
    let mut all = vec![
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:5000/cb"),
        ("scope", "User.Read"),
    ];
    all.extend_from_slice(extra);
    world.authorize(&all)
}

fn signed_in(world: &mut Fixture, upn: &str, password: &str) {
    let page = start(world, &[("prompt", "login")]);
    let next = world.sign_in(&page, upn, password);
    let done = if next.page() == "consent" { world.submit(&next, &[("intent", "accept")]) } else { next };
    assert!(done.redirected().contains_key("code"));
}

#[test]
fn one_session_signs_on_silently_and_prompt_overrides_it() {
    let mut world = Fixture::asking();
    signed_in(&mut world, "ada@contoso.example", "Pa55-ada!");
    let sso = start(&mut world, &[]).redirected();
    assert!(sso.contains_key("code") && sso.contains_key("session_state"));
    assert_eq!(start(&mut world, &[("prompt", "login")]).page(), "sign-in");
    assert_eq!(start(&mut world, &[("prompt", "select_account")]).page(), "account-picker");
    assert_eq!(start(&mut world, &[("prompt", "consent")]).page(), "consent");
    world.advance("25h");
    assert_eq!(start(&mut world, &[]).page(), "sign-in");
}

#[test]
fn several_sessions_are_picked_from() {
    let mut world = Fixture::asking();
    signed_in(&mut world, "ada@contoso.example", "Pa55-ada!");
    signed_in(&mut world, "grace@contoso.example", "Pa55-grace!");
    let picker = start(&mut world, &[]);
    assert_eq!(picker.page(), "account-picker");
    let picked = world.submit(&picker, &[("account", "a0000000-0000-0000-0000-000000000002")]);
    assert!(picked.redirected().contains_key("code"));
    let silent = start(&mut world, &[("prompt", "none")]);
    assert_eq!((silent.redirected()["error"].as_str(), silent.quoted_code()), ("interaction_required", Some(16000)));
    assert!(start(&mut world, &[("login_hint", "ada@contoso.example")]).redirected().contains_key("code"));
}

#[test]
fn wrong_disabled_and_expired_are_said_on_the_page() {
    let mut world = Fixture::asking();
    for (upn, password, code) in [
        ("ada@contoso.example", "wrong", 50126),
        ("nobody@contoso.example", "x", 50034),
        ("disabled@contoso.example", "Pa55-disabled!", 50057),
        ("expired@contoso.example", "Pa55-expired!", 50055),
    ] {
        let page = start(&mut world, &[]);
        let again = world.sign_in(&page, upn, password);
        assert_eq!((again.status, again.page().as_str(), again.quoted_code()), (200, "sign-in", Some(code)), "{upn}");
    }
}

#[test]
fn a_form_counts_once_and_only_in_its_browser() {
    let mut world = Fixture::asking();
    let page = start(&mut world, &[]);
    assert_eq!(world.sign_in(&page, "ada@contoso.example", "Pa55-ada!").page(), "consent");
    assert_eq!(world.sign_in(&page, "ada@contoso.example", "Pa55-ada!").quoted_code(), Some(50089));
    let theirs = start(&mut world, &[("prompt", "login")]);
    let mut stranger = Fixture::asking();
    assert_eq!(stranger.sign_in(&theirs, "ada@contoso.example", "Pa55-ada!").quoted_code(), Some(50089));
}

#[test]
fn signing_out_ends_the_session_and_leaves_refresh_tokens() {
    let mut world = Fixture::asking();
    signed_in(&mut world, "ada@contoso.example", "Pa55-ada!");
    let evil = world.get("/common/oauth2/v2.0/logout?post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F");
    assert_eq!((evil.status, evil.page().as_str()), (200, "signed-out"));
    assert_eq!(start(&mut world, &[("prompt", "none")]).redirected()["error"], "login_required");
    signed_in(&mut world, "ada@contoso.example", "Pa55-ada!");
    let back =
        world.get("/common/oauth2/v2.0/logout?post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A5000%2Fcb&state=x");
    // The app has a front-channel logout URL: its frame is loaded, then the browser goes back.
    assert_eq!(back.headers["refresh"], "2;url=http://localhost:5000/cb?state=x");
    assert!(back.body.contains("<iframe"));
}

#[test]
fn cookies_are_out_of_reach_of_scripts() {
    let mut world = Fixture::asking();
    let page = start(&mut world, &[]);
    let signed = world.sign_in(&page, "ada@contoso.example", "Pa55-ada!");
    for answer in [page, signed] {
        for cookie in answer.headers["set-cookie"].lines() {
            assert!(
                cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=None"),
                "{cookie}"
            );
        }
    }
}

#[test]
fn a_scripted_sign_in_happens_once() {
    let mut world = Fixture::asking();
    let next = serde_json::json!({"user": "grace", "outcome": "accept"});
    world.control.next_sign_in(serde_json::from_value(next).unwrap()).unwrap();
    assert!(start(&mut world, &[]).redirected().contains_key("code"));
    let exchanges = world.control.journal(&pretenant_sts::journal::Query::default()).exchanges;
    assert_eq!(exchanges.last().unwrap().note.user.as_deref(), Some("grace@contoso.example"));
    assert_eq!(start(&mut world, &[("prompt", "login")]).page(), "sign-in");
    let cancel = serde_json::json!({"outcome": "cancel"});
    world.control.next_sign_in(serde_json::from_value(cancel).unwrap()).unwrap();
    assert_eq!(start(&mut world, &[("prompt", "login")]).redirected()["error_subcode"], "cancel");
}
