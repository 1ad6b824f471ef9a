//! Which API a path belongs to.

use std::sync::Arc;

use crate::directory::{ApiStyle, App};
use crate::endpoint::arrival::Arrival;

/// Paths of Resource Manager besides the one that its registration names.
const ARM_PATHS: &[&str] = &["/subscriptions", "/tenants", "/metadata/endpoints", "/providers"];

/// The API that a request goes to: by host name when a cloud host was redirected here, else by the longest path
/// that matches.
pub fn find(arrival: &Arrival<'_>) -> Option<Arc<App>> {
    let style_of_host = match arrival.origin.hostname() {
        "graph.microsoft.com" => Some(ApiStyle::Graph),
        "management.azure.com" | "management.core.windows.net" => Some(ApiStyle::Arm),
        _ => None,
    };
    let path = arrival.request.uri().path();
    let mut best: Option<(usize, &Arc<App>)> = None;
    for app in arrival.directory.apps() {
        let Some(api) = &app.api else { continue };
        let length = match style_of_host {
            Some(style) => (api.style == style).then_some(0),
            None => matched(&api.path, path).or_else(|| {
                let more = if api.style == ApiStyle::Arm { ARM_PATHS } else { &[] };
                more.iter().find_map(|p| matched(p, path))
            }),
        };
        if let Some(length) = length
            && best.is_none_or(|(longest, _)| length > longest)
        {
            best = Some((length, app));
        }
    }
    best.map(|(_, app)| app.clone())
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
    use super::matched;

    #[test]
    fn a_prefix_ends_at_a_slash() {
        assert_eq!(matched("/v1.0", "/v1.0/me"), Some(5));
        assert_eq!(matched("/v1.0", "/v1.0"), Some(5));
        assert_eq!(matched("/v1.0", "/v1.0x"), None);
        assert_eq!(matched("", "/v1.0"), None);
    }
}
