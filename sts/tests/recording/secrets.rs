use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Request, Response};
use pretenant_sts::clock::Moment;
use pretenant_sts::recording::{Options, Recording, Taken, scrub};
use pretenant_sts::world::SignInMode;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::*;

/// Every text in a recording, names of members included.
fn texts(recording: &Recording) -> Vec<String> {
    fn walk(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| walk(item, into)),
            Value::Object(members) => members.iter().for_each(|(name, value)| {
                into.push(name.clone());
                walk(value, into);
            }),
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk(&serde_json::to_value(recording).unwrap(), &mut all);
    all
}

/// Everything in traffic that is worth stealing, found with other eyes than the recorder's.
fn credentials(taken: &[Taken]) -> Vec<String> {
    const NAMES: &[&str] = &[
        "client_secret",
        "password",
        "passwd",
        "code",
        "refresh_token",
        "access_token",
        "id_token",
        "device_code",
        "user_code",
        "code_verifier",
        "client_assertion",
        "assertion",
        "ctx",
    ];
    let mut all = Vec::new();
    for Taken { request, response, .. } in taken {
        let location = response.headers().get("location").map_or("", |l| l.to_str().unwrap());
        let form = std::str::from_utf8(request.body()).unwrap();
        for list in
            [form, request.uri().query().unwrap_or_default()].into_iter().chain(location.split(['?', '#']).skip(1))
        {
            let pairs = url::form_urlencoded::parse(list.as_bytes());
            all.extend(pairs.filter(|(name, _)| NAMES.contains(&&**name)).map(|(_, value)| value.into_owned()));
        }
        if let Ok(Value::Object(body)) = serde_json::from_slice(response.body()) {
            all.extend(NAMES.iter().filter_map(|name| body.get(*name)?.as_str()).map(str::to_owned));
        }
        for cookie in response.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            all.push(pair.split_once('=').unwrap().1.to_owned());
        }
    }
    let signatures = all.iter().filter(|t| t.starts_with("ey")).filter_map(|t| t.rsplit('.').next()).map(str::to_owned);
    let signatures: Vec<String> = signatures.collect();
    all.extend(signatures);
    all.retain(|value| !value.is_empty());
    all
}

#[test]
fn nothing_that_went_over_the_wire_as_a_credential_is_left() {
    let mut client = Client::upstream(SignInMode::Ask);
    client.app_only("daemon-secret");
    client.app_only("a wrong one: \"quoted\" & <tagged>");
    let page = client.authorize(&[("redirect_uri", "http://localhost"), ("state", "state-12345"), ("nonce", "n")]);
    let mut answer =
        client.submit(&page, &[("login", "ada@contoso.example"), ("passwd", "Pa55-ada!"), ("intent", "sign_in")]);
    if answer.status == 200 {
        answer = client.submit(&answer, &[("intent", "accept")]);
    }
    let tokens = client.redeem(&answer.redirected().1["code"], "http://localhost");
    client.refresh(&tokens.text("refresh_token"));
    client.call("/v1.0/me", &tokens.text("access_token"));
    let device =
        client.post(&format!("/{TENANT}/oauth2/v2.0/devicecode"), &[("client_id", DEVICE), ("scope", "User.Read")]);
    client.get(&format!("/common/oauth2/deviceauth?user_code={}", device.text("user_code")));
    client.token(&[("grant_type", "device_code"), ("client_id", DEVICE), ("device_code", &device.text("device_code"))]);
    let secrets = credentials(&client.taken);
    assert!(secrets.len() > 25, "{}", secrets.len());
    let recording = client.record();
    let all = texts(&recording).join("\n");
    for secret in secrets {
        assert!(!all.contains(&secret), "{secret} is left in {all}");
    }
}

#[test]
fn what_is_kept_is_said_and_credentials_are_never_kept() {
    let request = Request::post("/t/oauth2/v2.0/token").header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(Bytes::from("grant_type=client_credentials&client_id=c")).unwrap();
    let body = json!({ "mystery": "abcDEF0123456789abcDEF0123456789", "refresh_token": "rt-0123456789" });
    let response = Response::builder().header("content-type", "application/json").header("x-own", "1");
    let response = response.body(Bytes::from(body.to_string())).unwrap();
    let taken = [Taken { at: Moment(0), request, response }];
    let keep = ["mystery", "x-own", "refresh_token"].map(str::to_owned).into_iter().collect();
    let kept = scrub(&taken, &Options { keep, ..Options::default() }).unwrap().recording;
    let answer = &kept.exchanges[0].response;
    assert_eq!(answer.headers["x-own"], "1");
    let expected = json!({ "mystery": "abcDEF0123456789abcDEF0123456789", "refresh_token": "${new:refresh_token}" });
    assert_eq!(answer.json, Some(expected));
    let scrubbed = scrub(&taken, &Options::default()).unwrap().recording;
    assert_eq!(scrubbed.exchanges[0].response.json.as_ref().unwrap()["mystery"], "${new:mystery}");
}

#[test]
fn data_of_apis_stays_but_for_what_is_named_a_credential() {
    let id = "AAMkAGI2TG93AAA0123456789abcDEF";
    let body = json!({
        "id": id,
        "error": { "code": "InvalidAuthenticationToken" },
        "passwordCredentials": [{ "secretText": "s3cr3t-Text" }],
        "@odata.nextLink": format!("https://graph.microsoft.com/v1.0/me/messages?$skiptoken={id}&$top=5"),
        "issuer": "{tenantid}", "literal": "${origin}",
    });
    let request = Request::get("/v1.0/me/messages").header("authorization", "Bearer opaque-Access-Token-0123");
    let request = request.body(Bytes::new()).unwrap();
    let response = Response::builder().header("content-type", "application/json");
    let response = response.body(Bytes::from(body.to_string())).unwrap();
    let recording = scrub(&[Taken { at: Moment(0), request, response }], &Options::default()).unwrap().recording;
    let played = recording.exchanges[0].response.json.clone().unwrap();
    assert_eq!(played["id"], id);
    assert_eq!(played["error"]["code"], "InvalidAuthenticationToken");
    assert_eq!(played["passwordCredentials"][0]["secretText"], "${new:secretText}");
    let next = format!("https://graph.microsoft.com/v1.0/me/messages?$skiptoken={id}&$top=5");
    assert_eq!(played["@odata.nextLink"], next);
    assert_eq!((&played["issuer"], &played["literal"]), (&json!("{tenantid}"), &json!("${$}{origin}")));
}

fn secret() -> impl Strategy<Value = String> {
    "[A-Za-z0-9!$%&/()=?+~#'\"<>{}@.-]{7,40}[A-Z0-9]"
}

/// An answer that gives a secret away somewhere.
fn giving_away(place: usize, secret: &str) -> Response<Bytes> {
    let kind = |kind: &str| Response::builder().header("content-type", kind);
    let json = |value: Value| kind("application/json").body(Bytes::from(value.to_string()));
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    match place {
        0 => json(json!({ "error_description": format!("bad: {secret}") })),
        1 => json(json!({ "a": [{ "b": { secret: 1 } }] })),
        2 => json(json!({ "refresh_token": secret })),
        3 => json(json!({ "data": STANDARD.encode(secret) })),
        4 => kind("text/html").body(Bytes::from(format!("<p>{html}</p><input type=hidden name=x value=\"{html}\">"))),
        5 => kind("text/plain").body(Bytes::from(format!("it was {secret}."))),
        6 => kind("text/plain").header("location", format!("https://up.example/next?x={encoded}")).body(Bytes::new()),
        7 => kind("text/plain").header("set-cookie", format!("c={encoded}; Path=/")).body(Bytes::new()),
        8 => json(json!({ "inner": json!({ "x": secret }).to_string() })),
        9 => kind("application/octet-stream").body(Bytes::from([b"\xff\xfe", secret.as_bytes()].concat())),
        _ => kind("text/plain").header("www-authenticate", format!("Bearer x={encoded}")).body(Bytes::new()),
    }
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_survives_wherever_it_is_given_away(
        secret in secret(),
        name in prop::sample::select(vec!["client_secret", "password", "refresh_token", "code", "code_verifier", "assertion"]),
        place in 0..11_usize,
        first in any::<bool>(),
    ) {
        let form = encode(&[("grant_type", "password"), ("client_id", "c"), (name, &secret)]);
        let request = Request::post("/t/oauth2/v2.0/token").header("content-type", "application/x-www-form-urlencoded");
        let asking = Taken {
            at: Moment(0), request: request.body(Bytes::from(form)).unwrap(), response: Response::new(Bytes::new()),
        };
        let other = Taken {
            at: Moment(0),
            request: Request::get("/v1.0/me").body(Bytes::new()).unwrap(),
            response: giving_away(place, &secret),
        };
        // Whether it is known to be one before or after it is given away.
        let taken = if first { [asking, other] } else { [other, asking] };
        let recording = scrub(&taken, &Options::default()).unwrap().recording;
        for text in texts(&recording) {
            prop_assert!(!text.contains(&secret), "{} in {}", secret, text);
            let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
            prop_assert!(!decoded.contains(&secret), "{} in {}", secret, text);
            if let Ok(bytes) = STANDARD.decode(&text) {
                prop_assert!(!String::from_utf8_lossy(&bytes).contains(&secret), "{} in {}", secret, text);
            }
        }
    }

    #[test]
    fn no_answer_keeps_a_recording_from_being_made_or_played(
        kind in prop::sample::select(vec!["text/html", "application/json", "text/plain", "", "application/x-www-form-urlencoded"]),
        body in prop::collection::vec(any::<u8>(), 0..200),
        text in ".{0,80}",
        status in 200..600_u16,
        as_text in any::<bool>(),
    ) {
        let body = if as_text { Bytes::from(text) } else { Bytes::from(body) };
        let request = Request::get("/path").body(Bytes::new()).unwrap();
        let response = Response::builder().status(status).header("content-type", kind).body(body.clone()).unwrap();
        let recording = scrub(&[Taken { at: Moment(0), request, response }], &Options::default()).unwrap().recording;
        let mut findings = pretenant_sts::document::Findings::default();
        recording.check(&pretenant_sts::document::Pointer::document(), &mut findings);
        prop_assert!(findings.is_empty(), "{:?}", findings);
        let yaml = serde_saphyr::to_string(&recording).unwrap();
        let read: Recording = pretenant_sts::document::read("r.yaml", &yaml).unwrap_or_else(|m| panic!("{m}\n{yaml}"));
        prop_assert_eq!(&read, &recording);
        let played = Client::replay(recording).get("/path");
        prop_assert_eq!(played.status, status);
        // What is no secret comes back, but for the spelling of JSON.
        let same = serde_json::from_slice::<Value>(&body).ok().map(|v| v == played.json_or_null());
        if kind == "text/plain" && same.is_none() && std::str::from_utf8(&body).is_ok() {
            prop_assert_eq!(played.body.as_bytes(), &body[..]);
        }
    }
}
