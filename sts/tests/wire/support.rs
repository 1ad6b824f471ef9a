//! A world, a browser, and eyes of our own for tokens.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Method, Request, Response};
use pretenant_sts::clock::{Clock, Moment};
use pretenant_sts::control::Control;
use pretenant_sts::directory::file::{WorldFile, builtin};
use pretenant_sts::entropy::Entropy;
use pretenant_sts::world::{Settings, SignInMode};
use serde_json::{Value, json};

pub const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
pub const DESKTOP: &str = "c0000000-0000-0000-0000-000000000001";
pub const DEVICE: &str = "c0000000-0000-0000-0000-000000000002";
pub const SPA: &str = "c0000000-0000-0000-0000-000000000003";
pub const WEB: &str = "c0000000-0000-0000-0000-000000000004";
pub const DAEMON: &str = "c0000000-0000-0000-0000-000000000005";
pub const MIDDLE_TIER: &str = "c0000000-0000-0000-0000-000000000006";
pub const LEGACY: &str = "c0000000-0000-0000-0000-000000000007";
pub const ORDERS: &str = "22222222-2222-2222-2222-222222222222";
pub const VAULT: &str = "11111111-1111-1111-1111-111111111111";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// 2026-11-22T12:00:00Z.
pub const NOW: i64 = 1_795_348_800;

/// A world of its own, with a browser that keeps cookies.
pub struct Fixture {
    pub control: Control,
    cookies: BTreeMap<String, String>,
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Fixture {
    pub fn new() -> Self {
        Self::with(builtin(), SignInMode::Auto)
    }

    /// One that shows pages.
    pub fn asking() -> Self {
        Self::with(builtin(), SignInMode::Ask)
    }

    pub fn with(file: WorldFile, sign_in: SignInMode) -> Self {
        let settings = Settings { sign_in, ..Settings::default() };
        let clock = Clock::fixed(Moment(NOW * 1000));
        let control = Control::new(file, settings, clock, Entropy::seeded(1)).unwrap();
        Self { control, cookies: BTreeMap::new() }
    }

    pub fn send(&mut self, request: http::request::Builder, body: impl Into<Bytes>) -> Answer {
        let jar: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = request.header("host", "localhost:8443");
        if !jar.is_empty() {
            request = request.header("cookie", jar.join("; "));
        }
        let response = self.control.world().handle(true, &request.body(body.into()).unwrap());
        for cookie in response.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.into(), value.into());
        }
        Answer::read(response)
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), "")
    }

    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_from(path, form, None)
    }

    pub fn post_from(&mut self, path: &str, form: &[(&str, &str)], origin: Option<&str>) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        self.send(request, encode(form))
    }

    /// v2 token endpoint of contoso.
    pub fn token(&mut self, form: &[(&str, &str)]) -> Answer {
        self.post("/contoso.example/oauth2/v2.0/token", form)
    }

    /// v1 token endpoint of contoso.
    pub fn token_v1(&mut self, form: &[(&str, &str)]) -> Answer {
        self.post("/contoso.example/oauth2/token", form)
    }

    /// v2 authorize endpoint of contoso.
    pub fn authorize(&mut self, parameters: &[(&str, &str)]) -> Answer {
        self.get(&format!("/contoso.example/oauth2/v2.0/authorize?{}", encode(parameters)))
    }

    /// A code for `client`, with consent given.
    pub fn code(&mut self, client: &str, redirect_uri: &str, scope: &str) -> String {
        let answer = self.authorize(&[
            ("client_id", client),
            ("response_type", "code"),
            ("redirect_uri", redirect_uri),
            ("scope", scope),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("nonce", "n-1"),
        ]);
        answer.redirected()["code"].clone()
    }

    /// A token response for ada on the desktop app.
    pub fn desktop_tokens(&mut self, scope: &str) -> Value {
        let code = self.code(DESKTOP, "http://localhost", scope);
        let answer = self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", DESKTOP),
            ("code", &code),
            ("redirect_uri", "http://localhost"),
            ("code_verifier", VERIFIER),
            ("client_info", "1"),
        ]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Fills in and sends the form of a page of ours.
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

    /// Signs in on a sign-in page.
    pub fn sign_in(&mut self, page: &Answer, upn: &str, password: &str) -> Answer {
        self.submit(page, &[("login", upn), ("passwd", password), ("intent", "sign_in")])
    }

    pub fn advance(&self, by: &str) {
        self.control.advance(by).unwrap();
    }

    /// Calls a protected API.
    pub fn call(&mut self, path: &str, token: &str) -> Answer {
        self.send(Request::get(path).header("authorization", format!("Bearer {token}")), "")
    }

    /// Verifies a token with an independent library and the served keys.
    pub fn verify(&mut self, token: &str) {
        let keys: jsonwebtoken::jwk::JwkSet =
            serde_json::from_str(&self.get(&format!("/{TENANT}/discovery/v2.0/keys")).body).unwrap();
        let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
        let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
        rules.validate_aud = false;
        rules.validate_exp = false;
        jsonwebtoken::decode::<Value>(token, &key, &rules).unwrap();
    }
}

impl Answer {
    fn read(response: Response<Bytes>) -> Self {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in response.headers() {
            let value = value.to_str().unwrap();
            headers
                .entry(name.to_string())
                .and_modify(|old| {
                    old.push('\n');
                    old.push_str(value);
                })
                .or_insert_with(|| value.to_owned());
        }
        let status = response.status().as_u16();
        Self { status, headers, body: String::from_utf8(response.into_body().to_vec()).unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// Status, error, suberror and code of a refusal.
    pub fn refusal(&self) -> (u16, String, String, i64) {
        let body = self.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (self.status, text("error"), text("suberror"), body["error_codes"][0].as_i64().unwrap_or(0))
    }

    /// Parameters of a redirect, from query and fragment.
    pub fn redirected(&self) -> BTreeMap<String, String> {
        let location =
            self.headers.get("location").unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.body));
        let (before, fragment) = location.split_once('#').unwrap_or((location, ""));
        let query = before.split_once('?').map_or("", |(_, q)| q);
        let pairs = if query.is_empty() { fragment } else { query };
        pairs.split('&').filter_map(|p| p.split_once('=')).map(|(n, v)| (decode(n), decode(v))).collect()
    }

    /// The AADSTS code that a page or redirect quotes.
    pub fn quoted_code(&self) -> Option<u32> {
        let text = match self.headers.get("location") {
            Some(_) => self.redirected().get("error_description").cloned().unwrap_or_default(),
            None => self.body.clone(),
        };
        let digits: String = text.split("AADSTS").nth(1)?.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    }

    /// Which page of ours it is.
    pub fn page(&self) -> String {
        between(&self.body, "data-page=\"", "\"").unwrap_or_default()
    }

    /// Everything worth a snapshot; tokens taken apart.
    pub fn snapshot(&self) -> Value {
        let body = serde_json::from_str::<Value>(&self.body).unwrap_or_else(|_| json!(self.body));
        json!({ "status": self.status, "headers": self.headers, "body": open_tokens(body) })
    }
}

/// Replaces tokens by their header and claims.
fn open_tokens(mut body: Value) -> Value {
    for name in ["access_token", "id_token"] {
        if let Some(token) = body.get(name).and_then(Value::as_str) {
            body[name] = json!({"header": part(token, 0), "claims": part(token, 1)});
        }
    }
    body
}

/// A part of a JWT.
pub fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The claims of the access token of a response.
pub fn access_claims(body: &Value) -> Value {
    part(body["access_token"].as_str().unwrap_or_else(|| panic!("no access token: {body}")), 1)
}

pub fn encode(form: &[(&str, &str)]) -> String {
    form.iter()
        .map(|(n, v)| format!("{n}={}", percent_encoding::utf8_percent_encode(v, percent_encoding::NON_ALPHANUMERIC)))
        .collect::<Vec<_>>()
        .join("&")
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned()
}

pub fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let from = text.find(start)? + start.len();
    let to = text[from..].find(end)? + from;
    Some(text[from..to].replace("&#47;", "/").replace("&#38;", "&").replace("&amp;", "&"))
}

pub fn method(name: &str) -> Method {
    name.parse().unwrap()
}
