//! Steps in which the player itself sends a request: raw ones, and calls of protected APIs.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request};
use indexmap::IndexMap;

use super::acquire::unsupported;
use super::event::Happened;
use super::stage::Stage;
use crate::browser::Person;
use crate::language::{BrowserStep, CallApi, ConsentAnswer, RawRequest};
use crate::names;
use crate::template::fill;

impl Stage<'_> {
    /// Calls a protected API.
    pub async fn call_api(&self, client: &str, step: &CallApi) -> Happened {
        let token = match step.token.as_deref() {
            Some("none") => None,
            Some(id) => self.state().results.get(id).map(|r| r.access_token.clone()),
            None => self.state().last_token.get(client).cloned(),
        };
        let mut request = Request::builder().method(step.method.as_deref().unwrap_or("GET"));
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.uri(format!("{}{}", self.wire().origin(), step.path)), Bytes::new()).await
    }

    /// Sends a request as written.
    pub async fn request(&self, step: &RawRequest) -> Happened {
        let values = self.values();
        let filled = |map: &IndexMap<String, String>| -> Vec<(String, String)> {
            map.iter().map(|(name, value)| (name.clone(), fill(value, &values))).collect()
        };
        let mut target = fill(&step.path, &values);
        if !step.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&form(&filled(&step.query)));
        }
        let (body, kind) = if !step.form.is_empty() {
            (form(&filled(&step.form)), Some("application/x-www-form-urlencoded"))
        } else if let Some(json) = &step.json {
            (fill(&json.to_string(), &values), Some("application/json"))
        } else {
            (step.body.as_deref().map(|b| fill(b, &values)).unwrap_or_default(), None)
        };
        let usual = if body.is_empty() { Method::GET } else { Method::POST };
        let mut request = Request::builder().method(step.method.as_deref().unwrap_or(usual.as_str()));
        let own_kind = step.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        if let Some(kind) = kind.filter(|_| !own_kind) {
            request = request.header(CONTENT_TYPE, kind);
        }
        for (name, value) in filled(&step.headers) {
            request = request.header(name, value);
        }
        let uri = if target.starts_with('/') { format!("{}{target}", self.wire().origin()) } else { target };
        self.send(request.uri(uri), Bytes::from(body)).await
    }

    async fn send(&self, request: http::request::Builder, body: Bytes) -> Happened {
        let request = match request.body(body) {
            Ok(request) => request,
            Err(error) => {
                return unsupported(&format!("this is no HTTP request: {error}"));
            }
        };
        let answer = self.wire().send(request).await.map_err(|_| ());
        Happened { answer: Some(answer), ..Happened::default() }
    }

    /// Something in the browser that no client asked for.
    pub async fn in_browser(&self, client: Option<&str>, step: &BrowserStep) -> Happened {
        let browser = self.browser(step.in_browser.as_deref());
        let origin = self.wire().origin();
        let first = self.directory().tenants().first().map_or_else(String::new, |t| t.id.to_string());
        if step.clear_cookies == Some(true) {
            browser.clear_cookies();
            return Happened::default();
        }
        let visit = if let Some(admin) = &step.admin_consent {
            let id = self
                .acting(client)
                .and_then(|(_, entry)| names::app(&self.directory(), &entry.app).map(|app| app.client_id.to_string()));
            let url = format!("{origin}/{first}/adminconsent?client_id={}", id.unwrap_or_default());
            let person = Person { login: self.login(admin), consent: ConsentAnswer::Accept, ..Person::default() };
            browser.visit(&url, &person).await
        } else {
            browser.visit(&format!("{origin}/{first}/oauth2/v2.0/logout"), &Person::default()).await
        };
        Happened { pages: visit.pages, ..Happened::default() }
    }
}

fn form(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
