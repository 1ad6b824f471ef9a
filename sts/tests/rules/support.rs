//! A server with rules, and clients for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pretenant_sts::clock::Moment;
use pretenant_sts::control::{Control, RulesBody};
use pretenant_sts::document;
use pretenant_sts::journal::{Exchange, Query};
use pretenant_sts::rules::Rule;
use pretenant_sts::testing::Server;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response};
use serde_json::Value;

pub const DESKTOP: &str = "c0000000-0000-0000-0000-000000000001";
pub const DEVICE: &str = "c0000000-0000-0000-0000-000000000002";
pub const DAEMON: &str = "c0000000-0000-0000-0000-000000000005";
/// 2026-11-22T12:00:00Z.
pub const NOW: i64 = 1_795_348_800;

pub const TOKEN: &str = "/contoso.example/oauth2/v2.0/token";
pub const AUTHORIZE: &str = "/contoso.example/oauth2/v2.0/authorize";

/// A server whose clock stands still and whose identifiers come from a seed, with an HTTP/1.1 client.
pub struct Bed {
    pub server: Server,
    pub client: Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

/// Reads rules as a scenario writes them.
pub fn rules(yaml: &str) -> Vec<Rule> {
    document::read::<RulesBody>("rules.yaml", yaml).unwrap_or_else(|mistakes| panic!("{mistakes}")).rules
}

impl Bed {
    pub async fn new(yaml: &str) -> Self {
        Self::with(yaml, |builder| builder).await
    }

    pub async fn with(
        yaml: &str,
        change: impl FnOnce(pretenant_sts::testing::Builder) -> pretenant_sts::testing::Builder,
    ) -> Self {
        let builder = Server::builder().seed(1).frozen_at(Moment(NOW * 1000)).rules(rules(yaml));
        let server = change(builder).start().await.unwrap_or_else(|error| panic!("{error}"));
        let client = client(&server, ClientBuilder::http1_only);
        Self { server, client }
    }

    pub fn http2(&self) -> Client {
        client(&self.server, ClientBuilder::http2_prior_knowledge)
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url())
    }

    pub fn control(&self) -> &Control {
        self.server.control()
    }

    /// The journal, oldest first.
    pub fn journal(&self) -> Vec<std::sync::Arc<Exchange>> {
        self.control().journal(&Query::default()).exchanges
    }

    pub fn last_exchange(&self) -> std::sync::Arc<Exchange> {
        self.journal().pop().unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::read(self.client.get(self.url(path)).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::read(self.client.post(self.url(path)).form(form).send().await.unwrap()).await
    }

    /// An app-only token request of the daemon for Graph.
    pub async fn daemon(&self) -> Answer {
        self.post(TOKEN, DAEMON_FORM).await
    }

    /// A password request of the device app for ada.
    pub async fn ada(&self, scope: &str) -> Answer {
        self.password("ada@contoso.example", "Pa55-ada!", scope).await
    }

    pub async fn password(&self, user: &str, password: &str, scope: &str) -> Answer {
        let form = [
            ("grant_type", "password"),
            ("client_id", DEVICE),
            ("username", user),
            ("password", password),
            ("scope", scope),
        ];
        self.post(TOKEN, &form).await
    }

    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        let form = [("grant_type", "refresh_token"), ("client_id", DEVICE), ("refresh_token", refresh_token)];
        self.post(TOKEN, &form).await
    }

    /// An authorization request of the desktop app; signs in without a page.
    pub async fn authorize(&self, more: &[(&str, &str)]) -> Answer {
        let mut query = vec![
            ("client_id", DESKTOP),
            ("response_type", "code"),
            ("redirect_uri", "http://localhost"),
            ("scope", "User.Read"),
            ("state", "s-1"),
        ];
        query.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        query.extend(more);
        Answer::read(self.client.get(self.url(AUTHORIZE)).query(&query).send().await.unwrap()).await
    }

    /// Calls a protected API.
    pub async fn call(&self, path: &str, token: &str) -> Answer {
        Answer::read(self.client.get(self.url(path)).bearer_auth(token).send().await.unwrap()).await
    }

    /// The client's error for a token request that gets no whole answer: while waiting for it, or while reading it.
    pub async fn broken_daemon(&self, client: &Client) -> (Option<u16>, reqwest::Error) {
        match client.post(self.url(TOKEN)).form(DAEMON_FORM).send().await {
            Err(error) => (None, error),
            Ok(response) => {
                let status = response.status().as_u16();
                (Some(status), response.bytes().await.unwrap_err())
            }
        }
    }
}

pub const DAEMON_FORM: &[(&str, &str)] = &[
    ("grant_type", "client_credentials"),
    ("client_id", DAEMON),
    ("client_secret", "daemon-secret"),
    ("scope", "https://graph.microsoft.com/.default"),
];

fn client(server: &Server, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let authority = reqwest::Certificate::from_pem(server.ca_pem().as_bytes()).unwrap();
    let builder = Client::builder().tls_certs_only([authority]).redirect(Policy::none()).cookie_store(true);
    change(builder).build().unwrap()
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", self.headers)).to_str().unwrap()
    }

    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member}: {}", self.body)).to_owned()
    }

    /// Status, `error` and AADSTS code of a refusal.
    pub fn refusal(&self) -> (u16, String, i64) {
        (self.status, self.text("error"), self.json()["error_codes"][0].as_i64().unwrap_or(0))
    }

    /// Parameters of a redirect, from query and fragment.
    pub fn redirected(&self) -> std::collections::BTreeMap<String, String> {
        let url = url::Url::parse(self.header("location")).unwrap();
        let fragment = url.fragment().unwrap_or_default();
        let both = format!("{}&{fragment}", url.query().unwrap_or_default());
        url::form_urlencoded::parse(both.as_bytes()).into_owned().filter(|(n, _)| !n.is_empty()).collect()
    }

    /// The claims of a token of the answer.
    pub fn claims(&self, token: &str) -> Value {
        part(&self.text(token), 1)
    }
}

/// A part of a JWT.
pub fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
