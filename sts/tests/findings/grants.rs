use pretenant_sts::control::Kind;
use pretenant_sts::findings::Severity;
use serde_json::json;

use super::judged::{Judged, SCOPE, careful};
use super::support::{DEVICE, Fixture, LEGACY, SPA};

#[test]
fn the_password_grant_is_noted_and_worse_for_a_client_that_has_a_secret() {
    for (client, secret, severity) in [(DEVICE, "", Severity::Note), (LEGACY, "legacy-secret", Severity::Warning)] {
        let mut world = Fixture::new();
        let answer = world.token(&[
            ("grant_type", "password"),
            ("client_id", client),
            ("client_secret", secret),
            ("username", "ada@contoso.example"),
            ("password", "Pa55-ada!"),
            ("scope", "User.Read"),
        ]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let finding = world.only("grant.password");
        assert_eq!((finding.severity, finding.user.as_deref()), (severity, Some("ada@contoso.example")));
    }
}

#[test]
fn the_implicit_flow_is_noted_and_an_id_token_alone_is_not() {
    let mut world = Fixture::new();
    let flows = json!({"flows": {"token_implicit": true, "id_token_implicit": true}});
    world.control.update(Kind::Apps, "spa", &flows).unwrap();
    let spa = [("client_id", SPA), ("redirect_uri", "http://localhost:3000/"), ("code_challenge", "")];
    careful(&mut world, "one", SCOPE, &[&spa[..], &[("response_type", "id_token")]].concat());
    world.none("grant.implicit");
    careful(&mut world, "two", SCOPE, &[&spa[..], &[("response_type", "id_token token")]].concat());
    assert_eq!(world.only("grant.implicit").severity, Severity::Note);
    world.none("pkce.missing");
}
