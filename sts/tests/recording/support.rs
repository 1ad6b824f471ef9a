//! A client that talks to a world and remembers what went over the wire.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Request, Response};
use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::control::Control;
use pretenant_sts::directory::file::builtin;
use pretenant_sts::entropy::Entropy;
use pretenant_sts::recording::{Options, Recording, Taken, scrub};
use pretenant_sts::world::{Settings, SignInMode};
use serde_json::Value;

pub const TENANT: &str = "contoso.example";
pub const DESKTOP: &str = "c0000000-0000-0000-0000-000000000001";
pub const DEVICE: &str = "c0000000-0000-0000-0000-000000000002";
pub const DAEMON: &str = "c0000000-0000-0000-0000-000000000005";
pub const LEGACY: &str = "c0000000-0000-0000-0000-000000000007";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Where the upstream is reached, and where a recording is played.
pub const UPSTREAM: &str = "upstream.example:8443";
pub const HERE: &str = "localhost:9443";
/// 2026-11-22T12:00:00Z.
pub const NOW: i64 = 1_795_348_800;

/// A client of one world.
pub struct Client {
    pub control: Control,
    pub taken: Vec<Taken>,
    host: &'static str,
    cookies: BTreeMap<String, String>,
}

/// An answer, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Client {
    /// Of the upstream.
    pub fn upstream(sign_in: SignInMode) -> Self {
        Self::new(UPSTREAM, sign_in, NOW, 1)
    }

    /// Of a world that plays a recording, a month later.
    pub fn replay(recording: Recording) -> Self {
        let client = Self::new(HERE, SignInMode::Ask, NOW + 30 * 86400, 2);
        client.control.set_recording(Some(recording));
        client
    }

    fn new(host: &'static str, sign_in: SignInMode, now: i64, seed: u64) -> Self {
        let settings = Settings { sign_in, ..Settings::default() };
        let clock = Clock::fixed(Moment(now * 1000));
        let control = Control::new(builtin(), settings, clock, Entropy::seeded(seed)).unwrap();
        Self { control, taken: Vec::new(), host, cookies: BTreeMap::new() }
    }

    pub fn send(&mut self, request: http::request::Builder, body: impl Into<Bytes>) -> Answer {
        let jar: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = request.header("host", self.host);
        if !jar.is_empty() {
            request = request.header("cookie", jar.join("; "));
        }
        let request = request.body(body.into()).unwrap();
        let response = self.control.world().handle(true, &request);
        for cookie in response.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        let answer = Answer::read(&response);
        let (parts, body) = response.into_parts();
        let response = Response::from_parts(parts, body);
        self.taken.push(Taken { at: self.control.world().clock().now(), request, response });
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), "")
    }

    pub fn call(&mut self, path: &str, token: &str) -> Answer {
        self.send(Request::get(path).header("authorization", format!("Bearer {token}")), "")
    }

    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(Request::post(path).header("content-type", "application/x-www-form-urlencoded"), encode(form))
    }

    pub fn token(&mut self, form: &[(&str, &str)]) -> Answer {
        self.post(&format!("/{TENANT}/oauth2/v2.0/token"), form)
    }

    pub fn token_v1(&mut self, form: &[(&str, &str)]) -> Answer {
        self.post(&format!("/{TENANT}/oauth2/token"), form)
    }

    pub fn app_only(&mut self, secret: &str) -> Answer {
        self.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", DAEMON),
            ("client_secret", secret),
            ("scope", "https://graph.microsoft.com/.default"),
        ])
    }

    /// Sends the browser to the authorization endpoint.
    pub fn authorize(&mut self, more: &[(&str, &str)]) -> Answer {
        let mut parameters = vec![
            ("client_id", DESKTOP),
            ("response_type", "code"),
            ("scope", "openid profile offline_access User.Read"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        parameters.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        parameters.extend_from_slice(more);
        self.get(&format!("/{TENANT}/oauth2/v2.0/authorize?{}", encode(&parameters)))
    }

    pub fn redeem(&mut self, code: &str, redirect_uri: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", DESKTOP),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", VERIFIER),
            ("scope", "User.Read openid profile offline_access"),
            ("client_info", "1"),
        ])
    }

    pub fn refresh(&mut self, refresh_token: &str) -> Answer {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", DESKTOP),
            ("refresh_token", refresh_token),
            ("scope", "openid profile offline_access User.Read"),
            ("client_info", "1"),
        ])
    }

    /// Fills in and sends the form of a page.
    pub fn submit(&mut self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let action = between(&page.body, "action=\"", "\"").expect("a form");
        let mut form: Vec<(String, String)> = Vec::new();
        for input in page.body.split("<input").skip(1).filter(|i| i.contains("type=\"hidden\"")) {
            let attribute = |name: &str| between(input, &format!("{name}=\""), "\"").unwrap_or_default();
            form.push((attribute("name"), attribute("value")));
        }
        form.extend(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post(&action, &form)
    }

    pub fn record(&self) -> Recording {
        scrub(&self.taken, &options()).unwrap().recording
    }

    /// Verifies a token with an independent library and the served keys.
    pub fn verify(&mut self, token: &str) -> Value {
        let keys: jsonwebtoken::jwk::JwkSet =
            serde_json::from_str(&self.get(&format!("/{TENANT}/discovery/v2.0/keys")).body).unwrap();
        let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
        let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
        rules.validate_aud = false;
        rules.validate_exp = false;
        jsonwebtoken::decode::<Value>(token, &key, &rules).unwrap().claims
    }
}

pub fn options() -> Options {
    Options { origins: vec![format!("https://{UPSTREAM}")], ..Options::default() }
}

impl Answer {
    fn read(response: &Response<Bytes>) -> Self {
        let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = String::from_utf8_lossy(response.body()).into_owned();
        Self { status: response.status().as_u16(), headers, body }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.body))
    }

    pub fn json_or_null(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member}: {}", self.body)).to_owned()
    }

    /// Where a redirect leads, and its parameters.
    pub fn redirected(&self) -> (String, BTreeMap<String, String>) {
        let location = self.headers.get("location").unwrap_or_else(|| panic!("{} {}", self.status, self.body));
        let (before, fragment) = location.split_once('#').unwrap_or((location, ""));
        let (target, query) = before.split_once('?').unwrap_or((before, ""));
        let pairs = if query.is_empty() { fragment } else { query };
        let pairs = pairs.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (decode(n), decode(v)));
        (target.to_owned(), pairs.collect())
    }
}

pub fn encode(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned()
}

pub fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let from = text.find(start)? + start.len();
    let to = text[from..].find(end)? + from;
    Some(text[from..to].to_owned())
}
