use serde_json::Value;
use url::Url;

use crate::{ClientError, ClientErrorKind, policy::Policy};

/// The endpoints an authority advertises (OIDC Discovery §3). They are used as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoints {
    pub authorization: Url,
    pub token: Url,
    pub device_authorization: Option<Url>,
}

impl Endpoints {
    /// Reads and checks a metadata document; only a checked one is ever cached.
    pub fn from_metadata(document: &Value, authority: &Url, policy: &dyn Policy) -> Result<Self, ClientError> {
        let issuer = member(document, "issuer")?;
        if !policy.issuer_fits(issuer, authority) {
            let problem = format!("the metadata of {authority} is of the issuer {issuer:?}, which can't speak for it");
            return Err(ClientError::new(ClientErrorKind::AuthorityRefused, problem));
        }
        let device_authorization = match document.get("device_authorization_endpoint") {
            None | Some(Value::Null) => None,
            Some(_) => Some(endpoint(document, "device_authorization_endpoint")?),
        };
        Ok(Self {
            authorization: endpoint(document, "authorization_endpoint")?,
            token: endpoint(document, "token_endpoint")?,
            device_authorization,
        })
    }
}

fn endpoint(document: &Value, name: &str) -> Result<Url, ClientError> {
    let text = member(document, name)?;
    Url::parse(text)
        .ok()
        .filter(|url| url.scheme() == "https" && url.has_host())
        .ok_or_else(|| malformed(format!("its {name} is {text:?}, not an https address")))
}

fn member<'a>(document: &'a Value, name: &str) -> Result<&'a str, ClientError> {
    document.get(name).and_then(Value::as_str).ok_or_else(|| malformed(format!("it has no {name}")))
}

fn malformed(problem: String) -> ClientError {
    ClientError::new(ClientErrorKind::MalformedResponse, format!("the authority's metadata can't be used: {problem}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::Standard;

    fn read(document: Value) -> Result<Endpoints, ClientError> {
        Endpoints::from_metadata(&document, &Url::parse("https://sts.test/contoso").unwrap(), &Standard)
    }

    fn document() -> Value {
        json!({
            "issuer": "https://sts.test/contoso/v2.0",
            "authorization_endpoint": "https://sts.test/odd/place/a",
            "token_endpoint": "https://sts.test/odd/place/t",
            "device_authorization_endpoint": "https://sts.test/odd/place/d",
        })
    }

    #[test]
    fn endpoints_are_taken_as_advertised() {
        let endpoints = read(document()).unwrap();
        assert_eq!(endpoints.token.as_str(), "https://sts.test/odd/place/t");
        assert_eq!(endpoints.device_authorization.unwrap().as_str(), "https://sts.test/odd/place/d");
    }

    #[test]
    fn a_foreign_issuer_is_refused() {
        let mut foreign = document();
        foreign["issuer"] = json!("https://evil.test/contoso/v2.0");
        assert_eq!(read(foreign).unwrap_err().kind, ClientErrorKind::AuthorityRefused);
    }

    #[test]
    fn what_is_missing_or_insecure_is_named() {
        let mut missing = document();
        missing.as_object_mut().unwrap().remove("token_endpoint");
        assert!(read(missing).unwrap_err().message.contains("token_endpoint"));
        let mut plain = document();
        plain["token_endpoint"] = json!("http://sts.test/t");
        assert!(read(plain).unwrap_err().message.contains("http://sts.test/t"));
    }
}
