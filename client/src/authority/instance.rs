use serde_json::Value;
use url::Url;

use super::{Authority, Cloud};
use crate::{ClientError, ClientErrorKind};

/// Where a host that isn't Microsoft's is looked up.
const DEFAULT_HOST: &str = "https://login.microsoftonline.com";

/// The instance discovery request for an authority.
pub(crate) fn instance_url(authority: &Authority) -> Option<Url> {
    let environment = authority.environment();
    let host = match Cloud::is_microsoft(&environment) {
        true => format!("https://{environment}"),
        false => DEFAULT_HOST.to_owned(),
    };
    let mut url = Url::parse(&host).ok()?;
    url.set_path("common/discovery/instance");
    let asked = format!("{}/oauth2/v2.0/authorize", authority.url().as_str().trim_end_matches('/'));
    url.query_pairs_mut().append_pair("api-version", "1.1").append_pair("authorization_endpoint", &asked);
    Some(url)
}

/// Reads its answer. A host that is told to be no authority is an error; anything unclear leaves it with the one name
/// it has.
pub(crate) fn read_instances(answer: Option<&Value>, authority: &Authority) -> Result<Cloud, ClientError> {
    let environment = authority.environment();
    let known = Cloud::known(&environment);
    let Some(answer) = answer else { return Ok(known) };
    if answer.get("error").and_then(Value::as_str) == Some("invalid_instance") {
        let problem = format!("instance discovery says that {environment} is no authority (invalid_instance)");
        return Err(ClientError::new(ClientErrorKind::AuthorityRefused, problem));
    }
    let instances = answer.get("metadata").and_then(Value::as_array).into_iter().flatten();
    Ok(instances.filter_map(read_instance).find(|cloud| cloud.aliases.contains(&environment)).unwrap_or(known))
}

fn read_instance(instance: &Value) -> Option<Cloud> {
    let aliases = instance.get("aliases")?.as_array()?;
    let mut aliases: Vec<String> = aliases.iter().filter_map(Value::as_str).map(str::to_ascii_lowercase).collect();
    let preferred = instance.get("preferred_cache").and_then(Value::as_str).map(str::to_ascii_lowercase);
    let preferred = preferred.or_else(|| aliases.first().cloned())?;
    if !aliases.contains(&preferred) {
        aliases.push(preferred.clone());
    }
    Some(Cloud { preferred, aliases })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn authority(text: &str) -> Authority {
        Authority::parse(text, false).unwrap()
    }

    #[test]
    fn microsofts_hosts_are_asked_about_themselves_others_at_microsofts() {
        let url = instance_url(&authority("https://sts.test:8443/contoso")).unwrap();
        assert_eq!(
            url.as_str(),
            "https://login.microsoftonline.com/common/discovery/instance?api-version=1.1\
             &authorization_endpoint=https%3A%2F%2Fsts.test%3A8443%2Fcontoso%2Foauth2%2Fv2.0%2Fauthorize"
        );
        let url = instance_url(&authority("https://login.microsoftonline.us/contoso")).unwrap();
        assert_eq!(url.host_str(), Some("login.microsoftonline.us"));
    }

    #[test]
    fn aliases_are_read_with_the_preferred_name() {
        let answer = json!({"metadata": [
            {"preferred_network": "x", "preferred_cache": "x", "aliases": ["x"]},
            {"preferred_network": "sts.test", "preferred_cache": "Other.test", "aliases": ["STS.test"]},
        ]});
        let cloud = read_instances(Some(&answer), &authority("https://sts.test/contoso")).unwrap();
        assert_eq!(
            cloud,
            Cloud { preferred: "other.test".into(), aliases: vec!["sts.test".into(), "other.test".into()] }
        );
    }

    #[test]
    fn no_authority_is_refused_and_silence_tolerated() {
        let host = authority("https://sts.test/contoso");
        let refusal = json!({"error": "invalid_instance"});
        assert_eq!(read_instances(Some(&refusal), &host).unwrap_err().kind, ClientErrorKind::AuthorityRefused);
        assert_eq!(read_instances(None, &host).unwrap(), Cloud::known("sts.test"));
        assert_eq!(read_instances(Some(&json!({"metadata": "?"})), &host).unwrap(), Cloud::known("sts.test"));
    }
}
