use pretenant_sts::directory::file::builtin;
use pretenant_sts::document;
use pretenant_sts::recording::har::{self, Har, JournalFile};
use pretenant_sts::recording::{Options, Recording, scrub};
use pretenant_sts::world::SignInMode;
use serde_json::json;

use super::support::*;

/// Traffic of every kind.
fn everything() -> Recording {
    let mut client = Client::upstream(SignInMode::Auto);
    client.get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration"));
    client.get(&format!("/{TENANT}/discovery/v2.0/keys"));
    client.get("/common/userrealm/ada%40contoso.example?api-version=1.0");
    let app = client.app_only("daemon-secret").text("access_token");
    client.call("/v1.0/users?$top=5", &app);
    client.app_only("wrong");
    let answer = client.authorize(&[
        ("redirect_uri", "http://localhost"),
        ("state", "state-1"),
        ("nonce", "nonce-1"),
        ("login_hint", "ada@contoso.example"),
        ("response_mode", "fragment"),
    ]);
    let tokens = client.redeem(&answer.redirected().1["code"], "http://localhost");
    client.call("/v1.0/me", &tokens.text("access_token"));
    client.refresh(&tokens.text("refresh_token"));
    client.get("/v1.0/me");
    let form = [("client_id", DEVICE), ("scope", "User.Read openid")];
    let device = client.post(&format!("/{TENANT}/oauth2/v2.0/devicecode"), &form);
    client.token(&[("grant_type", "device_code"), ("client_id", DEVICE), ("device_code", &device.text("device_code"))]);
    client.record()
}

#[test]
fn a_recording_survives_the_way_through_an_archive() {
    let recording = everything();
    let har = har::export(&recording, builtin().build().unwrap()).unwrap();
    assert_eq!(har.log.entries.len(), recording.exchanges.len());
    let text = serde_json::to_string_pretty(&har).unwrap();
    let read: Har = document::read_json("x.har", &text).unwrap();
    let imported = har::import(&read);
    assert_eq!(imported.remarks, Vec::<String>::new());
    assert_eq!(imported.origins, ["https://recording.example"]);
    let options = Options { origins: imported.origins, ..Options::default() };
    let again = scrub(&imported.taken, &options).unwrap().recording;
    for (i, (before, after)) in recording.exchanges.iter().zip(&again.exchanges).enumerate() {
        assert_eq!(after.request, before.request, "exchange {}", i + 1);
        let told = |sent: &indexmap::IndexMap<String, String>| {
            let mut told: Vec<_> = sent.clone().into_iter().collect();
            told.sort();
            told
        };
        assert_eq!(told(&after.sent), told(&before.sent), "exchange {}", i + 1);
        assert_eq!(after.response.tokens, before.response.tokens, "exchange {}", i + 1);
        assert_eq!(after.response.json, before.response.json, "exchange {}", i + 1);
        assert_eq!(after.response.to_app, before.response.to_app, "exchange {}", i + 1);
        assert_eq!(after.response.status, before.response.status, "exchange {}", i + 1);
    }
    assert_eq!(again.recorded, recording.recorded);
}

#[test]
fn what_a_browser_captured_becomes_a_recording_and_the_rest_is_named() {
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let get = |url: &str, headers: serde_json::Value, kind: &str, body: &str| {
        json!({
            "startedDateTime": "2026-11-22T12:00:00.000Z", "time": 1.5, "_initiator": { "type": "script" },
            "request": { "method": "GET", "url": url, "httpVersion": "h2", "headers": headers, "queryString": [], "cookies": [] },
            "response": { "status": 200, "statusText": "", "headers": [header("content-encoding", "gzip")], "cookies": [],
                "content": { "size": 1, "mimeType": kind, "text": body } },
        })
    };
    let metadata = r#"{"issuer":"https://login.microsoftonline.com/{tenantid}/v2.0","token_endpoint":"https://login.microsoftonline.com/common/oauth2/v2.0/token"}"#;
    let token = json!({
        "startedDateTime": "2026-11-22T12:00:01.000Z",
        "request": { "method": "POST", "url": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            "headers": [header(":authority", "login.microsoftonline.com")],
            "postData": { "mimeType": "application/x-www-form-urlencoded", "params": [
                { "name": "grant_type", "value": "refresh_token" }, { "name": "client_id", "value": "c" },
                { "name": "refresh_token", "value": "0.AAAA-secret-refresh-token" } ] } },
        "response": { "status": 200, "headers": [], "content": { "mimeType": "application/json",
            "encoding": "base64", "text": "eyJ0b2tlbl90eXBlIjoiQmVhcmVyIn0=" } },
    });
    let har = json!({ "log": { "version": "1.2", "entries": [
        get("https://app.example/", json!([]), "text/html", "<html>"),
        get("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration", json!([]), "application/json", metadata),
        token,
        get("https://graph.microsoft.com/v1.0/me", json!([header("Authorization", "Bearer opaque")]), "application/json", "{\"id\":1}"),
        get("chrome-extension://x/y.js", json!([]), "text/javascript", ""),
    ] } });
    let imported = har::import(&document::read_json("x.har", &har.to_string()).unwrap());
    let options = Options { origins: imported.origins.clone(), ..Options::default() };
    let recording = scrub(&imported.taken, &options).unwrap().recording;
    insta::assert_yaml_snapshot!("imported", json!({ "recording": recording, "remarks": imported.remarks }));
}

#[test]
fn what_is_no_archive_is_said_with_its_place() {
    let text = "{\n  \"log\": { \"entries\": [ { \"request\": 1 } ] }\n}";
    let mistakes = document::read_json::<Har>("x.har", text).unwrap_err();
    let mistake = &mistakes.mistakes()[0];
    assert_eq!((mistake.line, mistake.message.contains("Request")), (Some(2), true), "{mistakes}");
}

#[test]
fn a_saved_journal_becomes_an_archive() {
    let mut client = Client::upstream(SignInMode::Auto);
    client.app_only("daemon-secret");
    let journal = serde_json::to_value(client.control.journal(&Default::default())).unwrap();
    let har = har::from_journal(&serde_json::from_value::<JournalFile>(journal).unwrap());
    let entry = &har.log.entries[0];
    assert_eq!((entry.request.method.as_str(), entry.response.status), ("POST", 200));
    assert_eq!(entry.request.url, format!("https://{UPSTREAM}/{TENANT}/oauth2/v2.0/token"));
    assert!(!serde_json::to_string(&har).unwrap().contains("daemon-secret"));
}
