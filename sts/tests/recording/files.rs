use pretenant_sts::document::{self, Findings, Pointer};
use pretenant_sts::recording::{Options, Recording, scrub};
use pretenant_sts::world::SignInMode;

use super::support::*;

fn sign_in() -> Client {
    let mut client = Client::upstream(SignInMode::Auto);
    let answer = client.authorize(&[("redirect_uri", "http://localhost:50001"), ("state", "s"), ("nonce", "n")]);
    let tokens = client.redeem(&answer.redirected().1["code"], "http://localhost:50001");
    client.call("/v1.0/me", &tokens.text("access_token"));
    client
}

#[test]
fn a_recording_is_written_for_readers_and_read_again() {
    let recording = sign_in().record();
    let yaml = serde_saphyr::to_string(&recording).unwrap();
    insta::assert_snapshot!("sign_in", yaml);
    assert_eq!(document::read::<Recording>("r.yaml", &yaml).unwrap(), recording);
}

#[test]
fn an_anonymous_recording_names_nobody_and_is_still_played() {
    let options = Options { anonymize: true, ..options() };
    let recording = scrub(&sign_in().taken, &options).unwrap().recording;
    let yaml = serde_saphyr::to_string(&recording).unwrap();
    for gone in ["ada", "Ada", "Lovelace", "contoso", "a0000000", "aaaabbbb", "c0000000"] {
        let word = |c: char| c.is_ascii_alphanumeric();
        assert!(!yaml.split(|c| !word(c)).any(|w| w == gone), "{gone} in {yaml}");
    }
    let mut findings = Findings::default();
    recording.check(&Pointer::document(), &mut findings);
    assert!(findings.is_empty(), "{findings:?}");

    let asked = &recording.exchanges[0].request;
    let (tenant, client) = (asked.tenant.clone().unwrap(), asked.client.clone().unwrap());
    let scope = asked.scopes.join(" ");
    let query = encode(&[
        ("client_id", &client),
        ("response_type", "code"),
        ("scope", &scope),
        ("redirect_uri", "http://localhost"),
        ("state", "s"),
    ]);
    let answer = Client::replay(recording).get(&format!("/{tenant}/oauth2/v2.0/authorize?{query}"));
    assert_eq!(answer.redirected().1["state"], "s");
}

#[test]
fn every_mistake_in_a_recording_has_a_place_and_a_cure() {
    let text = "\
recorded: yesterday
exchanges:
  - request: { endpoint: tokn, version: v3, method: 'G T' }
    response: { status: 99, json: {}, text: x }
  - request: { client: c }
    response:
      status: 200
      headers: { \"bad name\": x }
      json: { a: \"${orgin}\", b: \"${token:x}\", c: \"x${now+1|number}\", d: \"${keys}\", e: \"$${x\" }
  - request: { endpoint: token, path: /x }
    response:
      status: 200
      base64: '%'
      tokens:
        t: { header: { kid: \"${kid}\" }, claims: { x: \"${kid}\", y: \"${token:t}\", z: \"${c_hash}\" } }
  - request: { path: x }
    response: { status: 200, text: \"${at_hash}\" }
";
    let recording: Recording = document::read("r.yaml", text).unwrap();
    let mut findings = Findings::default();
    recording.check(&Pointer::document(), &mut findings);
    insta::assert_snapshot!("mistakes", findings.into_mistakes_in("r.yaml", text).to_string());
}

#[test]
fn what_the_format_does_not_know_is_said_with_its_place() {
    let text = "exchanges:\n  - request: { endpont: token }\n    response: { status: 200, jsn: {} }\notherwise: ask\n";
    let mistakes = document::read::<Recording>("r.yaml", text).unwrap_err();
    insta::assert_snapshot!("unknown_keys", mistakes.to_string());
}
