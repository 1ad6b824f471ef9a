//! The platform that is recorded, and the way to it.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use url::Url;

use crate::failure::Failure;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(100);

/// The platform that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    url: Url,
}

impl FromStr for Upstream {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url: Url =
            text.parse().map_err(|error| format!("{error}; expected a URL such as https://login.example"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err("expected a URL that begins with https:// or http://".into());
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err("expected scheme, host and perhaps a path, e.g. https://login.example/tenant".into());
        }
        Ok(Self { url })
    }
}

impl Upstream {
    /// `https://login.example:8443`, without a default port.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.url.scheme(), self.host())
    }

    /// Host, with the port unless it is the default one.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The path, without a slash at its end; none for `/`.
    pub fn path(&self) -> Option<&str> {
        Some(self.url.path().trim_end_matches('/')).filter(|path| !path.is_empty())
    }

    /// What reaches it: follows no redirects, keeps no cookies, since clients do that. Trusts the authorities in a
    /// file, or those that this machine trusts.
    pub fn client(&self, ca: Option<&Path>) -> Result<Client, Failure> {
        // Nobody in this process minds which provider is the default.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut builder = Client::builder().redirect(Policy::none()).timeout(PATIENCE);
        if let Some(file) = ca {
            let unusable = |why: String| Failure::usage(format!("cannot use {} as --ca: {why}", file.display()));
            let pem = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
            let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| unusable(error.to_string()))?;
            if certificates.is_empty() {
                return Err(unusable("there is no PEM certificate in it".to_owned()));
            }
            builder = builder.tls_certs_only(certificates);
        }
        builder.build().map_err(|error| Failure::failed(format!("cannot make an HTTPS client: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upstream_is_an_origin_and_perhaps_a_path() {
        let upstream: Upstream = "https://login.microsoftonline.com:443/contoso.com/".parse().unwrap();
        assert_eq!(upstream.origin(), "https://login.microsoftonline.com");
        assert_eq!(upstream.path(), Some("/contoso.com"));
        let upstream: Upstream = "http://[::1]:8080".parse().unwrap();
        assert_eq!((upstream.origin().as_str(), upstream.path()), ("http://[::1]:8080", None));
        for wrong in ["login.example", "ftp://x", "https://u:p@x", "https://x?y", "https://x#y", ""] {
            assert!(wrong.parse::<Upstream>().is_err(), "{wrong}");
        }
    }
}
