//! Does the caller have a permission that this request needs?
//!
//! The rule for APIs of your own is simple: reading needs a scope with "read" in its name, anything else one with
//! "write" in it, and where the API has no such scope, any of its scopes; applications need one of its application
//! roles. Microsoft Graph's routes have a table.

use http::Method;

use super::caller::Caller;
use super::check::Call;
use super::fault::Fault;
use crate::directory::{Api, ApiStyle, App, RoleMember};

/// Scopes and roles, any of which opens a Graph route: path below `/v1.0`, delegated, application.
const GRAPH: &[(&str, &[&str], &[&str])] = &[
    ("/me/messages", &["Mail.Read", "Mail.ReadWrite"], &[]),
    ("/me/sendMail", &["Mail.Send"], &[]),
    ("/me/events", &["Calendars.Read", "Calendars.ReadWrite"], &[]),
    ("/me/drive", &["Files.Read", "Files.ReadWrite"], &[]),
    ("/me/revokeSignInSessions", &["User.Read", "User.ReadWrite", "User.RevokeSessions.All"], &[]),
    ("/me/memberOf", &["User.Read", "GroupMember.Read.All", "Directory.Read.All"], &[]),
    ("/me", &["User.Read", "User.ReadWrite", "User.Read.All", "Directory.Read.All"], &[]),
    (
        "/users",
        &["User.ReadBasic.All", "User.Read.All", "Directory.Read.All"],
        &["User.Read.All", "Directory.Read.All"],
    ),
    ("/groups", &["Group.Read.All", "Directory.Read.All"], &["Group.Read.All", "Directory.Read.All"]),
    ("/organization", &["User.Read", "Directory.Read.All"], &["Directory.Read.All"]),
];

/// Checks what a valid token permits.
///
/// # Errors
/// [`Fault::NoPermissions`], [`Fault::NeedsUser`], [`Fault::Forbidden`].
pub fn check(app: &App, call: Call<'_>, caller: &Caller) -> Result<(), Fault> {
    let Some(api) = &app.api else { return Ok(()) };
    if api.style == ApiStyle::IdentityWeb && caller.scopes.is_empty() && caller.roles.is_empty() {
        return Err(Fault::NoPermissions { app_only: caller.app_only });
    }
    if api.style == ApiStyle::Graph && caller.app_only && below(call.path, api).starts_with("/me") {
        return Err(Fault::NeedsUser);
    }
    let needed = needed(call, api, caller.app_only);
    let found = if caller.app_only { &caller.roles } else { &caller.scopes };
    if needed.is_empty() || needed.iter().any(|n| found.iter().any(|f| f.eq_ignore_ascii_case(n))) {
        return Ok(());
    }
    Err(Fault::Forbidden { needed, found: found.clone(), app_only: caller.app_only })
}

/// Any of these opens the route; empty: every valid token does.
#[must_use]
pub fn needed(call: Call<'_>, api: &Api, app_only: bool) -> Vec<String> {
    match api.style {
        ApiStyle::Graph => graph(below(call.path, api), app_only),
        // Resource Manager decides by role assignments of its own, which this world does not have.
        ApiStyle::Arm => Vec::new(),
        ApiStyle::AspNet | ApiStyle::IdentityWeb if app_only => application_roles(api),
        ApiStyle::AspNet | ApiStyle::IdentityWeb => scopes(call.method, api),
    }
}

fn below<'p>(path: &'p str, api: &Api) -> &'p str {
    path.strip_prefix(api.path.as_str()).or_else(|| path.strip_prefix("/v1.0")).unwrap_or(path)
}

fn graph(path: &str, app_only: bool) -> Vec<String> {
    let row = GRAPH
        .iter()
        .find(|(prefix, ..)| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let list = row.map_or(&[][..], |(_, delegated, application)| if app_only { application } else { delegated });
    list.iter().map(|s| (*s).to_owned()).collect()
}

fn application_roles(api: &Api) -> Vec<String> {
    let open_to_apps = api.roles.iter().filter(|r| r.members.contains(&RoleMember::Application));
    open_to_apps.map(|r| r.value.clone()).collect()
}

fn scopes(method: &Method, api: &Api) -> Vec<String> {
    let verb = if matches!(*method, Method::GET | Method::HEAD) { "read" } else { "write" };
    let all: Vec<String> = api.scopes.iter().map(|s| s.value.clone()).collect();
    let fitting: Vec<String> = all.iter().filter(|s| s.to_ascii_lowercase().contains(verb)).cloned().collect();
    if fitting.is_empty() { all } else { fitting }
}
