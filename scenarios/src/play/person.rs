//! The user at the browser, as the client under test meets them.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use indexmap::IndexMap;

use crate::browser::{Browser, End, Person};
use crate::driver::{Redirected, User};
use crate::language::DeviceAnswer;

/// Somebody at a browser, during one step.
pub struct AtBrowser {
    /// The browser.
    pub browser: Arc<Browser>,
    /// What they do on its pages.
    pub person: Person,
    /// What is changed on the way back to the client.
    pub tamper: IndexMap<String, Option<String>>,
    /// What they do with a device code.
    pub device: DeviceAnswer,
    /// After so many polls.
    pub after_polls: u32,
    /// What has happened so far.
    pub seen: Mutex<Seen>,
}

/// What a user has seen during a step.
#[derive(Debug, Default)]
pub struct Seen {
    /// Names of pages.
    pub pages: Vec<String>,
    code: Option<(String, String)>,
    polls: u32,
}

impl AtBrowser {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn enter(&self, code: Option<(String, String)>) {
        if let Some((user_code, uri)) = code {
            let visit = self.browser.enter_device_code(&uri, &user_code, &self.person).await;
            self.seen().pages.extend(visit.pages);
        }
    }

    /// Names of the pages that were seen.
    pub fn pages(&self) -> Vec<String> {
        self.seen().pages.clone()
    }
}

#[async_trait]
impl User for AtBrowser {
    async fn open(&self, url: &str, _redirect_uri: &str) -> Option<Redirected> {
        let visit = self.browser.visit(url, &self.person).await;
        self.seen().pages.extend(visit.pages);
        match visit.end {
            End::Left(redirected) => Some(tampered(redirected, &self.tamper)),
            End::Stuck(_) | End::Broken => None,
        }
    }

    async fn device_code(&self, user_code: &str, verification_uri: &str) {
        self.seen().code = Some((user_code.to_owned(), verification_uri.to_owned()));
    }

    async fn waiting(&self) {
        let code = {
            let mut seen = self.seen();
            seen.polls += 1;
            if seen.polls == self.after_polls && self.device != DeviceAnswer::Ignore { seen.code.take() } else { None }
        };
        self.enter(code).await;
    }

    async fn answer_now(&self) {
        let code = if self.device == DeviceAnswer::Ignore { None } else { self.seen().code.take() };
        self.enter(code).await;
    }
}

/// The answer as it arrives after somebody has changed it.
fn tampered(mut redirected: Redirected, changes: &IndexMap<String, Option<String>>) -> Redirected {
    if changes.is_empty() {
        return redirected;
    }
    if let Some(form) = &mut redirected.form {
        change(form, changes);
        return redirected;
    }
    if let Ok(mut url) = url::Url::parse(&redirected.url) {
        let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        change(&mut pairs, changes);
        url.query_pairs_mut().clear().extend_pairs(pairs);
        redirected.url = url.into();
    }
    redirected
}

fn change(pairs: &mut Vec<(String, String)>, changes: &IndexMap<String, Option<String>>) {
    pairs.retain(|(name, _)| !changes.contains_key(name));
    pairs.extend(changes.iter().filter_map(|(name, value)| Some((name.clone(), value.clone()?))));
}
