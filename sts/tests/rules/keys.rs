//! Signing keys, the clock, and revocation.

use super::support::{Bed, NOW, part};

async fn published(bed: &Bed) -> Vec<String> {
    let document = bed.get("/common/discovery/v2.0/keys").await.json();
    document["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn signing(bed: &Bed) -> String {
    let token = bed.daemon().await.text("access_token");
    part(&token, 0)["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_stale_keys_document_lacks_the_key_that_signs() {
    let bed = Bed::new("rules: [{ name: stale, when: { first: 1 }, then: { keys: stale } }]").await;
    let kid = signing(&bed).await;
    let stale = published(&bed).await;
    assert!(!stale.is_empty() && !stale.contains(&kid));
    assert!(published(&bed).await.contains(&kid), "only the first one was stale");
    let fired = bed.journal().iter().filter(|exchange| exchange.note.rules == ["stale"]).count();
    assert_eq!(fired, 1);
}

#[tokio::test]
async fn keys_rotate_before_an_exchange_is_answered() {
    let bed = Bed::new("rules: [{ when: { endpoint: token, nth: 2 }, then: { keys: rotate } }]").await;
    let before = published(&bed).await;
    let (first, second, third) = (signing(&bed).await, signing(&bed).await, signing(&bed).await);
    assert!(first != second && second == third);
    assert!(before.contains(&second), "whoever cached the document knows the next key");
    assert!(published(&bed).await.contains(&first), "and the previous one stays published");
}

#[tokio::test]
async fn an_unpublished_key_stays_one_through_rotations() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token }, then: { keys: rotate } }
          - { when: { endpoint: token }, then: { token: { key: unpublished } } }
        ",
    )
    .await;
    for _ in 0..5 {
        let kid = signing(&bed).await;
        assert!(!kid.is_empty() && !published(&bed).await.contains(&kid));
    }
}

#[tokio::test]
async fn one_exchange_has_a_clock_of_its_own() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token, nth: 1 }, then: { clock_skew: 1h } }
          - { when: { endpoint: token, nth: 2 }, then: { clock_skew: -1h } }
        ",
    )
    .await;
    for (skew, date) in [(3600, "13:00:00"), (-3600, "11:00:00"), (0, "12:00:00")] {
        let answer = bed.daemon().await;
        assert!(answer.header("date").contains(date), "{:?}", answer.headers);
        let claims = answer.claims("access_token");
        assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(NOW + skew - 300), Some(NOW + skew + 3600)));
    }
}

#[tokio::test]
async fn a_skewed_clock_decides_what_has_expired() {
    let bed = Bed::new("rules: [{ when: { endpoint: api, nth: 2 }, then: { clock_skew: 2h } }]").await;
    let token = bed.ada("User.Read").await.text("access_token");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(bed.call("/v1.0/me", &token).await.status);
    }
    assert_eq!(statuses, [200, 401, 200]);
}

#[tokio::test]
async fn refresh_tokens_are_revoked_of_those_whom_the_rule_names() {
    let bed = Bed::new(
        "
        rules:
          - { when: { grant: refresh_token, user: ada, first: 1 }, then: { revoke: refresh_tokens } }
        ",
    )
    .await;
    let ada = bed.ada("User.Read offline_access").await.text("refresh_token");
    let grace = bed.password("grace@contoso.example", "Pa55-grace!", "User.Read offline_access").await;
    assert_eq!(bed.refresh(&ada).await.refusal(), (400, "invalid_grant".into(), 50173));
    assert_eq!(bed.refresh(&grace.text("refresh_token")).await.status, 200);
    let anew = bed.ada("User.Read offline_access").await.text("refresh_token");
    assert_eq!(bed.refresh(&anew).await.status, 200, "only once");
}

#[tokio::test]
async fn sessions_are_revoked() {
    let bed = Bed::new(
        "rules: [{ when: { endpoint: authorize, parameter: { prompt: none }, nth: 2 }, then: { revoke: sessions } }]",
    )
    .await;
    bed.authorize(&[]).await;
    assert!(bed.authorize(&[("prompt", "none")]).await.redirected().contains_key("code"));
    let silent = bed.authorize(&[("prompt", "none")]).await.redirected();
    assert_eq!(silent["error"], "login_required");
}
