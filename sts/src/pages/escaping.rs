//! Hostile data stays data, on every page and in every attribute.

use super::*;

const HOSTILE: &str = r#""'><script>alert(1)</script>&amp;{{ 7*7 }}<!--"#;
const ESCAPED: &str = "&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;amp;{{ 7*7 }}&#60;!--";
const HARMLESS: &str = "harmless";

/// Every page, with `text` wherever text goes.
fn every_page(text: &str) -> Vec<(&'static str, String)> {
    let s = || text.to_owned();
    let error = || Some(PageError { code_text: s(), message: s() });
    let user = || SampleUser { upn: s(), display_name: s(), note: s(), password: Some(s()) };
    let permission =
        || PermissionRow { resource_name: s(), value: s(), display_name: s(), description: s(), admin_only: true };
    let picker = |purpose| AccountPickerPage {
        action: s(),
        ctx: s(),
        canary: s(),
        app_name: s(),
        accounts: vec![AccountTile { value: s(), upn: s(), display_name: s(), signed_in: true }],
        purpose,
    };
    let consent = |can_consent_for_tenant, for_organization| ConsentPage {
        action: s(),
        ctx: s(),
        canary: s(),
        app_name: s(),
        app_publisher: s(),
        tenant_name: s(),
        user_upn: s(),
        new_permissions: vec![permission()],
        granted_permissions: vec![permission()],
        can_consent_for_tenant,
        for_organization,
    };
    let device_done = |declined| DeviceDonePage { app_name: s(), declined };
    vec![
        (
            "sign-in",
            SignInPage {
                action: s(),
                ctx: s(),
                canary: s(),
                app_name: s(),
                tenant_name: s(),
                username: s(),
                error: error(),
                cancel: true,
                samples: vec![user()],
            }
            .render(),
        ),
        ("account-picker", picker(PickerPurpose::SignIn).render()),
        ("account-picker sign-out", picker(PickerPurpose::SignOut).render()),
        ("consent", consent(true, false).render()),
        ("admin-consent", consent(true, true).render()),
        (
            "admin-approval",
            AdminApprovalPage {
                action: s(),
                ctx: s(),
                canary: s(),
                app_name: s(),
                message: s(),
                permissions: vec![permission()],
            }
            .render(),
        ),
        ("device-code", DeviceCodePage { action: s(), canary: s(), user_code: s(), error: error() }.render()),
        (
            "device-confirm",
            DeviceConfirmPage { action: s(), ctx: s(), canary: s(), app_name: s(), user_upn: s(), user_code: s() }
                .render(),
        ),
        ("device-done", device_done(false).render()),
        ("device-declined", device_done(true).render()),
        (
            "signed-out",
            SignedOutPage {
                frontchannel_urls: vec![format!("https://app.test/out?{text}")],
                return_to: Some(format!("https://app.test/?{text}")),
            }
            .render(),
        ),
        (
            "error",
            ErrorPage {
                title: s(),
                code_text: s(),
                request_id: s(),
                correlation_id: s(),
                timestamp: s(),
                diagnosis: Some(DiagnosisRows { check: s(), expected: Some(s()), found: Some(s()), cure: s() }),
            }
            .render(),
        ),
        (
            "form-post",
            FormPostPage { action: format!("https://app.test/cb?{text}"), fields: vec![(s(), s())] }.render(),
        ),
        ("native-client", NativeClientPage.render()),
        (
            "home",
            HomePage {
                origin: s(),
                tenants: vec![HomeTenant { display_name: s(), id: s(), domain: s() }],
                apps: vec![HomeApp { display_name: s(), client_id: s(), note: s() }],
                users: vec![user()],
                control_url: Some(s()),
            }
            .render(),
        ),
        ("message", MessagePage { title: s(), text: s() }.render()),
    ]
}

/// What is left of a page without its words. Data that changes it has become markup.
fn skeleton(html: &str) -> String {
    html.chars().filter(|c| matches!(c, '<' | '>' | '"' | '\'')).collect()
}

#[test]
fn hostile_data_stays_data_everywhere() {
    for ((name, hostile), (_, harmless)) in every_page(HOSTILE).into_iter().zip(every_page(HARMLESS)) {
        assert!(!hostile.contains(HOSTILE), "{name} has raw data");
        assert_eq!(skeleton(&hostile), skeleton(&harmless), "{name} changed its markup");
        assert_eq!(hostile.matches(ESCAPED).count(), harmless.matches(HARMLESS).count(), "{name} lost or changed data");
    }
}

#[test]
fn addresses_that_run_script_are_not_followed() {
    let address = || "javascript:alert(1)".to_owned();
    let signed_out = SignedOutPage { frontchannel_urls: vec![address()], return_to: Some(address()) }.render();
    assert!(!signed_out.contains("javascript:"), "{signed_out}");
    let form_post = FormPostPage { action: address(), fields: Vec::new() }.render();
    assert!(form_post.contains(r#"action="about:blank""#), "{form_post}");
}

#[test]
fn every_page_has_the_strip_a_language_and_one_heading() {
    for (name, html) in every_page(HARMLESS) {
        assert!(html.contains(r#"<html lang="en">"#), "{name}");
        // Programs scrape this one.
        if name != "form-post" {
            assert!(html.contains("This is a pretend tenant for tests."), "{name}");
            assert!(html.contains(policy::STYLE), "{name}");
            assert_eq!(html.matches("<style>").count(), 1, "{name}");
            assert!(!html.contains("<script"), "{name}");
            assert!(!html.contains(" style="), "{name}");
            assert_eq!(html.matches("<h1>").count(), 1, "{name}");
        }
    }
}

#[test]
fn the_focus_starts_in_one_place_at_most() {
    for (name, html) in every_page(HARMLESS) {
        assert!(html.matches(" autofocus").count() <= 1, "{name}");
    }
}
