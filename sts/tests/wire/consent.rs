use super::support::{Answer, Fixture, WEB};

fn start(world: &mut Fixture, scope: &str) -> Answer {
    world.authorize(&[
        ("client_id", WEB),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:5000/cb"),
        ("scope", scope),
        ("state", "s"),
    ])
}

#[test]
fn consent_is_incremental_and_only_what_is_new_is_asked() {
    let mut world = Fixture::asking();
    let page = start(&mut world, "openid User.Read");
    let consent = world.sign_in(&page, "ada@contoso.example", "Pa55-ada!");
    assert_eq!(consent.page(), "consent");
    assert!(world.submit(&consent, &[("intent", "accept")]).redirected().contains_key("code"));
    assert!(start(&mut world, "openid User.Read").redirected().contains_key("code"));
    let more = start(&mut world, "openid User.Read Calendars.Read");
    assert_eq!(more.page(), "consent");
    let declined = world.submit(&more, &[("intent", "decline")]);
    assert_eq!((declined.redirected()["error"].as_str(), declined.quoted_code()), ("access_denied", Some(65004)));
    assert_eq!(declined.redirected()["state"], "s");
}

#[test]
fn going_back_from_the_sign_in_page_has_no_description() {
    let mut world = Fixture::asking();
    let page = start(&mut world, "User.Read");
    let parameters = world.submit(&page, &[("intent", "cancel")]).redirected();
    assert_eq!((parameters["error"].as_str(), parameters["error_subcode"].as_str()), ("access_denied", "cancel"));
    assert!(!parameters.contains_key("error_description"));
}

#[test]
fn admin_only_permissions_need_an_administrator() {
    let mut world = Fixture::asking();
    let page = start(&mut world, "User.Read.All");
    let ada = world.sign_in(&page, "ada@contoso.example", "Pa55-ada!");
    assert_eq!((ada.page().as_str(), ada.quoted_code()), ("admin-approval", Some(90094)));
    let again = world.submit(&ada, &[("intent", "another")]);
    assert_eq!(again.page(), "sign-in");
    let grace = world.sign_in(&again, "grace@contoso.example", "Pa55-grace!");
    assert_eq!(grace.page(), "consent");
    assert!(world.submit(&grace, &[("intent", "accept"), ("for_tenant", "true")]).redirected().contains_key("code"));
    // For everybody: ada is not asked any more.
    let consents = world.control.consents();
    assert!(
        consents
            .iter()
            .any(|c| c.client == "web" && c.user.is_none() && c.scopes.contains(&"User.Read.All".to_owned()))
    );
}

#[test]
fn going_back_from_the_approval_page_is_told_like_going_back_from_the_sign_in_page() {
    let mut world = Fixture::asking();
    let page = start(&mut world, "User.Read.All");
    let approval = world.sign_in(&page, "ada@contoso.example", "Pa55-ada!");
    let back = world.submit(&approval, &[("intent", "cancel")]).redirected();
    assert_eq!((back["error"].as_str(), back["error_subcode"].as_str()), ("access_denied", "cancel"));
    assert!(!back.contains_key("error_description"));
}

#[test]
fn a_user_cannot_consent_for_everybody() {
    let mut world = Fixture::asking();
    let page = start(&mut world, "User.Read");
    let consent = world.sign_in(&page, "ada@contoso.example", "Pa55-ada!");
    world.submit(&consent, &[("intent", "accept"), ("for_tenant", "true")]);
    assert!(world.control.consents().iter().filter(|c| c.client == "web").all(|c| c.user.is_some()));
}

#[test]
fn revoked_consent_is_missed_at_the_next_refresh() {
    let mut world = Fixture::new();
    let tokens = world.desktop_tokens("openid offline_access Mail.Read");
    let refresh = |world: &mut Fixture| {
        world.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", super::support::DESKTOP),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
            ("scope", "Mail.Read"),
        ])
    };
    assert_eq!(refresh(&mut world).status, 200);
    let body = serde_json::json!({"client": "desktop", "api": "graph", "scopes": ["Mail.Read"], "user": "ada"});
    assert_eq!(world.control.revoke_consent(&serde_json::from_value(body).unwrap()).unwrap(), 1);
    assert_eq!(refresh(&mut world).refusal(), (400, "invalid_grant".into(), "consent_required".into(), 65001));
}

#[test]
fn admin_consent_in_both_versions() {
    let mut world = Fixture::asking();
    let query =
        "client_id=c0000000-0000-0000-0000-000000000004&redirect_uri=http%3A%2F%2Flocalhost%3A5000%2Fcb&state=12345";
    let page = world.get(&format!(
        "/contoso.example/v2.0/adminconsent?{query}&scope=https%3A%2F%2Fgraph.microsoft.com%2FDirectory.Read.All"
    ));
    let consent = world.sign_in(&page, "grace@contoso.example", "Pa55-grace!");
    assert_eq!(consent.page(), "admin-consent");
    let done = world.submit(&consent, &[("intent", "accept")]).redirected();
    assert_eq!((done["admin_consent"].as_str(), done["state"].as_str()), ("True", "12345"));
    assert_eq!(done["scope"], "https://graph.microsoft.com/Directory.Read.All");
    assert!(
        world
            .control
            .consents()
            .iter()
            .any(|c| c.client == "web" && c.scopes == ["Directory.Read.All"] && c.user.is_none())
    );
    let v1 = world.get(&format!("/contoso.example/adminconsent?{query}"));
    let declined = world.submit(&v1, &[("intent", "decline")]).redirected();
    assert_eq!(declined["error"], "permission_denied");
    let mut other = Fixture::asking();
    let page = other.get(&format!("/contoso.example/v2.0/adminconsent?{query}"));
    assert_eq!(other.sign_in(&page, "ada@contoso.example", "Pa55-ada!").quoted_code(), Some(90093));
}
