use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::support::{DAEMON, Fixture, NOW, ORDERS, TENANT, VAULT, access_claims};

const GRAPH: &str = "https://graph.microsoft.com/.default";

fn ask<'a>(secret: &'a str, scope: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("grant_type", "client_credentials"), ("client_id", DAEMON), ("client_secret", secret), ("scope", scope)]
}

#[test]
fn success_in_both_versions() {
    let mut world = Fixture::new();
    let v2 = world.token(&ask("daemon-secret", GRAPH));
    insta::assert_json_snapshot!("client_credentials_v2", v2.snapshot());
    world.verify(v2.json()["access_token"].as_str().unwrap());
    let v1 = world.token_v1(&[
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", "daemon-secret"),
        ("resource", "https://graph.microsoft.com"),
    ]);
    insta::assert_json_snapshot!("client_credentials_v1", v1.snapshot());
}

#[test]
fn the_apis_setting_decides_version_and_audience_on_both_endpoints() {
    let mut world = Fixture::new();
    for (scope, version, audience) in [
        ("api://orders/.default", "2.0", ORDERS),
        (&format!("{ORDERS}/.default"), "2.0", ORDERS),
        (&format!("{VAULT}/.default"), "1.0", VAULT),
        ("https://management.core.windows.net//.default", "1.0", "https://management.core.windows.net/"),
        ("https://management.core.windows.net/.default", "1.0", "https://management.core.windows.net"),
    ] {
        let claims = access_claims(&world.token(&ask("daemon-secret", scope)).json());
        assert_eq!((&claims["ver"], &claims["aud"]), (&json!(version), &json!(audience)), "{scope}");
        let resource = scope.trim_end_matches(".default").strip_suffix('/').unwrap();
        let v1 = world.token_v1(&[
            ("grant_type", "client_credentials"),
            ("client_id", DAEMON),
            ("client_secret", "daemon-secret"),
            ("resource", resource),
        ]);
        assert_eq!(access_claims(&v1.json())["aud"], audience, "{scope}");
    }
}

#[test]
fn refusals() {
    let mut world = Fixture::new();
    let mut refused = |form: Vec<(&str, &str)>| world.token(&form).refusal();
    let expect = |status, error: &str, code| (status, error.to_owned(), String::new(), code);
    assert_eq!(refused(ask("wrong", GRAPH)), expect(401, "invalid_client", 7_000_215));
    assert_eq!(refused(ask("daemon-expired-secret", GRAPH)), expect(401, "invalid_client", 7_000_222));
    assert_eq!(refused(ask("daemon-secret", "api://nothing/.default")), expect(400, "invalid_resource", 500_011));
    assert_eq!(
        refused(ask("daemon-secret", "https://graph.microsoft.com/User.Read")),
        expect(400, "invalid_scope", 1_002_012)
    );
    assert_eq!(refused(ask("daemon-secret", "orders/.default")), expect(400, "invalid_scope", 70011));
    assert_eq!(
        refused(ask("daemon-secret", &format!("{GRAPH} api://orders/.default"))),
        expect(400, "invalid_scope", 70011)
    );
    assert_eq!(refused(ask("daemon-secret", "")), expect(400, "invalid_request", 90014));
    let mut without = ask("x", GRAPH);
    without.remove(2);
    assert_eq!(refused(without), expect(401, "invalid_client", 7_000_218));
    let mut unknown = ask("x", GRAPH);
    unknown[1].1 = "99999999-0000-0000-0000-000000000000";
    assert_eq!(refused(unknown), expect(400, "unauthorized_client", 700_016));
    let mut no_guid = ask("x", GRAPH);
    no_guid[1].1 = "daemon";
    assert_eq!(refused(no_guid), expect(400, "unauthorized_client", 700_038));
}

#[test]
fn an_app_token_belongs_to_one_tenant() {
    let mut world = Fixture::new();
    let answer = world.post("/common/oauth2/v2.0/token", &ask("daemon-secret", GRAPH));
    assert!(matches!(answer.refusal().3, 50059 | 50194), "{:?}", answer.refusal());
}

#[test]
fn an_error_body_has_the_captured_fields_in_order() {
    let mut world = Fixture::new();
    let answer = world.token(&ask("wrong", GRAPH));
    insta::assert_json_snapshot!("refusal_wrong_secret", answer.snapshot());
    let body = answer.json();
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        ["error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri"]
    );
    assert_eq!(answer.headers["x-ms-request-id"], body["trace_id"].as_str().unwrap());
    assert!(body["trace_id"].as_str().unwrap().ends_with("00"));
    let grant = world.token(&[("grant_type", "no_such_grant"), ("client_id", DAEMON)]).json();
    assert_eq!(grant["error"], "unsupported_grant_type");
    assert!(grant.get("error_uri").is_none());
}

#[test]
fn basic_authentication_works_and_its_halves_are_decoded() {
    use base64::Engine as _;
    let mut world = Fixture::new();
    let basic =
        base64::engine::general_purpose::STANDARD.encode(format!("{}:daemon%2Dsecret", DAEMON.replace('-', "%2D")));
    let request = http::Request::post("/contoso.example/oauth2/v2.0/token")
        .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        .header("authorization", format!("Basic {basic}"));
    let answer = world.send(request, format!("grant_type=client_credentials&scope={GRAPH}"));
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// A client assertion made by another library.
fn assertion(alg: Algorithm, edit: impl FnOnce(&mut Header, &mut Value)) -> String {
    use base64::Engine as _;
    let pem = include_bytes!("../../worlds/daemon-cert.pem");
    let (_, pem) = x509_parser::pem::parse_x509_pem(pem).unwrap();
    let encode64 = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    let sha = |algorithm| encode64(aws_lc_rs::digest::digest(algorithm, &pem.contents).as_ref());
    let mut header = Header::new(alg);
    match alg {
        Algorithm::RS256 => header.x5t = Some(sha(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY)),
        _ => header.x5t_s256 = Some(sha(&aws_lc_rs::digest::SHA256)),
    }
    let mut claims = json!({
        "aud": format!("https://localhost:8443/{TENANT}/oauth2/v2.0/token"),
        "iss": DAEMON, "sub": DAEMON, "jti": "1", "nbf": NOW, "exp": NOW + 600,
    });
    edit(&mut header, &mut claims);
    let key = EncodingKey::from_rsa_pem(include_bytes!("../../worlds/daemon-key.pem")).unwrap();
    encode(&header, &claims, &key).unwrap()
}

fn with_assertion(world: &mut Fixture, assertion: &str) -> super::support::Answer {
    world.token(&[
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
        ("scope", GRAPH),
    ])
}

#[test]
fn certificate_assertions_of_both_kinds() {
    let mut world = Fixture::new();
    for alg in [Algorithm::RS256, Algorithm::PS256] {
        let answer = with_assertion(&mut world, &assertion(alg, |_, _| {}));
        assert_eq!(answer.status, 200, "{alg:?} {}", answer.body);
        assert_eq!(access_claims(&answer.json())["appidacr"], "2");
    }
    // Padded thumbprint and fractional times, as MSAL Python sends them.
    let padded = assertion(Algorithm::RS256, |header, claims| {
        header.x5t = header.x5t.take().map(|t| format!("{t}="));
        claims["exp"] = json!(f64::from(1_795_349_400_u32) + 0.25);
    });
    assert_eq!(with_assertion(&mut world, &padded).status, 200);
}

#[test]
fn certificate_assertions_that_are_refused() {
    let mut world = Fixture::new();
    let good = assertion(Algorithm::PS256, |_, _| {});
    let mut cases = vec![
        (700_024, assertion(Algorithm::PS256, |_, c| c["exp"] = json!(NOW - 301))),
        (700_024, assertion(Algorithm::PS256, |_, c| c["nbf"] = json!(NOW + 301))),
        (700_021, assertion(Algorithm::PS256, |_, c| c["iss"] = json!("somebody else"))),
        (700_023, assertion(Algorithm::PS256, |_, c| c["aud"] = json!("https://evil.example/token"))),
        (700_027, assertion(Algorithm::PS256, |h, _| h.x5t_s256 = Some("AAAA".into()))),
        (50027, assertion(Algorithm::PS256, |h, _| h.x5t_s256 = None)),
        (50027, "garbage".into()),
    ];
    let (signed, _) = good.rsplit_once('.').unwrap();
    cases.push((700_027, format!("{signed}.{}", "A".repeat(342))));
    for (code, assertion) in cases {
        let answer = with_assertion(&mut world, &assertion);
        assert_eq!(answer.refusal().3, code, "{}", answer.body);
    }
}
