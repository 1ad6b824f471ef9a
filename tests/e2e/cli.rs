use serde_json::Value;

use super::support::{Server, run, text};

#[test]
fn ca_prints_its_path_and_exports_it() {
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().to_str().unwrap();
    let path = text(&run(&["ca", "--state-dir", state]).stdout);
    let pem = std::fs::read_to_string(path.trim()).unwrap();
    assert_eq!(text(&run(&["ca", "--state-dir", state, "--pem"]).stdout), pem);
    let store = dir.path().join("trust.p12");
    let output = run(&["ca", "--state-dir", state, "--pkcs12", store.to_str().unwrap(), "--password", "changeit"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(std::fs::metadata(store).unwrap().len() > 500);
}

#[test]
fn world_prints_checks_and_describes() {
    let printed = text(&run(&["world", "print"]).stdout);
    assert!(printed.contains("name: contoso"));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("w.yaml");
    std::fs::write(&file, printed).unwrap();
    let checked = run(&["world", "check", file.to_str().unwrap()]);
    assert!(checked.status.success() && text(&checked.stdout).starts_with("ok: 1 tenant"));
    let schema: Value = serde_json::from_slice(&run(&["world", "schema"]).stdout).unwrap();
    assert!(schema["properties"]["apps"].is_object());
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success() && text(&output.stdout).contains("pretenant"), "{shell}");
    }
}

#[tokio::test]
async fn minted_tokens_fail_at_the_api_in_the_way_that_was_ordered() {
    let server = Server::start(&[]);
    let origin = server.ready["origin"].as_str().unwrap();
    let mint = |extra: &[&str]| {
        let base = [
            "token", "--origin", origin, "--api", "orders", "--client", "desktop", "--user", "ada", "--scope",
            "api.read",
        ];
        let output = run(&[&base, extra].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    };
    for (extra, status, header) in [
        (vec![], 200, ""),
        (vec!["--expired"], 401, "The token expired at"),
        (vec!["--audience", "api://other"], 401, "The audience 'api://other' is invalid"),
        (vec!["--signature", "bad"], 401, "The signature is invalid"),
        (vec!["--signature", "none"], 401, "The signature is invalid"),
        (vec!["--key", "unpublished"], 401, "The signature key was not found"),
        (vec!["--key", "unknown-kid"], 401, "The signature key was not found"),
        (vec!["--not-before", "10m"], 401, "The token is not valid before"),
        (vec!["--claim", "scp=null"], 401, ""),
        (vec!["--claim", "scp=other"], 403, ""),
    ] {
        let answer = server.client().get(server.url("/api/orders")).bearer_auth(mint(&extra)).send().await.unwrap();
        let challenge = answer.headers().get("www-authenticate").map_or("", |h| h.to_str().unwrap());
        assert_eq!(answer.status(), status, "{extra:?} {challenge}");
        assert!(challenge.contains(header), "{extra:?} {challenge}");
    }
}

#[test]
fn an_order_for_something_that_is_not_there_says_what_there_is() {
    let output = run(&["token", "--api", "nothing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("graph"));
}
