use super::support::{DAEMON, DEVICE, Fixture};

fn ask<'a>(user: &'a str, password: &'a str, scope: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("grant_type", "password"),
        ("client_id", DEVICE),
        ("username", user),
        ("password", password),
        ("scope", scope),
        ("client_info", "1"),
    ]
}

const SCOPE: &str = "User.Read openid profile offline_access";

#[test]
fn success_in_both_versions() {
    let mut world = Fixture::new();
    insta::assert_json_snapshot!(
        "password_v2",
        world.token(&ask("ada@contoso.example", "Pa55-ada!", SCOPE)).snapshot()
    );
    let v1 = world.token_v1(&[
        ("grant_type", "password"),
        ("client_id", DEVICE),
        ("username", "ADA@contoso.example"),
        ("password", "Pa55-ada!"),
        ("resource", "https://graph.microsoft.com"),
        ("scope", "openid"),
    ]);
    insta::assert_json_snapshot!("password_v1", v1.snapshot());
}

#[test]
fn refusals() {
    let mut world = Fixture::new();
    let mut refused = |user, password, scope| {
        let (status, error, suberror, code) = world.token(&ask(user, password, scope)).refusal();
        assert_eq!(
            (status, error.as_str()),
            (400, if code == 9_001_023 { "invalid_request" } else { "invalid_grant" })
        );
        (code, suberror)
    };
    assert_eq!(refused("ada@contoso.example", "wrong", SCOPE), (50126, String::new()));
    assert_eq!(refused("nobody@contoso.example", "x", SCOPE), (50034, String::new()));
    assert_eq!(refused("disabled@contoso.example", "Pa55-disabled!", SCOPE), (50057, String::new()));
    assert_eq!(refused("expired@contoso.example", "Pa55-expired!", SCOPE), (50055, "user_password_expired".into()));
    assert_eq!(refused("ada@contoso.example", "Pa55-ada!", "Mail.Read"), (65001, "consent_required".into()));
    assert_eq!(refused("ada@contoso.example", "Pa55-ada!", "No.Such"), (650_053, String::new()));
    // A doubly wrong request: the password is looked at before the scope.
    assert_eq!(refused("ada@contoso.example", "wrong", "No.Such"), (50126, String::new()));
}

#[test]
fn common_and_consumers_take_no_passwords() {
    let mut world = Fixture::new();
    for segment in ["common", "consumers"] {
        let answer =
            world.post(&format!("/{segment}/oauth2/v2.0/token"), &ask("ada@contoso.example", "Pa55-ada!", SCOPE));
        assert!(matches!(answer.refusal().3, 9_001_023 | 9_002_332), "{segment}");
    }
    let organizations = world.post("/organizations/oauth2/v2.0/token", &ask("ada@contoso.example", "Pa55-ada!", SCOPE));
    assert_eq!(organizations.status, 200);
}

#[test]
fn a_confidential_app_needs_its_secret_here_too() {
    let mut form = ask("ada@contoso.example", "Pa55-ada!", SCOPE);
    form[1].1 = DAEMON;
    assert_eq!(Fixture::new().token(&form).refusal().3, 7_000_218);
}
