//! The browser of a play, and the user in front of it: follows redirects, keeps cookies, and fills in the pages of
//! the world like a person would.

mod cookies;
mod page;

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{Method, Request, Response};
use url::Url;

use crate::driver::Redirected;
use crate::language::ConsentAnswer;
use crate::wire::Wire;
use cookies::Cookies;
use page::{Form, Page};

/// A browser with its cookies.
pub struct Browser {
    wire: Arc<dyn Wire>,
    cookies: Mutex<Cookies>,
}

/// What the user does on the pages.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// User name and password that they type; none: nobody is there.
    pub login: Option<(String, String)>,
    /// What they answer when asked for consent.
    pub consent: ConsentAnswer,
    /// They go back from the first page.
    pub cancel: bool,
    /// They say that the device is not theirs.
    pub decline_device: bool,
}

/// Where a visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// At somebody else's URL, usually the client's redirect URI.
    Left(Redirected),
    /// On a page that the user could do nothing about.
    Stuck(String),
    /// Without an answer.
    Broken,
}

/// A visit: the pages that the user saw, by name, and where it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Names of the pages.
    pub pages: Vec<String>,
    /// Where it ended.
    pub end: End,
}

/// More pages and redirects than any sign-in has.
const PATIENCE: usize = 20;

impl Browser {
    /// A browser without cookies.
    #[must_use]
    pub fn new(wire: Arc<dyn Wire>) -> Self {
        Self { wire, cookies: Mutex::default() }
    }

    /// Forgets all cookies.
    pub fn clear_cookies(&self) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Opens a URL and lets the person go on from page to page.
    pub async fn visit(&self, url: &str, person: &Person) -> Visit {
        self.go(Form::get(url), person).await
    }

    /// Opens the page for device codes, types one, and lets the person go on.
    pub async fn enter_device_code(&self, url: &str, user_code: &str, person: &Person) -> Visit {
        let fields = vec![("user_code".to_owned(), user_code.to_owned())];
        let mut visit = self.go(Form { action: url.to_owned(), method: Method::POST, fields }, person).await;
        visit.pages.insert(0, "device-code".to_owned());
        visit
    }

    async fn go(&self, mut next: Form, person: &Person) -> Visit {
        let mut pages: Vec<String> = Vec::new();
        let mut signed_in = false;
        for _ in 0..PATIENCE {
            let at = match Url::parse(self.wire.origin()).and_then(|base| base.join(&next.action)) {
                Ok(at) => at,
                Err(_) => return Visit { pages, end: End::Stuck("no such address".into()) },
            };
            if at.origin().ascii_serialization() != self.wire.origin() {
                let form = (next.method == Method::POST).then_some(next.fields);
                return Visit { pages, end: End::Left(Redirected { url: at.into(), form }) };
            }
            let Some(response) = self.fetch(&at, &next).await else { return Visit { pages, end: End::Broken } };
            if response.status().is_redirection()
                && let Some(location) = response.headers().get(LOCATION).and_then(|l| l.to_str().ok())
            {
                let target = at.join(location).map_or_else(|_| location.to_owned(), String::from);
                next = Form::get(&target);
                continue;
            }
            let page = Page::read(&String::from_utf8_lossy(response.body()));
            if page.name != "form-post" {
                pages.push(page.name.clone());
            }
            match answer(&page, person, &mut signed_in) {
                Some(form) => next = form,
                None => return Visit { pages, end: End::Stuck(page.name) },
            }
        }
        Visit { pages, end: End::Stuck("a page that leads nowhere".into()) }
    }

    async fn fetch(&self, at: &Url, form: &Form) -> Option<Response<Bytes>> {
        let body = if form.method == Method::POST { encoded(&form.fields) } else { String::new() };
        let mut request = Request::builder().method(form.method.clone()).uri(at.as_str());
        if form.method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let sent = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).header();
        if let Some(cookies) = sent {
            request = request.header(COOKIE, cookies);
        }
        let response = self.wire.send(request.body(Bytes::from(body)).ok()?).await.ok()?;
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for line in response.headers().get_all(SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            cookies.set(line);
        }
        drop(cookies);
        Some(response)
    }
}

/// What a person does on a page; `None`: nothing that they could.
fn answer(page: &Page, person: &Person, signed_in: &mut bool) -> Option<Form> {
    match page.name.as_str() {
        "form-post" => page.submit(&[]),
        "sign-in" if person.cancel => page.press("cancel"),
        "sign-in" => {
            // A page that comes back has an error on it: nobody types the same again.
            let (user, password) = person.login.as_ref().filter(|_| !std::mem::replace(signed_in, true))?;
            page.submit(&[("login", user), ("passwd", password), ("intent", "sign_in")])
        }
        "account-picker" if person.cancel => page.press("cancel"),
        "account-picker" => {
            let (user, _) = person.login.as_ref()?;
            match page.tile(user) {
                Some(account) => page.submit(&[("account", &account)]),
                None => page.press("another"),
            }
        }
        "consent" | "admin-consent" => match person.consent {
            ConsentAnswer::Accept => page.press("accept"),
            ConsentAnswer::Decline => page.press("decline"),
            ConsentAnswer::AcceptForEverybody if page.has("for_tenant") => {
                page.submit(&[("for_tenant", "true"), ("intent", "accept")])
            }
            ConsentAnswer::AcceptForEverybody => page.press("accept"),
        },
        "admin-approval" => page.press("cancel"),
        "device-confirm" => page.press(if person.decline_device { "cancel" } else { "continue" }),
        _ => None,
    }
}

fn encoded(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The fields of a page that posts itself.
pub(crate) fn posted_fields(html: &str) -> Vec<(String, String)> {
    Page::read(html).submit(&[]).map(|form| form.fields).unwrap_or_default()
}
