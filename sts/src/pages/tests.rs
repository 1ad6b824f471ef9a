//! The HTML of each page, as snapshots.

use super::*;

/// The page, with the style sheet left out: it is on every page, and has its own test.
fn shown(html: &str) -> String {
    html.replace(policy::STYLE, "/* style.css */")
}

macro_rules! assert_page {
    ($name:literal, $page:expr) => {
        insta::assert_snapshot!($name, shown(&$page.render()))
    };
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn users() -> Vec<SampleUser> {
    vec![
        SampleUser {
            upn: s("alice@contoso.example"),
            display_name: s("Alice Archer"),
            note: s("Global administrator"),
            password: Some(s("alice-secret")),
        },
        SampleUser { upn: s("bob@contoso.example"), display_name: s("Bob Brown"), note: String::new(), password: None },
    ]
}

fn read_mail() -> PermissionRow {
    PermissionRow {
        resource_name: s("Sample Mail API"),
        value: s("Mail.Read"),
        display_name: s("Read your mail"),
        description: s("Lets the application read the mail in your mailbox."),
        admin_only: false,
    }
}

fn read_everybody() -> PermissionRow {
    PermissionRow {
        resource_name: s("Sample Directory API"),
        value: s("User.Read.All"),
        display_name: s("Read everybody's profile"),
        description: s("Lets the application read the full profile of every user."),
        admin_only: true,
    }
}

fn sign_in() -> SignInPage {
    SignInPage {
        action: s("/contoso.example/login"),
        ctx: s("ctx-1"),
        canary: s("canary-1"),
        app_name: s("Expenses"),
        tenant_name: s("Contoso"),
        username: String::new(),
        error: None,
        cancel: true,
        samples: users(),
    }
}

#[test]
fn sign_in_fresh() {
    assert_page!("sign_in", sign_in());
}

#[test]
fn sign_in_again_after_a_wrong_password() {
    let page = SignInPage {
        username: s("alice@contoso.example"),
        error: Some(PageError {
            code_text: s("AADSTS50126: Error validating credentials due to invalid username or password."),
            message: s("The user name or the password is wrong."),
        }),
        tenant_name: String::new(),
        cancel: false,
        samples: Vec::new(),
        ..sign_in()
    };
    assert_page!("sign_in_wrong_password", page);
}

fn picker(purpose: PickerPurpose) -> AccountPickerPage {
    AccountPickerPage {
        action: s("/common/pick"),
        ctx: s("ctx-1"),
        canary: s("canary-1"),
        app_name: s("Expenses"),
        accounts: vec![
            AccountTile {
                value: s("7fa1c9f5-0001"),
                upn: s("alice@contoso.example"),
                display_name: s("Alice Archer"),
                signed_in: true,
            },
            AccountTile {
                value: s("7fa1c9f5-0002"),
                upn: s("bob@contoso.example"),
                display_name: s("Bob Brown"),
                signed_in: false,
            },
        ],
        purpose,
    }
}

#[test]
fn account_pickers() {
    assert_page!("account_picker", picker(PickerPurpose::SignIn));
    assert_page!("account_picker_sign_out", picker(PickerPurpose::SignOut));
}

fn consent() -> ConsentPage {
    ConsentPage {
        action: s("/contoso.example/consent"),
        ctx: s("ctx-1"),
        canary: s("canary-1"),
        app_name: s("Expenses"),
        app_publisher: s("Fabrikam"),
        tenant_name: s("Contoso"),
        user_upn: s("alice@contoso.example"),
        new_permissions: vec![read_mail()],
        granted_permissions: Vec::new(),
        can_consent_for_tenant: false,
        for_organization: false,
    }
}

#[test]
fn consents() {
    assert_page!("consent", consent());
    let by_an_administrator = ConsentPage {
        new_permissions: vec![read_everybody()],
        granted_permissions: vec![read_mail()],
        can_consent_for_tenant: true,
        ..consent()
    };
    assert_page!("consent_by_administrator", by_an_administrator);
    let nothing_new = ConsentPage { new_permissions: Vec::new(), granted_permissions: vec![read_mail()], ..consent() };
    assert_page!("consent_nothing_new", nothing_new);
    let for_organization = ConsentPage {
        new_permissions: vec![read_mail(), read_everybody()],
        can_consent_for_tenant: true,
        for_organization: true,
        ..consent()
    };
    assert_page!("admin_consent", for_organization);
}

#[test]
fn admin_approval() {
    let page = AdminApprovalPage {
        action: s("/contoso.example/consent"),
        ctx: s("ctx-1"),
        canary: s("canary-1"),
        app_name: s("Expenses"),
        message: s(
            "AADSTS90094: An administrator of Contoso has set a policy that prevents you from granting Expenses the permissions it is requesting.",
        ),
        permissions: vec![read_everybody()],
    };
    assert_page!("admin_approval", page);
}

#[test]
fn device_pages() {
    let code = DeviceCodePage {
        action: s("/common/oauth2/deviceauth"),
        canary: s("canary-1"),
        user_code: String::new(),
        error: None,
    };
    assert_page!("device_code", code);
    let wrong = DeviceCodePage {
        user_code: s("FRWHLEZCG"),
        error: Some(PageError {
            code_text: String::new(),
            message: s("That code is not known. Check it and try again."),
        }),
        ..code
    };
    assert_page!("device_code_wrong", wrong);
    let confirm = DeviceConfirmPage {
        action: s("/common/oauth2/deviceauth"),
        ctx: s("ctx-1"),
        canary: s("canary-1"),
        app_name: s("Expenses"),
        user_upn: s("alice@contoso.example"),
        user_code: s("FRWHLEZCG"),
    };
    assert_page!("device_confirm", confirm);
    assert_page!("device_done", DeviceDonePage { app_name: s("Expenses"), declined: false });
    assert_page!("device_declined", DeviceDonePage { app_name: s("Expenses"), declined: true });
}

#[test]
fn signed_out() {
    let page = SignedOutPage {
        frontchannel_urls: vec![
            s("https://expenses.example/signout?sid=7fa1c9f5&iss=https%3a%2f%2flocalhost%3a8443%2fcontoso"),
            s("http://localhost:5000/signout?sid=7fa1c9f5"),
        ],
        return_to: Some(s("https://expenses.example/?state=a&b=c")),
    };
    assert_page!("signed_out", page);
    assert_page!("signed_out_alone", SignedOutPage { frontchannel_urls: Vec::new(), return_to: None });
}

#[test]
fn error() {
    let page = ErrorPage {
        title: s("Sign in"),
        code_text: s(
            "AADSTS50011: The redirect URI 'http://localhost:5000/cb/' specified in the request does not match the redirect URIs configured for the application '11111111-2222-3333-4444-555555555555'.",
        ),
        request_id: s("9beed0f1-0000-4000-8000-000000000001"),
        correlation_id: s("6aba27a4-0000-4000-8000-000000000002"),
        timestamp: s("2023-07-14T04:03:09Z"),
        diagnosis: Some(DiagnosisRows {
            check: s("redirect_uri.registered"),
            expected: Some(s("one of: http://localhost:5000/cb")),
            found: Some(s("http://localhost:5000/cb/")),
            cure: s("Register exactly this redirect URI; a slash at the end makes a difference."),
        }),
    };
    assert_page!("error", page);
    assert_page!("error_without_diagnosis", ErrorPage { diagnosis: None, ..page });
}

#[test]
fn diagnosis_becomes_rows() {
    let diagnosis = crate::refusal::Diagnosis {
        check: "client_auth.secret".into(),
        expected: Some(s("a secret")),
        found: None,
        cure: "Send one.".into(),
        ..crate::refusal::Diagnosis::default()
    };
    let rows = DiagnosisRows {
        check: s("client_auth.secret"),
        expected: Some(s("a secret")),
        found: None,
        cure: s("Send one."),
    };
    assert_eq!(DiagnosisRows::from(&diagnosis), rows);
}

#[test]
fn form_post() {
    let page = FormPostPage {
        action: s("https://expenses.example/cb?tenant=contoso&x=1"),
        fields: vec![
            (s("code"), s("1.ARcA-code")),
            (s("state"), s("a \"quoted\" & odd <state>")),
            (s("session_state"), s("7fa1c9f5-0000-4000-8000-000000000003")),
        ],
    };
    assert_page!("form_post", page);
}

#[test]
fn small_pages() {
    assert_page!("native_client", NativeClientPage);
    assert_page!("message", MessagePage { title: s("Nothing to do"), text: s("You are signed in already.") });
}

#[test]
fn home() {
    let page = HomePage {
        origin: s("https://localhost:8443"),
        tenants: vec![HomeTenant {
            display_name: s("Contoso"),
            id: s("aaaabbbb-0000-4000-8000-000000000001"),
            domain: s("contoso.example"),
        }],
        apps: vec![
            HomeApp {
                display_name: s("Expenses"),
                client_id: s("11111111-2222-3333-4444-555555555555"),
                note: s("Public client, device code"),
            },
            HomeApp {
                display_name: s("Sample Mail API"),
                client_id: s("66666666-2222-3333-4444-555555555555"),
                note: String::new(),
            },
        ],
        users: users(),
        control_url: Some(s("https://localhost:8443/_pretenant")),
    };
    assert_page!("home", page);
    let empty = HomePage {
        origin: s("https://localhost:8443"),
        tenants: Vec::new(),
        apps: Vec::new(),
        users: Vec::new(),
        control_url: None,
    };
    assert_page!("home_empty", empty);
}
