//! Tokens other than they would be issued.

use jsonwebtoken::{DecodingKey, Validation};
use serde_json::{Value, json};

use super::support::{Bed, NOW, TOKEN, part};

async fn bed(then: &str) -> Bed {
    Bed::new(&format!("rules: [{{ when: {{ endpoint: token }}, then: {then} }}]")).await
}

/// Whether an independent library verifies a token with the served keys, and if not, why not.
async fn verified(bed: &Bed, token: &str) -> Result<(), String> {
    let document = bed.get("/common/discovery/v2.0/keys").await.body;
    let keys: jsonwebtoken::jwk::JwkSet = serde_json::from_str(&document).unwrap();
    let kid = jsonwebtoken::decode_header(token).map_err(|e| e.to_string())?.kid.ok_or("no kid")?;
    let key = DecodingKey::from_jwk(keys.find(&kid).ok_or("unknown kid")?).unwrap();
    let mut rules = Validation::new(jsonwebtoken::Algorithm::RS256);
    (rules.validate_aud, rules.validate_exp) = (false, false);
    jsonwebtoken::decode::<Value>(token, &key, &rules).map(drop).map_err(|e| e.to_string())
}

#[tokio::test]
async fn claims_of_the_access_token_are_changed() {
    let bed = bed(
        r#"{ token: { aud: "https://graph.microsoft.com/wrong", iss: "https://evil.example", expires_in: 90s, not_before: 10m,
             claims: { groups: [g1], upn: null, ver: 3 }, header: { kid: other, typ: null } } }"#,
    )
    .await;
    let answer = bed.ada("User.Read").await;
    assert_eq!((answer.json()["expires_in"].as_i64(), answer.status), (Some(89), 200));
    let claims = answer.claims("access_token");
    assert_eq!(claims["aud"], "https://graph.microsoft.com/wrong");
    assert_eq!(claims["iss"], "https://evil.example");
    assert_eq!((&claims["exp"], &claims["nbf"]), (&json!(NOW + 90), &json!(NOW + 600)));
    assert_eq!((&claims["groups"], &claims["ver"]), (&json!(["g1"]), &json!(3)));
    assert!(claims.get("upn").is_none() && claims["name"] == "Ada Lovelace");
    let header = part(&answer.text("access_token"), 0);
    assert!(header["kid"] == "other" && header.get("typ").is_none(), "{header}");
}

#[tokio::test]
async fn an_expired_token_is_refused_by_the_api() {
    let bed = bed("{ token: { expires_in: -10m } }").await;
    let answer = bed.ada("User.Read").await;
    assert_eq!(answer.json()["expires_in"], 0);
    let claims = answer.claims("access_token");
    assert!(claims["iat"].as_i64() < claims["exp"].as_i64() && claims["exp"] == NOW - 600);
    assert_eq!(bed.call("/v1.0/me", &answer.text("access_token")).await.status, 401);
}

#[tokio::test]
async fn keys_and_signatures_are_chosen() {
    for (then, verdict) in [
        ("{ token: { claims: { x: 1 } } }", Ok(())),
        ("{ token: { key: next } }", Ok(())),
        ("{ token: { key: unpublished } }", Err("unknown kid")),
        ("{ token: { key: unknown_kid } }", Err("unknown kid")),
        ("{ token: { signature: bad } }", Err("InvalidSignature")),
    ] {
        let bed = bed(then).await;
        let answer = bed.daemon().await;
        assert_eq!(verified(&bed, &answer.text("access_token")).await, verdict.map_err(str::to_owned), "{then}");
    }
    let bed = bed("{ token: { signature: none } }").await;
    let token = bed.daemon().await.text("access_token");
    assert!(token.ends_with('.') && part(&token, 0) == json!({"typ": "JWT", "alg": "none"}));
}

#[tokio::test]
async fn an_encrypted_token_is_opaque_to_the_client_and_good_for_the_api() {
    let bed = bed("{ token: { encrypt: true } }").await;
    let orders = bed.ada("api://orders/api.read").await.text("access_token");
    assert_eq!(orders.split('.').count(), 5);
    assert_eq!(part(&orders, 0), json!({"typ": "JWT", "alg": "dir", "enc": "A256GCM", "cty": "JWT"}));
    let called = bed.call("/api/orders", &orders).await;
    assert_eq!((called.status, &called.json()["user"]), (200, &json!("ada@contoso.example")));
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("client_id", "c0000000-0000-0000-0000-000000000006"),
        ("client_secret", "middle-tier-secret"),
        ("requested_token_use", "on_behalf_of"),
        ("assertion", &orders),
        ("scope", "User.Read"),
    ];
    assert_eq!(bed.post(TOKEN, &form).await.refusal().2, 500_131, "read, and refused for its audience");
}

#[tokio::test]
async fn the_id_token_is_changed_by_itself() {
    let bed = bed(
        r#"{ id_token: { aud: other, iss: "https://evil.example", expires_in: -1h, claims: { nonce: wrong, name: null },
             key: unknown_kid } }"#,
    )
    .await;
    let answer = bed.ada("User.Read openid profile").await;
    let claims = answer.claims("id_token");
    assert_eq!((&claims["aud"], &claims["nonce"]), (&json!("other"), &json!("wrong")));
    assert_eq!((&claims["iss"], &claims["exp"]), (&json!("https://evil.example"), &json!(NOW - 3600)));
    assert!(claims.get("name").is_none());
    assert_eq!(verified(&bed, &answer.text("id_token")).await, Err("unknown kid".into()));
    assert_eq!(verified(&bed, &answer.text("access_token")).await, Ok(()));
}

#[tokio::test]
async fn unsigned_id_tokens_of_v1_stay_unsigned_unless_a_key_is_chosen() {
    let legacy = [
        ("grant_type", "password"),
        ("client_id", "c0000000-0000-0000-0000-000000000007"),
        ("username", "ada@contoso.example"),
        ("password", "Pa55-ada!"),
        ("resource", "https://graph.microsoft.com"),
        ("scope", "openid"),
    ];
    for (then, alg) in
        [("{ id_token: { claims: { x: 1 } } }", "none"), ("{ id_token: { claims: { x: 1 }, key: active } }", "RS256")]
    {
        let bed = bed(then).await;
        let answer = bed.post("/contoso.example/oauth2/token", &legacy).await;
        assert_eq!(part(&answer.text("id_token"), 0)["alg"], alg, "{then}");
        assert_eq!(answer.claims("id_token")["x"], 1);
    }
}

#[tokio::test]
async fn tokens_of_the_authorize_endpoint_are_changed_too() {
    let bed =
        Bed::new("rules: [{ when: { endpoint: authorize }, then: { id_token: { claims: { nonce: wrong } } } }]").await;
    let sent = bed
        .authorize(&[
            ("client_id", "c0000000-0000-0000-0000-000000000004"),
            ("redirect_uri", "http://localhost:5000/cb"),
            ("response_type", "code id_token"),
            ("response_mode", "fragment"),
            ("scope", "openid"),
            ("nonce", "right"),
        ])
        .await
        .redirected();
    let claims = part(&sent["id_token"], 1);
    assert!(claims["nonce"] == "wrong" && claims["c_hash"].is_string());
}
