//! The real clouds' hosts: what a world stands in for when their names lead here.

/// One cloud: the hosts of its platform and of its APIs, all without port and in lower case.
#[derive(Debug, PartialEq, Eq)]
pub struct Cloud {
    /// Hosts of the platform (entra-server §1.1). The first is the issuer of v2 tokens.
    pub login: &'static [&'static str],
    /// Issuer of v1 tokens.
    pub v1_issuer: &'static str,
    /// Hosts of Microsoft Graph.
    pub graph: &'static [&'static str],
    /// Hosts of Resource Manager.
    pub arm: &'static [&'static str],
}

/// The clouds, the public one first.
pub const CLOUDS: &[Cloud] = &[
    Cloud {
        login: &["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        v1_issuer: "sts.windows.net",
        graph: &["graph.microsoft.com"],
        arm: &["management.azure.com", "management.core.windows.net"],
    },
    Cloud {
        login: &["login.microsoftonline.us", "login.usgovcloudapi.net"],
        v1_issuer: "sts.windows.net",
        graph: &["graph.microsoft.us", "dod-graph.microsoft.us"],
        arm: &["management.usgovcloudapi.net", "management.core.usgovcloudapi.net"],
    },
    Cloud {
        login: &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        v1_issuer: "sts.chinacloudapi.cn",
        graph: &["microsoftgraph.chinacloudapi.cn"],
        arm: &["management.chinacloudapi.cn", "management.core.chinacloudapi.cn"],
    },
];

/// Regional hosts of the public cloud's platform are below this one, e.g. `westus2.login.microsoft.com`.
const REGIONAL: &str = ".login.microsoft.com";

/// What a host of a cloud is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The platform itself.
    Login,
    /// Microsoft Graph.
    Graph,
    /// Resource Manager.
    Arm,
}

/// Which cloud a host belongs to, and as what. `host` is in lower case and has no port.
#[must_use]
pub fn find(host: &str) -> Option<(&'static Cloud, Service)> {
    if host.strip_suffix(REGIONAL).is_some_and(|region| !region.is_empty()) {
        return CLOUDS.first().map(|public| (public, Service::Login));
    }
    CLOUDS.iter().find_map(|cloud| {
        let services = [(cloud.login, Service::Login), (cloud.graph, Service::Graph), (cloud.arm, Service::Arm)];
        services.into_iter().find(|(hosts, _)| hosts.contains(&host)).map(|(_, service)| (cloud, service))
    })
}

/// Domains under which Microsoft's services live.
const MICROSOFT: &[&str] = &[
    "aka.ms",
    "azure.cn",
    "azure.com",
    "azure.net",
    "azure.us",
    "b2clogin.com",
    "chinacloudapi.cn",
    "ciamlogin.com",
    "dynamics.com",
    "live.com",
    "microsoft.com",
    "microsoft.us",
    "microsoftazuread-sso.com",
    "microsoftonline.cn",
    "microsoftonline.com",
    "microsoftonline.de",
    "microsoftonline.us",
    "msauth.net",
    "msftauth.net",
    "office.com",
    "office.net",
    "office365.com",
    "onmicrosoft.com",
    "outlook.com",
    "sharepoint.com",
    "usgovcloudapi.net",
    "visualstudio.com",
    "windows.net",
    "windowsazure.com",
];

/// True for a host of Microsoft's, in whatever cloud. `host` has no port.
#[must_use]
pub fn is_microsoft(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    MICROSOFT.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_with_their_service() {
        let found = |host| find(host).map(|(cloud, service)| (cloud.login[0], service));
        assert_eq!(found("login.windows.net"), Some(("login.microsoftonline.com", Service::Login)));
        assert_eq!(found("westus2.login.microsoft.com"), Some(("login.microsoftonline.com", Service::Login)));
        assert_eq!(found("graph.microsoft.us"), Some(("login.microsoftonline.us", Service::Graph)));
        assert_eq!(found("management.core.windows.net"), Some(("login.microsoftonline.com", Service::Arm)));
        assert_eq!(found("localhost"), None);
        assert_eq!(found(".login.microsoft.com"), None);
    }

    #[test]
    fn a_domain_covers_itself_and_what_is_below_it() {
        for host in [
            "aka.ms",
            "outlook.office.com",
            "device.login.microsoftonline.com",
            "acme.vault.azure.net",
            "GRAPH.microsoft.com.",
        ] {
            assert!(is_microsoft(host), "{host}");
        }
        for host in ["notmicrosoft.com", "microsoft.com.example", "example.com", ""] {
            assert!(!is_microsoft(host), "{host}");
        }
    }
}
