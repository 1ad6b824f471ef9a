//! Redirect URIs, checked by the rules of the portal: what it would refuse is refused here.

use std::collections::HashSet;

use url::{Host, Url};

use crate::directory::file::{RedirectUris, listed};
use crate::directory::{RedirectKind, RedirectUri};
use crate::document::{Findings, Pointer};

/// The longest redirect URI that can be registered, in characters.
const LONGEST: usize = 256;

pub(super) fn build(entry: Option<&RedirectUris>, at: &Pointer, findings: &mut Findings) -> Vec<RedirectUri> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    let kinds = [
        ("web", RedirectKind::Web, &entry.web),
        ("spa", RedirectKind::Spa, &entry.spa),
        ("public", RedirectKind::Public, &entry.public),
    ];
    let mut seen = HashSet::new();
    let mut uris = Vec::new();
    for (key, kind, list) in kinds {
        for (i, url) in listed(list).iter().enumerate() {
            let at = at.key(key).index(i);
            if let Err((problem, help)) = check(url, kind) {
                findings.add_with_help(&at, format!("`{url}` {problem}"), help);
            } else if !seen.insert(url) {
                findings.add(&at, format!("`{url}` is registered twice"));
            }
            uris.push(RedirectUri { kind, url: url.clone() });
        }
    }
    uris
}

/// What the platform has against a redirect URI, and what to do about it.
fn check(text: &str, kind: RedirectKind) -> Result<(), (&'static str, Option<String>)> {
    let Ok(url) = Url::parse(text) else {
        return Err(("is not an absolute URI", Some("write it with its scheme, e.g. `http://localhost`".into())));
    };
    if text.chars().count() > LONGEST {
        return Err(("is longer than 256 characters", None));
    }
    if url.fragment().is_some() {
        return Err(("has a fragment, which browsers don't send", Some("leave out `#` and what follows".into())));
    }
    if text.contains('*') {
        return Err(("has a wildcard: redirect URIs are compared as they are", Some("list each URI".into())));
    }
    if text.contains(|c: char| "!$'(),;".contains(c) || c.is_whitespace()) {
        return Err(("has one of the characters that redirect URIs can't have: `! $ ' ( ) , ;` and blanks", None));
    }
    match url.host() {
        Some(Host::Ipv6(_)) => {
            return Err(("names an IPv6 address, which the platform refuses", Some("use `localhost`".into())));
        }
        Some(Host::Domain("localhost")) => return web_scheme(&url, kind),
        Some(Host::Ipv4(address)) if address.is_loopback() => return web_scheme(&url, kind),
        _ => {}
    }
    if url.scheme() == "http" {
        let help = Some("use https, or `http://localhost` while developing".into());
        return Err(("is plain http, which is for localhost only", help));
    }
    web_scheme(&url, kind)
}

/// Custom schemes are for apps on a device.
fn web_scheme(url: &Url, kind: RedirectKind) -> Result<(), (&'static str, Option<String>)> {
    match (kind, url.scheme()) {
        (RedirectKind::Public, _) | (_, "http" | "https") => Ok(()),
        _ => Err(("has a scheme of its own, which is for `public` redirect URIs", Some("move it to `public`".into()))),
    }
}
