use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pretenant_client::{
    AssertionAlgorithm, AssertionContext, AssertionProvider, Certificate, ClientCredentialsRequest, ClientError,
    ClientErrorKind, ConfidentialClient, Credential, Error, PasswordRequest, Secret, SilentRequest, TokenResult,
    TokenSource,
};
use serde_json::Value;

use crate::support::*;

const SCOPE: &str = "https://graph.microsoft.com/.default";

async fn app(client: &ConfidentialClient, scope: &str) -> Result<TokenResult, Error> {
    client.acquire_for_client(ClientCredentialsRequest::new(scope)).await
}

#[tokio::test]
async fn the_second_call_is_served_from_the_app_cache() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(app_token("AT1"));
    let result = app(&client, SCOPE).await.unwrap();
    assert_eq!((token(&result), result.source), ("AT1", TokenSource::Network));
    assert_eq!((result.account, result.unique_id, result.id_token), (None, None, None));
    assert_eq!(result.tenant_id.as_deref(), Some(HOME));
    let requests = world.sts.take();
    assert_eq!(requests[0].param("grant_type"), Some("client_credentials"));
    assert_eq!(requests[0].param("scope"), Some(SCOPE));
    assert_eq!(requests[0].param("client_secret"), Some("s3cr&t ü"));
    assert_eq!(requests[0].param("client_info"), None);

    let result = app(&client, SCOPE).await.unwrap();
    assert_eq!((token(&result), result.source), ("AT1", TokenSource::Cache));
    assert!(world.sts.wire().is_empty());
    assert!(client.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn app_tokens_are_kept_per_tenant_and_resource() {
    let world = World::new();
    let client = world.confidential();
    let ask = |tenant: &'static str, scope: &'static str| {
        client.acquire_for_client(ClientCredentialsRequest::new(scope).tenant(tenant))
    };
    for round in ["network", "cache"] {
        for (name, tenant, scope) in
            [("A1", "p", "x/.default"), ("A2", "p", "y/.default"), ("A3", "q", "x/.default"), ("A4", "q", "y/.default")]
        {
            if round == "network" {
                world.sts.reply(app_token(name));
            }
            assert_eq!(token(&ask(tenant, scope).await.unwrap()), name);
        }
        assert_eq!(world.sts.wire().len(), if round == "network" { 4 } else { 0 });
    }
}

#[tokio::test]
async fn users_and_the_application_do_not_share_tokens() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(tokens(&ADA, "AT1", "RT1", SCOPE));
    let code = pretenant_client::CodeRequest::new("code", SCOPE);
    let ada = client.redeem_code(code).await.unwrap().account.unwrap();

    world.sts.reply(app_token("AT2"));
    let result = app(&client, SCOPE).await.unwrap();
    assert_eq!((token(&result), &result.account), ("AT2", &None));
    world.sts.take();

    client.remove_account(&ada).await.unwrap();
    assert_eq!(token(&app(&client, SCOPE).await.unwrap()), "AT2", "removing a user leaves the app's token");
    let silent = SilentRequest::new(SCOPE).account(&ada);
    assert!(client.acquire_silent(silent).await.unwrap_err().is_ui_required());
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn a_confidential_refresh_proves_who_asks() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read").with("refresh_in", 60));
    let code = pretenant_client::CodeRequest::new("code", "User.Read");
    let ada = client.redeem_code(code).await.unwrap().account.unwrap();
    world.clock.advance(120);
    world.sts.reply(tokens(&ADA, "AT2", "RT2", "User.Read"));
    let request = SilentRequest::new(["User.Read"]).account(&ada);
    assert_eq!(token(&client.acquire_silent(request).await.unwrap()), "AT2");
    for request in world.sts.take() {
        assert_eq!(request.param("client_secret"), Some("s3cr&t ü"), "{}", request.kind);
        assert_ne!(request.kind, "T(client_credentials)", "a user's token is renewed as the user's");
    }
}

#[tokio::test]
async fn challenges_and_force_pass_by_the_cache() {
    let world = World::new();
    let client = world.confidential();
    let requests = [
        ClientCredentialsRequest::new(SCOPE),
        ClientCredentialsRequest::new(SCOPE).claims(r#"{"access_token":{"x":null}}"#),
        ClientCredentialsRequest::new(SCOPE).force_refresh(true),
    ];
    for (name, request) in ["AT1", "AT2", "AT3"].iter().zip(requests) {
        world.sts.reply(app_token(name));
        assert_eq!(token(&client.acquire_for_client(request).await.unwrap()), *name);
    }
    assert_eq!(token(&app(&client, SCOPE).await.unwrap()), "AT3");
    assert_eq!(world.sts.take()[1].param("claims"), Some(r#"{"access_token":{"x":null}}"#));
}

#[tokio::test]
async fn an_app_token_is_renewed_early_and_kept_if_that_fails() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(app_token("AT1").with("refresh_in", 1800));
    app(&client, SCOPE).await.unwrap();
    world.clock.advance(2400);
    world.sts.reply(Reply::new(429, ""));
    assert_eq!(token(&app(&client, SCOPE).await.unwrap()), "AT1");
    assert_eq!(token(&app(&client, SCOPE).await.unwrap()), "AT1", "the pause isn't the caller's problem");
    world.clock.advance(61);
    world.sts.reply(app_token("AT2"));
    let result = app(&client, SCOPE).await.unwrap();
    assert_eq!((token(&result), result.source), ("AT2", TokenSource::ProactiveRefresh));
}

#[tokio::test]
async fn equal_calls_ask_once() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(app_token("AT1"));
    for result in join_all((0..12).map(|_| app(&client, SCOPE))).await {
        assert_eq!(token(&result.unwrap()), "AT1");
    }
    let all: Vec<_> = world.sts.take_all().into_iter().map(|request| request.kind).collect();
    assert_eq!(all, ["D", "T(client_credentials)"]);
}

#[tokio::test]
async fn an_app_refusal_is_nothing_a_user_can_cure() {
    let world = World::new();
    let client = world.confidential();
    world.sts.reply(refused("invalid_grant", 53003, "basic_action"));
    let Err(Error::Service(refusal)) = app(&client, SCOPE).await else { panic!("not a service error") };
    assert_eq!(refusal.response.codes, [53003]);
}

fn certificate() -> Certificate {
    let certificate = include_bytes!("support/certificate.pem");
    Certificate::from_pem(certificate, include_bytes!("support/certificate.key")).unwrap()
}

/// Checks the assertion with the certificate's own public key; returns its header and claims.
fn verified(assertion: &str, algorithm: Algorithm) -> (Value, Value) {
    let key = DecodingKey::from_rsa_pem(include_bytes!("support/certificate.pub")).unwrap();
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&["https://sts.test:8443/tenant-h/oauth2/v2.0/token"]);
    validation.validate_exp = false;
    let token = jsonwebtoken::decode::<Value>(assertion, &key, &validation).unwrap();
    (serde_json::to_value(token.header).unwrap(), token.claims)
}

#[tokio::test]
async fn a_certificate_signs_a_fresh_assertion_for_each_request() {
    let world = World::new();
    let builder = ConfidentialClient::builder(CLIENT, Credential::Certificate(certificate()));
    let client = world.surround(builder).build().unwrap();
    let mut ids = Vec::new();
    for moment in [START, START + 660] {
        world.sts.reply(app_token("AT"));
        client.acquire_for_client(ClientCredentialsRequest::new(SCOPE).force_refresh(true)).await.unwrap();
        let request = world.sts.take().remove(0);
        assert_eq!(request.param("client_secret"), None);
        let (header, claims) = verified(request.param("client_assertion").unwrap(), Algorithm::PS256);
        // openssl x509 -fingerprint -sha256, in base64url
        assert_eq!(header["x5t#S256"], include_str!("support/certificate.x5t-s256").trim());
        assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some(CLIENT), Some(CLIENT)));
        assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(moment), Some(moment + 600)));
        ids.push(claims["jti"].clone());
        world.clock.advance(660);
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn the_older_form_names_the_certificate_by_sha1_and_can_send_it() {
    let world = World::new();
    let certificate = certificate().algorithm(AssertionAlgorithm::Rs256).send_chain(true);
    let builder = ConfidentialClient::builder(CLIENT, Credential::Certificate(certificate));
    let client = world.surround(builder).build().unwrap();
    world.sts.reply(app_token("AT"));
    app(&client, SCOPE).await.unwrap();
    let request = world.sts.take().remove(0);
    let (header, _) = verified(request.param("client_assertion").unwrap(), Algorithm::RS256);
    assert_eq!(header["x5t"], include_str!("support/certificate.x5t").trim());
    let pem = include_str!("support/certificate.pem").lines().filter(|line| !line.starts_with('-'));
    assert_eq!(header["x5c"][0], pem.collect::<String>());
}

#[test]
fn a_certificate_that_is_none_says_what_is_wrong() {
    let key = include_bytes!("support/certificate.key");
    for (certificate, key) in [(&b"nonsense"[..], &key[..]), (include_bytes!("support/certificate.pem"), b"nonsense")] {
        let error = Certificate::from_pem(certificate, key).unwrap_err();
        assert_eq!(error.kind, ClientErrorKind::Credential);
    }
}

struct Counting(std::sync::atomic::AtomicU32);

#[async_trait]
impl AssertionProvider for Counting {
    async fn assertion(&self, context: &AssertionContext) -> Result<Secret, ClientError> {
        let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Ok(Secret::new(format!("{} for {} #{number}", context.client_id, context.token_endpoint)))
    }
}

#[tokio::test]
async fn an_assertion_provider_is_asked_each_time() {
    let world = World::new();
    let credential = Credential::Assertion(Arc::new(Counting(Default::default())));
    let client = world.surround(ConfidentialClient::builder(CLIENT, credential)).build().unwrap();
    for number in 0..2 {
        world.sts.reply(app_token("AT"));
        client.acquire_for_client(ClientCredentialsRequest::new(SCOPE).force_refresh(true)).await.unwrap();
        let expected = format!("client-1 for https://sts.test:8443/tenant-h/oauth2/v2.0/token #{number}");
        assert_eq!(world.sts.take()[0].param("client_assertion"), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_public_client_carries_no_credential() {
    let world = World::new();
    let client = world.public();
    world.sts.reply(managed());
    world.sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read"));
    client.acquire_by_password(PasswordRequest::new(["User.Read"], "ada", "pw")).await.unwrap();
    let request = world.sts.take().remove(1);
    assert!(request.form.iter().all(|(name, _)| !name.starts_with("client_secret") && !name.contains("assertion")));
}
