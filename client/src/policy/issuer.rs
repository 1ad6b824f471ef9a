use url::Url;

/// Hosts of Microsoft's clouds that may speak for any authority.
const MICROSOFT_HOSTS: [&str; 12] = [
    "login.microsoftonline.com",
    "login.microsoft.com",
    "login.windows.net",
    "sts.windows.net",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "login.microsoftonline.us",
    "login.usgovcloudapi.net",
    "login-us.microsoftonline.com",
    "login.sovcloud-identity.fr",
    "login.sovcloud-identity.de",
    "login.sovcloud-identity.sg",
];

/// The authority itself, or a host of Microsoft's (of one region, too). The path is free: it names a tenant, and
/// `{tenantid}` where the authority names none.
pub(super) fn fits(issuer: &str, authority: &Url) -> bool {
    let Ok(issuer) = Url::parse(issuer) else { return false };
    if issuer.scheme() != "https" {
        return false;
    }
    let same_origin = issuer.host_str() == authority.host_str()
        && issuer.port_or_known_default() == authority.port_or_known_default();
    same_origin || issuer.host_str().is_some_and(|host| is_microsoft(host) || is_region_of(host, authority))
}

fn is_microsoft(host: &str) -> bool {
    MICROSOFT_HOSTS.contains(&host)
        || host.split_once('.').is_some_and(|(_, parent)| MICROSOFT_HOSTS.contains(&parent))
        || host.ends_with(".ciamlogin.com")
}

/// The metadata of a regional endpoint names the global host.
fn is_region_of(issuer_host: &str, authority: &Url) -> bool {
    authority.host_str().and_then(|host| host.split_once('.')).is_some_and(|(_, parent)| parent == issuer_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits_on(issuer: &str, authority: &str) -> bool {
        fits(issuer, &Url::parse(authority).unwrap())
    }

    #[test]
    fn the_authority_speaks_for_itself() {
        assert!(fits_on("https://sts.test:8443/contoso/v2.0", "https://sts.test:8443/contoso"));
        assert!(fits_on("https://sts.test/{tenantid}/v2.0", "https://sts.test:443/common"));
        assert!(!fits_on("https://sts.test:9443/contoso/v2.0", "https://sts.test:8443/contoso"));
    }

    #[test]
    fn microsoft_speaks_for_anybody_others_do_not() {
        assert!(fits_on("https://sts.windows.net/x/", "https://localhost/contoso"));
        assert!(fits_on("https://westus2.login.microsoft.com/x/", "https://localhost/contoso"));
        assert!(!fits_on("https://evil.test/contoso/v2.0", "https://sts.test/contoso"));
        assert!(!fits_on("https://login.microsoftonline.com.evil.test/x", "https://sts.test/contoso"));
        assert!(!fits_on("http://sts.test/contoso", "https://sts.test/contoso"));
        assert!(!fits_on("contoso", "https://sts.test/contoso"));
    }
}
