//! Where a client wants to go, and what it may reach. No I/O.

use std::fmt;
use std::str::FromStr;

use http::uri::Authority;

use crate::cloud;
use crate::directory::Directory;
use crate::resource::is_api_host;

/// A host and port that a client asked the proxy for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Host name or address, in lower case; an IPv6 address in brackets.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Target {
    /// From the authority of a request, whose port is `default_port` unless it says otherwise.
    #[must_use]
    pub fn new(authority: &Authority, default_port: u16) -> Self {
        let host = authority.host();
        Self {
            host: host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(default_port),
        }
    }

    /// The host as sockets and certificates want it: without brackets.
    #[must_use]
    pub fn bare_host(&self) -> &str {
        self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(&self.host)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// A host that clients may reach although the world does not stand in for it: `example.com`, `example.com:8443`,
/// `*.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    /// In lower case, without `*`.
    host: String,
    /// Hosts below it are meant, not itself.
    below: bool,
    /// None: any port.
    port: Option<u16>,
}

/// Why a text names no host to allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write a host without scheme and path, e.g. example.com, example.com:8443 or *.example.com")]
pub struct NotAHost;

impl FromStr for AllowedHost {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let (below, rest) = text.strip_prefix("*.").map_or((false, text), |rest| (true, rest));
        let authority: Authority = rest.parse().map_err(|_| NotAHost)?;
        let host = authority.host().to_ascii_lowercase();
        let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
        let rebuilt = authority.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        // What an authority may have besides, a user name or an empty port, is no host.
        if host.is_empty() || !host.bytes().all(known) || !rest.eq_ignore_ascii_case(&rebuilt) {
            return Err(NotAHost);
        }
        Ok(Self { host, below, port: authority.port_u16() })
    }
}

impl AllowedHost {
    fn covers(&self, target: &Target) -> bool {
        let host = if self.below {
            target.host.strip_suffix(&self.host).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            target.host == self.host
        };
        host && self.port.is_none_or(|port| port == target.port)
    }
}

/// What becomes of a request to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// The world answers.
    World,
    /// The real host answers.
    Outside,
    /// Nobody does.
    Refused,
}

/// Decides. `own` are the world's own addresses (`localhost:8443`). What is allowed goes outside even if the world
/// could answer; the world answers for the clouds' hosts and for those of App ID URIs, on the usual ports.
#[must_use]
pub fn destination(
    target: &Target,
    tls: bool,
    allowed: &[AllowedHost],
    own: &[String],
    world: &Directory,
) -> Destination {
    if allowed.iter().any(|allowed| allowed.covers(target)) {
        return Destination::Outside;
    }
    let full = target.to_string();
    let usual = target.port == if tls { 443 } else { 80 };
    let stands_in = (usual && (cloud::find(&target.host).is_some() || is_api_host(world, &target.host)))
        || (tls && (own.contains(&full) || is_api_host(world, &full)));
    if stands_in { Destination::World } else { Destination::Refused }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::file::load_str;

    fn target(authority: &str) -> Target {
        Target::new(&authority.parse().unwrap(), 443)
    }

    fn go(authority: &str, tls: bool, allowed: &[&str]) -> Destination {
        let world = "{use: contoso, apis: [{name: shop, identifier_uris: ['https://Shop.example/v1', 'https://h.example:8443']}]}";
        let world = load_str("world.yaml", world, None).unwrap().build().unwrap();
        let allowed: Vec<AllowedHost> = allowed.iter().map(|host| host.parse().unwrap()).collect();
        destination(&target(authority), tls, &allowed, &["localhost:4711".to_owned()], &world)
    }

    #[test]
    fn the_world_stands_in_for_the_clouds_and_for_its_own_apis() {
        for host in [
            "login.microsoftonline.com:443",
            "LOGIN.windows.net.",
            "westeurope.login.microsoft.com",
            "graph.microsoft.com",
            "management.core.windows.net:443",
            "shop.example",
            "h.example:8443",
            "localhost:4711",
        ] {
            assert_eq!(go(host, true, &[]), Destination::World, "{host}");
        }
        assert_eq!(go("login.microsoftonline.com:80", false, &[]), Destination::World);
    }

    #[test]
    fn everything_else_is_refused() {
        for host in ["example.com", "login.microsoftonline.com:8443", "shop.example:81", "localhost:80", "[::1]:443"] {
            assert_eq!(go(host, true, &[]), Destination::Refused, "{host}");
        }
        assert_eq!(go("localhost:4711", false, &[]), Destination::Refused);
    }

    #[test]
    fn what_is_allowed_goes_outside_on_the_port_that_is_allowed() {
        for (host, allowed) in [
            ("example.com:8080", "Example.com"),
            ("example.com:8080", "example.com:8080"),
            ("a.b.example.com", "*.example.com"),
            ("[::1]:443", "[::1]:443"),
            ("login.microsoftonline.com", "login.microsoftonline.com"),
        ] {
            assert_eq!(go(host, true, &[allowed]), Destination::Outside, "{host} {allowed}");
        }
        for (host, allowed) in [
            ("example.com:8080", "example.com:8081"),
            ("example.com", "*.example.com"),
            ("notexample.com", "*.example.com"),
        ] {
            assert_eq!(go(host, true, &[allowed]), Destination::Refused, "{host} {allowed}");
        }
    }

    #[test]
    fn what_is_no_host_cannot_be_allowed() {
        for text in
            ["", "*", "*.", "https://example.com", "example.com/x", "a@example.com", "example.com:", "a b", "h:x"]
        {
            assert_eq!(text.parse::<AllowedHost>(), Err(NotAHost), "{text}");
        }
    }
}
