//! Which API a path belongs to.

use std::sync::Arc;

use crate::cloud::Service;
use crate::directory::{Api, ApiStyle, App, Directory};
use crate::endpoint::arrival::Arrival;
use crate::origin::Origin;

/// Paths of Resource Manager besides the one that its registration names.
const ARM_PATHS: &[&str] = &["/subscriptions", "/tenants", "/metadata/endpoints", "/providers"];

/// The API that a request goes to: by host name when an API's own host leads here, else by the longest path that
/// matches.
pub fn find(arrival: &Arrival<'_>) -> Option<Arc<App>> {
    let path = arrival.request.uri().path();
    if matches!(arrival.origin.cloud(), Some(Service::Graph | Service::Arm)) {
        return by_host(&arrival.directory, &arrival.origin, path);
    }
    by_host(&arrival.directory, &arrival.origin, path).or_else(|| {
        longest(&arrival.directory, |api| {
            let more = if api.style == ApiStyle::Arm { ARM_PATHS } else { &[] };
            matched(&api.path, path).or_else(|| more.iter().find_map(|p| matched(p, path)))
        })
    })
}

/// The API whose own host, by its kind or by an App ID URI, leads here. Cheap for this machine's names and for the
/// platform's.
pub fn by_host(directory: &Directory, origin: &Origin, path: &str) -> Option<Arc<App>> {
    let style = match origin.cloud() {
        Some(Service::Login) => return None,
        Some(Service::Graph) => Some(ApiStyle::Graph),
        Some(Service::Arm) => Some(ApiStyle::Arm),
        None if matches!(origin.hostname(), "localhost" | "127.0.0.1" | "[::1]") => return None,
        None => None,
    };
    longest(directory, |api| match style {
        Some(style) => (api.style == style).then_some(0),
        None => api.identifier_uris.iter().filter_map(|uri| matched_uri(uri, origin.host(), path)).max(),
    })
}

/// True when an API has an App ID URI on this host (with its port, if it is not that of https), in lower case.
pub fn is_api_host(directory: &Directory, host: &str) -> bool {
    let uris = directory.apps().iter().filter_map(|app| app.api.as_ref()).flat_map(|api| &api.identifier_uris);
    uris.into_iter().any(|uri| split(uri).is_some_and(|(name, _)| name.eq_ignore_ascii_case(host)))
}

/// The first API for which `length` finds the greatest length.
fn longest(directory: &Directory, length: impl Fn(&Api) -> Option<usize>) -> Option<Arc<App>> {
    let mut best: Option<(usize, &Arc<App>)> = None;
    for app in directory.apps() {
        if let Some(length) = app.api.as_ref().and_then(&length)
            && best.is_none_or(|(longest, _)| length > longest)
        {
            best = Some((length, app));
        }
    }
    best.map(|(_, app)| app.clone())
}

/// Host (with its port, if it is not that of https) and path of an App ID URI that is a web address.
fn split(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("https://")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Some((host.strip_suffix(":443").unwrap_or(host), path))
}

/// The length of an App ID URI's path when a request on `host` for `path` is it or below it.
fn matched_uri(uri: &str, host: &str, path: &str) -> Option<usize> {
    let (name, prefix) = split(uri)?;
    let same = name.eq_ignore_ascii_case(host.strip_suffix(":443").unwrap_or(host));
    let whole = prefix.trim_end_matches('/').is_empty();
    same.then(|| if whole { Some(0) } else { matched(prefix, path) }).flatten()
}

/// The length of `prefix` when `path` is it or below it.
fn matched(prefix: &str, path: &str) -> Option<usize> {
    let prefix = prefix.trim_end_matches('/');
    let rest = path.strip_prefix(prefix)?;
    (!prefix.is_empty() && (rest.is_empty() || rest.starts_with('/'))).then_some(prefix.len())
}

/// Paths that need no token: Resource Manager's description of its cloud, which clients read before they sign in.
pub fn is_public(arrival: &Arrival<'_>) -> bool {
    matched("/metadata/endpoints", arrival.request.uri().path()).is_some()
}

#[cfg(test)]
mod tests {
    use super::{matched, matched_uri};

    #[test]
    fn an_app_id_uri_matches_its_host_and_what_is_below_its_path() {
        let matched = |uri| matched_uri(uri, "shop.example", "/orders/7");
        assert_eq!(matched("https://Shop.example"), Some(0));
        assert_eq!(matched("https://shop.example:443/orders/"), Some(7));
        assert_eq!(matched("https://shop.example/carts"), None);
        assert_eq!(matched("https://shop.example:8443"), None);
        assert_eq!(matched("https://other.example"), None);
        assert_eq!(matched("api://shop.example"), None);
    }

    #[test]
    fn a_prefix_ends_at_a_slash() {
        assert_eq!(matched("/v1.0", "/v1.0/me"), Some(5));
        assert_eq!(matched("/v1.0", "/v1.0"), Some(5));
        assert_eq!(matched("/v1.0", "/v1.0x"), None);
        assert_eq!(matched("", "/v1.0"), None);
    }
}
