use super::names::Names;
use super::values;
use crate::directory::file::SettingsEntry;
use crate::directory::{Settings, User};
use crate::document::{Findings, Pointer};

pub(super) fn build(
    entry: &SettingsEntry,
    at: &Pointer,
    users: &[User],
    user_names: &Names,
    findings: &mut Findings,
) -> Settings {
    if let Some(host) = &entry.issuer_host
        && !is_host(host)
    {
        let help = "write only host and port, e.g. `login.microsoftonline.com` or `localhost:8443`";
        findings.add_with_help(&at.key("issuer_host"), format!("`{host}` is not a host"), Some(help.into()));
    }
    Settings {
        issuer_host: entry.issuer_host.clone(),
        default_user: match &entry.default_user {
            Some(user) => user_names.id(user, &at.key("default_user"), findings),
            None => users.first().map(|user| user.oid),
        },
        lifetimes: values::lifetimes(entry.lifetimes.as_ref(), &at.key("lifetimes"), findings),
    }
}

fn is_host(text: &str) -> bool {
    text.parse::<http::uri::Authority>().is_ok_and(|authority| !text.contains('@') && !authority.host().is_empty())
}
