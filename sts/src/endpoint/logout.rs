//! Sign-out (entra-server §10.3). Ends the account in this browser's session; refresh and access tokens live on,
//! as they do on the platform.

use bytes::Bytes;
use http::{Response, StatusCode};
use uuid::Uuid;

use super::arrival::Arrival;
use super::authorize;
use super::browser::SESSION;
use super::reply;
use crate::decide::redirect_uri;
use crate::ledger::Account;
use crate::pages::SignedOutPage;
use crate::protocol::form::{Form, encode_pairs};
use crate::protocol::headers;
use crate::route::Route;
use crate::token::claims::read_login_hint;
use crate::token::verify;

/// Answers a sign-out request. With several accounts and no hint, all of them are signed out.
pub fn answer(arrival: &mut Arrival<'_>, _route: &Route) -> Response<Bytes> {
    let form = match authorize::parameters(arrival) {
        Ok(form) => form,
        Err(refusal) => return reply::refuse_page(arrival, &refusal),
    };
    let hint = hinted(arrival, &form);
    let signed_out = sign_out(arrival, hint);
    let back = form.first("post_logout_redirect_uri").filter(|uri| is_registered(arrival, &form, &signed_out, uri));
    let frontchannel_urls = frontchannel_urls(arrival, &signed_out);
    if let (Some(uri), true) = (back, frontchannel_urls.is_empty()) {
        return reply::redirect(&with_state(uri, &form));
    }
    let return_to = back.map(|uri| with_state(uri, &form));
    let page = SignedOutPage { frontchannel_urls, return_to: return_to.clone() };
    let policy = crate::pages::SIGNED_OUT_CONTENT_SECURITY_POLICY;
    let mut response = reply::html_with_policy(StatusCode::OK, &page.render(), policy);
    if let Some(uri) = return_to {
        // Back to the app once its frames have had time to load; needs no script.
        headers::set(response.headers_mut(), http::header::REFRESH, &format!("2;url={uri}"));
    }
    response
}

/// The account that `logout_hint` or `id_token_hint` names.
fn hinted(arrival: &Arrival<'_>, form: &Form) -> Option<Uuid> {
    let by_hint = form
        .first("logout_hint")
        .and_then(|hint| read_login_hint(hint).or_else(|| arrival.directory.user_by_upn(hint).map(|user| user.oid)));
    let by_token = || {
        let parts = verify::parse(form.first("id_token_hint")?).ok()?;
        Uuid::try_parse(parts.text("oid")?).ok()
    };
    by_hint.or_else(by_token)
}

fn sign_out(arrival: &Arrival<'_>, hint: Option<Uuid>) -> Vec<Account> {
    let mut ledger = arrival.ledger();
    let session = arrival.cookie(SESSION).and_then(|cookie| ledger.sessions.get_mut(cookie));
    let accounts = session.into_iter().flat_map(|s| &mut s.accounts);
    let chosen = accounts.filter(|a| a.signed_in && hint.is_none_or(|user| user == a.user));
    chosen
        .map(|account| {
            account.signed_in = false;
            account.clone()
        })
        .collect()
}

/// Only a registered redirect URI of an app that was signed in to, or that the request names, is returned to.
fn is_registered(arrival: &Arrival<'_>, form: &Form, signed_out: &[Account], uri: &str) -> bool {
    let named = form.first("client_id").and_then(|id| Uuid::try_parse(id).ok());
    let hinted = || {
        let parts = verify::parse(form.first("id_token_hint")?).ok()?;
        Uuid::try_parse(parts.text("aud")?).ok()
    };
    let clients = signed_out.iter().flat_map(|a| a.clients.iter().copied()).chain(named).chain(hinted());
    clients.filter_map(|id| arrival.directory.app(id)).any(|app| redirect_uri::find(&app.redirect_uris, uri).is_some())
}

fn with_state(uri: &str, form: &Form) -> String {
    match form.first("state") {
        Some(state) => {
            let joint = if uri.contains('?') { '&' } else { '?' };
            format!("{uri}{joint}{}", encode_pairs(&[("state", state.to_owned())]))
        }
        None => uri.to_owned(),
    }
}

/// Front-channel logout URLs of every app that was signed in to, each told which session ended.
fn frontchannel_urls(arrival: &Arrival<'_>, signed_out: &[Account]) -> Vec<String> {
    let mut urls = Vec::new();
    for account in signed_out {
        let tenant = arrival.directory.user(account.user).map_or(Uuid::nil(), |user| user.tenant);
        for client in &account.clients {
            let logout = arrival.directory.app(*client).and_then(|app| app.logout_url.clone());
            if let Some(url) = logout {
                let parameters = [("sid", account.authentication.sid.to_string()), ("iss", arrival.issuers.v2(tenant))];
                let joint = if url.contains('?') { '&' } else { '?' };
                urls.push(format!("{url}{joint}{}", encode_pairs(&parameters)));
            }
        }
    }
    urls
}
