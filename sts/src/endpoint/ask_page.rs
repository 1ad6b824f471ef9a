//! The page for each thing that a user can be asked.

use super::arrival::Arrival;
use super::discovery::sample_users;
use super::interaction::Going;
use crate::aadsts;
use crate::decide::authorize::Ask;
use crate::directory::App;
use crate::ledger::{ConsentQuestion, Permissions, Purpose};
use crate::pages::{
    AccountPickerPage, AccountTile, AdminApprovalPage, ConsentPage, DeviceConfirmPage, PageError, PermissionRow,
    PickerPurpose, SignInPage,
};
use crate::refusal::Refusal;

/// Renders a page; its form goes to the login endpoint of the same tenant segment.
pub fn render(
    arrival: &Arrival<'_>,
    going: &Going<'_>,
    ask: &Ask,
    error: Option<&Refusal>,
    ctx: &str,
    canary: &str,
) -> String {
    let app = client(arrival, going);
    let app_name = app.as_ref().map_or_else(|| "your device".to_owned(), |a| a.display_name.clone());
    let action = format!("/{}/login", going.interaction.segment);
    let (ctx, canary) = (ctx.to_owned(), canary.to_owned());
    match ask {
        Ask::SignIn(prefill) => SignInPage {
            action,
            ctx,
            canary,
            app_name,
            tenant_name: tenant_name(arrival, going),
            username: prefill.clone(),
            error: error.map(page_error),
            cancel: true,
            samples: sample_users(arrival),
        }
        .render(),
        Ask::Pick(accounts) => AccountPickerPage {
            action,
            ctx,
            canary,
            app_name,
            accounts: accounts
                .iter()
                .map(|(user, signed_in)| AccountTile {
                    value: user.oid.to_string(),
                    upn: user.upn.clone(),
                    display_name: user.display_name.clone(),
                    signed_in: *signed_in,
                })
                .collect(),
            purpose: PickerPurpose::SignIn,
        }
        .render(),
        Ask::Consent(question) => consent(arrival, question, app, (action, ctx, canary), false),
        Ask::OrganizationConsent(question) => consent(arrival, question, app, (action, ctx, canary), true),
        Ask::AdminApproval(question) => {
            let org = arrival.directory.tenant(question.user.tenant).map_or(String::new(), |t| t.display_name.clone());
            let message = aadsts!(90094).with("org", org).with("name", &app_name).message();
            let permissions = rows(&question.new);
            AdminApprovalPage { action, ctx, canary, app_name, message, permissions }.render()
        }
        Ask::Device { user, app_name, user_code } => DeviceConfirmPage {
            action,
            ctx,
            canary,
            app_name: app_name.clone(),
            user_upn: user.upn.clone(),
            user_code: user_code.clone(),
        }
        .render(),
    }
}

fn client(arrival: &Arrival<'_>, going: &Going<'_>) -> Option<std::sync::Arc<App>> {
    let id = match &going.interaction.purpose {
        Purpose::Authorize(request) => request.client,
        Purpose::AdminConsent(request) => request.client,
        Purpose::Device { user_code } => arrival.ledger().devices.by_user_code(user_code)?.client,
    };
    arrival.directory.app(id).cloned()
}

fn tenant_name(arrival: &Arrival<'_>, going: &Going<'_>) -> String {
    let segment = arrival.directory.tenant_segment(&going.interaction.segment);
    segment.and_then(|s| s.tenant().map(|t| t.display_name.clone())).unwrap_or_default()
}

/// A refusal above the form it concerns.
#[must_use]
pub fn page_error(refusal: &Refusal) -> PageError {
    PageError { code_text: refusal.message(), message: refusal.diagnosis.sentence() }
}

fn consent(
    arrival: &Arrival<'_>,
    question: &ConsentQuestion,
    app: Option<std::sync::Arc<App>>,
    (action, ctx, canary): (String, String, String),
    for_organization: bool,
) -> String {
    let tenant = |id| arrival.directory.tenant(id).map_or(String::new(), |t| t.display_name.clone());
    ConsentPage {
        action,
        ctx,
        canary,
        app_publisher: app.as_ref().map_or(String::new(), |a| tenant(a.tenant)),
        app_name: app.map_or(String::new(), |a| a.display_name.clone()),
        tenant_name: tenant(question.user.tenant),
        user_upn: question.user.upn.clone(),
        new_permissions: rows(&question.new),
        granted_permissions: rows(&question.granted),
        can_consent_for_tenant: question.user.admin,
        for_organization,
    }
    .render()
}

fn rows(permissions: &[Permissions]) -> Vec<PermissionRow> {
    let row = |api: &App, value: &String| {
        let known = api.api.iter().flat_map(|a| &a.scopes).find(|p| p.value == *value);
        PermissionRow {
            resource_name: api.display_name.clone(),
            value: value.clone(),
            display_name: known.map_or_else(|| value.clone(), |p| p.display_name.clone()),
            description: known.map_or_else(String::new, |p| p.description.clone()),
            admin_only: known.is_some_and(|p| p.admin_only),
        }
    };
    permissions.iter().flat_map(|asked| asked.scopes.iter().map(move |value| row(&asked.api, value))).collect()
}
