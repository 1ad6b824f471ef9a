//! References to the directory, with a suggestion where nothing answers to them.

use uuid::Uuid;

use super::super::matching::{is_app, is_user};
use crate::directory::{App, Directory};
use crate::document::{Findings, Pointer, suggest};
use crate::scope::{self, Typed};

/// A tenant, or one of the words for several.
pub fn tenant(wanted: &str, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    const WORDS: [&str; 3] = ["common", "organizations", "consumers"];
    let by_name = directory.tenants().iter().any(|t| t.name == wanted);
    if by_name || directory.tenant_segment(wanted).is_some() {
        return;
    }
    let known = directory.tenants().iter().map(|t| t.name.as_str()).chain(WORDS);
    unknown("tenant", wanted, known, at, findings);
}

/// A client application.
pub fn client(wanted: &str, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    if !directory.apps().iter().any(|app| is_app(app, wanted)) {
        unknown("app", wanted, directory.apps().iter().map(|app| app.name.as_str()), at, findings);
    }
}

/// A protected API.
pub fn resource(wanted: &str, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    let apis = || directory.apps().iter().filter(|app| app.api.is_some());
    if !apis().any(|app| is_app(app, wanted)) {
        let uris = apis().flat_map(|app| app.api.iter().flat_map(|api| &api.identifier_uris)).map(String::as_str);
        let known: Vec<&str> = apis().map(|app| app.name.as_str()).collect();
        let known = if wanted.contains("://") { uris.collect() } else { known };
        unknown("API", wanted, known, at, findings);
    }
}

/// A user.
pub fn user(wanted: &str, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    if !directory.users().iter().any(|user| is_user(user, wanted)) {
        let upn = wanted.contains('@');
        let known = directory.users().iter().map(|user| if upn { user.upn.as_str() } else { user.name.as_str() });
        unknown("user", wanted, known, at, findings);
    }
}

/// A scope: as requests type it, or its permission alone.
pub fn scope(wanted: &str, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    let Ok(parsed) = scope::parse(wanted) else {
        findings.add(at, format!("`{wanted}` is not a scope"));
        return;
    };
    let item = match parsed.items.as_slice() {
        [] if !parsed.oidc.is_empty() => return,
        [item] => item,
        _ => {
            findings.add_with_help(
                at,
                "a rule looks for one scope",
                Some("write one of them here, and the others in an `expression` over `request.scopes`".into()),
            );
            return;
        }
    };
    if item.is_default() && item.resource == Typed::Bare {
        return;
    }
    match &item.resource {
        Typed::Bare => permission(&item.permission, directory.apps().iter().map(AsRef::as_ref), at, findings),
        Typed::Named(name) => match directory.resource(name, None) {
            Some(_) if item.is_default() => {}
            Some(found) => permission(&item.permission, [found.app.as_ref()], at, findings),
            None => resource(name, directory, at, findings),
        },
    }
}

fn permission<'d>(wanted: &str, apis: impl IntoIterator<Item = &'d App>, at: &Pointer, findings: &mut Findings) {
    let scopes = apis.into_iter().flat_map(|app| app.api.iter().flat_map(|api| &api.scopes));
    let known: Vec<&str> = scopes.map(|scope| scope.value.as_str()).collect();
    if !known.iter().any(|scope| scope.eq_ignore_ascii_case(wanted)) {
        unknown("permission", wanted, known, at, findings);
    }
}

fn unknown<'d>(
    what: &str,
    wanted: &str,
    known: impl IntoIterator<Item = &'d str>,
    at: &Pointer,
    findings: &mut Findings,
) {
    let help = match Uuid::try_parse(wanted) {
        Ok(_) => None,
        Err(_) => suggest::help(wanted, known),
    };
    findings.add_with_help(at, format!("there is no {what} `{wanted}`"), help);
}
