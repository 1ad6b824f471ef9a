//! Metadata, keys, instance discovery, user realm, and the landing page.

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, HeaderValue};
use http::{Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::arrival::Arrival;
use super::reply;
use crate::aadsts;
use crate::pages::{HomeApp, HomePage, HomeTenant, SampleUser};
use crate::protocol::discovery::{self, Ground};
use crate::protocol::headers;
use crate::route::{Dialect, Route};

/// The OpenID Connect metadata document.
pub fn metadata(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    let segment = match arrival.segment(&route.segment) {
        Ok(segment) => segment,
        Err(refusal) => {
            let refusal = if refusal.entry.code == 90002 { refusal.error("invalid_tenant") } else { refusal };
            let mut response = reply::refuse(arrival, route.dialect, &refusal);
            headers::cors_get(response.headers_mut());
            return response;
        }
    };
    let query = arrival.query().unwrap_or_default();
    let ground = Ground {
        origin: &arrival.origin,
        issuers: &arrival.issuers,
        typed: &route.segment,
        segment: &segment,
        app_id: query.first("appid").filter(|id| uuid::Uuid::try_parse(id).is_ok()),
    };
    reply::document(&discovery::metadata(&ground, route.dialect))
}

/// The keys document.
pub fn keys(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    match arrival.segment(&route.segment) {
        Ok(_) => {
            let ring = arrival.world.keys();
            let keys = if arrival.rules.stale_keys() { ring.without_active() } else { ring.published() };
            reply::document(&discovery::keys(&keys, &arrival.issuers, route.dialect))
        }
        Err(refusal) => reply::refuse(arrival, route.dialect, &refusal),
    }
}

/// Instance discovery.
pub fn instance(arrival: &mut Arrival<'_>) -> Response<Bytes> {
    let query = arrival.query().unwrap_or_default();
    let asked = query.first("authorization_endpoint").unwrap_or_default();
    match discovery::instance(&arrival.origin, asked, query.first("api-version").unwrap_or("1.1")) {
        Some(body) => reply::document(&body),
        None => {
            let refusal = aadsts!(50049)
                .check("instance.known")
                .expected(format!("an authorization_endpoint on {} or a cloud host", arrival.origin.host()))
                .found(asked.to_owned());
            let mut response = reply::refuse(arrival, Dialect::V2, &refusal);
            headers::cors_get(response.headers_mut());
            response
        }
    }
}

/// User realm discovery.
pub fn user_realm(arrival: &mut Arrival<'_>, route: &Route) -> Response<Bytes> {
    let from_path = percent_decode_str(&route.rest).decode_utf8_lossy().into_owned();
    let query = arrival.query().unwrap_or_default();
    let upn = if from_path.is_empty() { query.first("user").unwrap_or_default().to_owned() } else { from_path };
    let domain = upn.rsplit_once('@').map_or("", |(_, domain)| domain);
    let tenant = arrival.directory.tenant_of_domain(domain).cloned();
    let mut response = reply::json(StatusCode::OK, &discovery::user_realm(tenant.as_deref(), domain));
    let inline = HeaderValue::from_static("inline; filename=userrealm.json");
    response.headers_mut().insert(CONTENT_DISPOSITION, inline);
    arrival.note.user = Some(upn);
    response
}

/// The landing page of the server.
pub fn home(arrival: &mut Arrival<'_>) -> Response<Bytes> {
    let directory = &arrival.directory;
    let page = HomePage {
        origin: arrival.origin.base(),
        tenants: directory
            .tenants()
            .iter()
            .map(|t| HomeTenant {
                display_name: t.display_name.clone(),
                id: t.id.to_string(),
                domain: t.default_domain(),
            })
            .collect(),
        apps: directory
            .apps()
            .iter()
            .map(|a| HomeApp {
                display_name: a.display_name.clone(),
                client_id: a.client_id.to_string(),
                note: a.name.clone(),
            })
            .collect(),
        users: sample_users(arrival),
        control_url: Some(format!("{}/_pretenant", arrival.origin.base())),
    };
    reply::html(StatusCode::OK, &page.render())
}

/// The users of the world, for the pages that help people who came without a password.
pub fn sample_users(arrival: &Arrival<'_>) -> Vec<SampleUser> {
    arrival
        .directory
        .users()
        .iter()
        .take(20)
        .map(|u| SampleUser {
            upn: u.upn.clone(),
            display_name: u.display_name.clone(),
            note: match (u.enabled, u.password_expired, u.admin) {
                (false, ..) => "disabled".into(),
                (_, true, _) => "password expired".into(),
                (.., true) => "administrator".into(),
                _ => String::new(),
            },
            password: Some(u.password.clone()),
        })
        .collect()
}
