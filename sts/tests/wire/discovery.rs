use serde_json::Value;

use super::support::{Fixture, TENANT};

#[test]
fn metadata_of_both_versions() {
    let mut world = Fixture::new();
    insta::assert_json_snapshot!(
        "metadata_v2_tenant",
        world.get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration")).snapshot()
    );
    insta::assert_json_snapshot!(
        "metadata_v1_tenant",
        world.get(&format!("/{TENANT}/.well-known/openid-configuration")).snapshot()
    );
}

#[test]
fn the_issuer_is_a_template_only_without_a_tenant() {
    let mut world = Fixture::new();
    for (segment, issuer) in [
        ("common", "https://localhost:8443/{tenantid}/v2.0".to_owned()),
        ("organizations", "https://localhost:8443/{tenantid}/v2.0".to_owned()),
        ("consumers", "https://localhost:8443/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0".to_owned()),
        ("CONTOSO.example", format!("https://localhost:8443/{TENANT}/v2.0")),
    ] {
        let body = world.get(&format!("/{segment}//v2.0/.well-known/openid-configuration?")).json();
        assert_eq!(body["issuer"], issuer);
        assert_eq!(body["token_endpoint"], format!("https://localhost:8443/{segment}/oauth2/v2.0/token"));
    }
}

#[test]
fn fields_and_values_are_the_captured_ones() {
    let golden = [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "device_authorization_endpoint",
        "end_session_endpoint",
        "response_types_supported",
        "response_modes_supported",
        "subject_types_supported",
        "scopes_supported",
        "id_token_signing_alg_values_supported",
        "token_endpoint_auth_methods_supported",
        "claims_supported",
        "tenant_region_scope",
        "cloud_instance_name",
        "cloud_graph_host_name",
        "msgraph_host",
        "rbac_url",
        "http_logout_supported",
        "frontchannel_logout_supported",
        "request_uri_parameter_supported",
    ];
    let body = Fixture::new().get("/common/v2.0/.well-known/openid-configuration").json();
    for field in golden {
        assert!(body.get(field).is_some(), "{field}");
    }
    assert_eq!(body["subject_types_supported"], serde_json::json!(["pairwise"]));
    assert_eq!(body["request_uri_parameter_supported"], false);
    assert_eq!(body["tenant_region_scope"], Value::Null);
}

#[test]
fn unknown_tenants_are_refused_as_captured() {
    let mut world = Fixture::new();
    let unknown = world.get("/99999999-0000-0000-0000-000000000000/v2.0/.well-known/openid-configuration");
    assert_eq!(unknown.refusal(), (400, "invalid_tenant".into(), String::new(), 90002));
    let malformed = world.get("/not_a_tenant/v2.0/.well-known/openid-configuration");
    assert_eq!(malformed.refusal(), (400, "invalid_request".into(), String::new(), 900_023));
}

#[test]
fn keys_of_both_versions() {
    let mut world = Fixture::new();
    let v2 = world.get("/common/discovery/v2.0/keys").json();
    let v1 = world.get("/common/discovery/keys").json();
    assert_eq!(v2["keys"].as_array().unwrap().len(), 2);
    for (new, old) in v2["keys"].as_array().unwrap().iter().zip(v1["keys"].as_array().unwrap()) {
        assert_eq!(new["kid"], new["x5t"]);
        assert_eq!(new["issuer"], "https://localhost:8443/{tenantid}/v2.0");
        assert!(old.get("issuer").is_none() && new.get("alg").is_none());
        assert_eq!((&new["n"], new["x5c"].as_array().unwrap().len()), (&old["n"], 1));
    }
}

#[test]
fn instance_discovery_answers_for_the_host_and_port_asked() {
    let mut world = Fixture::new();
    let asked = |host: &str| {
        format!(
            "/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2F{host}%2Fcommon%2Foauth2%2Fv2.0%2Fauthorize"
        )
    };
    insta::assert_json_snapshot!("instance_discovery", world.get(&asked("localhost%3A8443")).snapshot());
    let cloud = world.get(&asked("login.microsoftonline.com")).json();
    assert_eq!(cloud["metadata"][0]["preferred_cache"], "login.windows.net");
    assert_eq!(world.get(&asked("evil.example")).refusal(), (400, "invalid_instance".into(), String::new(), 50049));
    let old = world
        .get("/common/discovery/instance?api-version=1.0&authorization_endpoint=https://localhost/x/oauth2/authorize")
        .json();
    assert_eq!(old.as_object().unwrap().len(), 1);
    assert_eq!(old["tenant_discovery_endpoint"], "https://localhost:8443/x/.well-known/openid-configuration");
}

#[test]
fn user_realm_knows_domains_in_any_case() {
    let mut world = Fixture::new();
    insta::assert_json_snapshot!(
        "user_realm",
        world.get("/common/UserRealm/ADA%40Contoso.example?api-version=1.0").snapshot()
    );
    assert_eq!(world.get("/common/userrealm/x@nowhere.example?api-version=1.0").json()["account_type"], "Unknown");
}
