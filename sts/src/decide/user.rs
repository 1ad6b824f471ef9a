//! May this user sign in, here and now?

use std::sync::Arc;

use super::Context;
use crate::aadsts;
use crate::directory::{App, Principal, Tenant, TenantSegment, User};
use crate::refusal::Refusal;

/// The tenant that issues to `user`: the one in the path, or the user's home.
///
/// # Errors
/// AADSTS50020 when the path names a tenant that the user is not in.
pub fn issuing_tenant(context: &Context<'_>, user: &User, app: &App) -> Result<Arc<Tenant>, Refusal> {
    let home = || {
        context
            .directory
            .tenant(user.tenant)
            .cloned()
            .ok_or_else(|| aadsts!(90002).check("user.tenant").with("tenant", user.tenant))
    };
    match context.segment {
        TenantSegment::Tenant(tenant) if tenant.id == user.tenant => Ok(tenant.clone()),
        TenantSegment::Common | TenantSegment::Organizations => home(),
        TenantSegment::Tenant(_) | TenantSegment::Consumers => Err(aadsts!(50020)
            .check("user.tenant")
            .with("user", &user.upn)
            .with("idp", context.issuers.v1(user.tenant))
            .with("tenant", context.typed)
            .with("id", app.client_id)
            .with("name", &app.display_name)
            .expected(format!("a user of tenant '{}'", context.typed))
            .found(user.upn.clone())),
    }
}

/// Checks the account itself.
///
/// # Errors
/// AADSTS50057 when it is disabled.
pub fn check_enabled(user: &User) -> Result<(), Refusal> {
    if user.enabled {
        return Ok(());
    }
    Err(aadsts!(50057).check("user.enabled").expected("an enabled account").found(user.upn.clone()))
}

/// Checks user name and password.
///
/// # Errors
/// AADSTS50034 unknown user, 50126 wrong password, 50057 disabled, 50055 expired password.
pub fn check_password(context: &Context<'_>, upn: &str, password: &str) -> Result<Arc<User>, Refusal> {
    let user = find(context, upn)?;
    if user.password != password {
        return Err(aadsts!(50126)
            .check("user.password")
            .expected(format!("the password of {} (see `pretenant world print`)", user.upn))
            .found(format!("another one, of {} characters", password.chars().count())));
    }
    check_account(user)
}

/// Finds the user of a scripted sign-in, by name or user principal name, and makes every check but the password.
///
/// # Errors
/// AADSTS50034, 50057, 50055.
pub fn check_without_password(context: &Context<'_>, name: &str) -> Result<Arc<User>, Refusal> {
    let by_name = || context.directory.users().iter().find(|u| u.name == name);
    let by_upn = context.directory.user_by_upn(name);
    check_account(by_upn.or_else(by_name).map_or_else(|| find(context, name), Ok)?)
}

fn find<'d>(context: &Context<'d>, upn: &str) -> Result<&'d Arc<User>, Refusal> {
    context.directory.user_by_upn(upn).ok_or_else(|| {
        let tenant = context.segment.tenant().map_or_else(|| context.typed.to_owned(), |t| t.display_name.clone());
        aadsts!(50034)
            .check("user.exists")
            .with("user", upn)
            .with("tenant", tenant)
            .expected("the user principal name of a user in this world")
            .found(upn.to_owned())
    })
}

fn check_account(user: &Arc<User>) -> Result<Arc<User>, Refusal> {
    check_enabled(user)?;
    if user.password_expired {
        return Err(aadsts!(50055).check("user.password_expired").found(user.upn.clone()));
    }
    Ok(user.clone())
}

/// Checks that the user may use an app that requires assignment.
///
/// # Errors
/// AADSTS50105.
pub fn check_assignment(context: &Context<'_>, user: &User, app: &App) -> Result<(), Refusal> {
    if !app.assignment_required || context.directory.is_assigned(Principal::User(user.oid), app.client_id) {
        return Ok(());
    }
    Err(aadsts!(50105)
        .check("user.assignment")
        .with("id", app.client_id)
        .with("name", &app.display_name)
        .with("user", &user.upn)
        .expected(format!("a role assignment of {} on app '{}'", user.upn, app.name))
        .found("none"))
}
