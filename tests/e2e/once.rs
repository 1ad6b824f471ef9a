//! One-time things, presented 64 times at once over connections of their own: exactly one success.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::Server;

const DEVICE: &str = "c0000000-0000-0000-0000-000000000002";
const WEB: &str = "c0000000-0000-0000-0000-000000000004";
const CALLBACK: &str = "http://localhost:5000/cb";

/// Sends the same form 64 times at once; how often each answer came.
async fn race(server: &Server, url: &str, form: &[(&str, String)], cookie: &str) -> BTreeMap<String, usize> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let request = server.client().post(url).form(form).header("cookie", cookie);
        tasks.spawn(async move {
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            let location = answer.headers().contains_key("location");
            let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default();
            format!("{status} {} {}", body["error_codes"][0], if location { "redirect" } else { "" }).trim().to_owned()
        });
    }
    let mut counts = BTreeMap::new();
    for answer in tasks.join_all().await {
        *counts.entry(answer).or_default() += 1;
    }
    counts
}

fn expected(pairs: &[(&str, usize)]) -> BTreeMap<String, usize> {
    pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_authorization_code() {
    let server = Server::start(&["--sign-in", "auto"]);
    let url = server.url("/contoso.example/oauth2/v2.0/authorize");
    let query = [("client_id", WEB), ("response_type", "code"), ("redirect_uri", CALLBACK), ("scope", "User.Read")];
    let answer = server.client().get(url).query(&query).send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap();
    let code = location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let form = [
        ("grant_type", "authorization_code".into()),
        ("client_id", WEB.into()),
        ("client_secret", "web-secret".into()),
        ("redirect_uri", CALLBACK.into()),
        ("code", code),
    ];
    let counts = race(&server, &server.token_endpoint(), &form, "").await;
    assert_eq!(counts, expected(&[("200 null", 1), ("400 54005", 63)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_device_code() {
    let server = Server::start(&["--sign-in", "auto"]);
    let start = server.client().post(server.url("/contoso.example/oauth2/v2.0/devicecode"));
    let code: Value =
        start.form(&[("client_id", DEVICE), ("scope", "User.Read")]).send().await.unwrap().json().await.unwrap();
    let form = [
        ("grant_type", "device_code".into()),
        ("client_id", DEVICE.into()),
        ("device_code", code["device_code"].as_str().unwrap().into()),
    ];
    let counts = race(&server, &server.token_endpoint(), &form, "").await;
    assert_eq!(counts, expected(&[("200 null", 1), ("400 54005", 63)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_form() {
    let server = Server::start(&[]);
    let url = server.url("/contoso.example/oauth2/v2.0/authorize");
    let query = [
        ("client_id", "c0000000-0000-0000-0000-000000000001"),
        ("response_type", "code"),
        ("redirect_uri", "http://localhost"),
        ("scope", "User.Read"),
    ];
    let page = server.client().get(url).query(&query).send().await.unwrap();
    let cookie = page.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let body = page.text().await.unwrap();
    let hidden = |name: &str| {
        let input = body.split("<input").find(|i| i.contains(&format!("name=\"{name}\""))).unwrap();
        input.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let form = [
        ("ctx", hidden("ctx")),
        ("canary", hidden("canary")),
        ("login", "ada@contoso.example".into()),
        ("passwd", "Pa55-ada!".into()),
        ("intent", "sign_in".into()),
    ];
    let counts = race(&server, &server.url("/contoso.example/login"), &form, &cookie).await;
    assert_eq!(counts, expected(&[("302 null redirect", 1), ("400 null", 63)]));
}
