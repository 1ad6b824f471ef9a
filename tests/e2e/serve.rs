use serde_json::{Value, json};

use super::support::{Server, app_only, run, text};

#[tokio::test]
async fn the_ready_file_has_its_documented_shape_and_works() {
    let server = Server::start(&[]);
    let ready = &server.ready;
    let origin = ready["origin"].as_str().unwrap();
    assert!(origin.starts_with("https://localhost:"));
    assert_eq!(ready["authority"], format!("{origin}/aaaabbbb-0000-cccc-1111-dddd2222eeee"));
    assert_eq!(ready["control"], format!("{origin}/_pretenant"));
    assert!(ready["pid"].is_u64());
    assert_eq!(
        ready["tenants"][0],
        json!({"name": "contoso", "id": "aaaabbbb-0000-cccc-1111-dddd2222eeee", "domain": "contoso.example"})
    );
    let daemon = ready["apps"].as_array().unwrap().iter().find(|a| a["name"] == "daemon").unwrap();
    assert_eq!(daemon["secret"], "daemon-secret");
    let pem = std::fs::read_to_string(daemon["certificate_file"].as_str().unwrap()).unwrap();
    assert!(pem.contains("BEGIN CERTIFICATE") && pem.contains("PRIVATE KEY"));
    assert!(daemon["redirect_uris"].is_array());
    let ada = ready["users"].as_array().unwrap().iter().find(|u| u["name"] == "ada").unwrap();
    assert!(["upn", "password", "oid"].iter().all(|f| ada[*f].is_string()));
    let orders = ready["apis"].as_array().unwrap().iter().find(|a| a["name"] == "orders").unwrap();
    assert_eq!((&orders["token_version"], &orders["url"]), (&json!(2), &json!(format!("{origin}/api/orders"))));
    assert!(orders["identifier_uris"].is_array() && orders["scopes"].is_array() && orders["app_id"].is_string());

    let client = server.client();
    let tokens: Value =
        client.post(server.token_endpoint()).form(&app_only()).send().await.unwrap().json().await.unwrap();
    let me = client
        .get(server.url("/v1.0/users"))
        .bearer_auth(tokens["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(me.status(), 200);
    let control = ready["control"].as_str().unwrap();
    let journal: Value =
        client.get(format!("{control}/journal?endpoint=token")).send().await.unwrap().json().await.unwrap();
    assert_eq!(journal["exchanges"][0]["client"]["name"], "daemon");
}

#[test]
fn sigterm_drains_and_exits_0_and_the_banner_tells_what_to_do() {
    let server = Server::start(&[]);
    let ready = server.dir.path().join("ready.json");
    let authority = server.ready["authority"].as_str().unwrap().to_owned();
    let (status, banner) = server.terminate();
    assert_eq!(status.code(), Some(0));
    assert!(!ready.exists());
    for part in [authority.as_str(), "ca.pem", "ada@contoso.example", "Pa55-ada!", "curl --cacert", "daemon-secret"] {
        assert!(banner.contains(part), "{part} in {banner}");
    }
}

#[test]
fn private_files_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = Server::start(&[]);
    for file in ["ca.key", "server.key", "daemon-certificate.pem"] {
        let mode = std::fs::metadata(server.state().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_seed_and_a_fixed_clock_give_the_same_bytes_over_tls() {
    let args = ["--seed", "7", "--clock", "fixed:2026-11-22T12:00:00Z"];
    let mut bodies = Vec::new();
    for _ in 0..2 {
        let server = Server::start(&args);
        // The issuer names the port, which differs: the world pins another host.
        let world = server
            .client()
            .patch(server.url("/_pretenant/world"))
            .json(&json!({"settings": {"issuer_host": "login.microsoftonline.com"}}));
        assert_eq!(world.send().await.unwrap().status(), 200);
        let answer = server.client().post(server.token_endpoint()).form(&app_only()).send().await.unwrap();
        let date = answer.headers()["date"].to_str().unwrap().to_owned();
        bodies.push((date, answer.text().await.unwrap()));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0].0, "Sun, 22 Nov 2026 12:00:00 GMT");
}

#[tokio::test]
async fn a_further_world_lives_on_a_port_of_its_own() {
    let server = Server::start(&[]);
    let client = server.client();
    let made: Value = client
        .post(server.url("/_pretenant/worlds"))
        .json(&json!({"name": "second", "fork": true}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let authority = made["authority"].as_str().unwrap();
    let token = client.post(format!("{authority}/oauth2/v2.0/token")).form(&app_only()).send().await.unwrap();
    assert_eq!(token.status(), 200);
    let journal: Value = client.get(server.url("/_pretenant/journal")).send().await.unwrap().json().await.unwrap();
    assert_eq!(journal["exchanges"], json!([]));
    assert_eq!(client.delete(server.url("/_pretenant/worlds/second")).send().await.unwrap().status(), 200);
    assert!(client.get(authority).send().await.is_err());
}

#[tokio::test]
async fn the_control_api_can_be_locked_and_is_closed_to_other_origins() {
    let server = Server::start(&["--control-token", "s3cret"]);
    let client = server.client();
    let health = server.url("/_pretenant/health");
    assert_eq!(client.get(&health).send().await.unwrap().status(), 401);
    assert_eq!(client.get(&health).bearer_auth("s3cret").send().await.unwrap().status(), 200);
    let page =
        client.delete(server.url("/_pretenant/journal")).bearer_auth("s3cret").header("origin", "https://evil.example");
    assert_eq!(page.send().await.unwrap().status(), 403);
    let wrong = client.post(server.url("/_pretenant/clock/advance")).bearer_auth("s3cret").json(&json!({"by": "soon"}));
    let error: Value = wrong.send().await.unwrap().json().await.unwrap();
    assert_eq!(error["error"]["code"], "bad_request");
    assert!(error["error"]["cure"].as_str().unwrap().contains("90s"));
}

#[test]
fn what_cannot_be_served_is_said_in_one_message_with_exit_code_2() {
    let server = Server::start(&[]);
    let taken = server.ready["origin"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().to_str().unwrap();
    let broken = dir.path().join("broken.yaml");
    std::fs::write(&broken, "use: contoso\nusers:\n  - { name: ada, pasword: x }\n").unwrap();
    let broken = broken.to_str().unwrap();
    for (args, parts) in [
        (vec!["--listen", &format!("127.0.0.1:{taken}")], vec!["cannot listen on 127.0.0.1", "choose another port"]),
        (vec!["--listen", "0.0.0.0:0"], vec!["not a loopback address", "--control-token"]),
        (vec!["--listen", "nonsense"], vec!["--listen"]),
        (vec!["--clock", "yesterday"], vec!["fixed:"]),
        (vec!["--sign-in", "maybe"], vec!["ask", "auto"]),
        (vec!["--world", "/nowhere.yaml"], vec!["/nowhere.yaml"]),
        (vec!["--world", broken], vec!["broken.yaml:3:18", "did you mean `password`?"]),
    ] {
        let output = run(&[&["serve", "--state-dir", state], args.as_slice()].concat());
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?} {message}");
        for part in parts {
            assert!(message.contains(part), "{part} in {message}");
        }
    }
}
