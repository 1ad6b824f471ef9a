//! Scopes as people write them, right and wrong, in a world with an API of every kind.

use pretenant_sts::directory::TokenVersion;
use pretenant_sts::directory::file::{WorldFile, load_str};
use pretenant_sts::doctor::ScopeQuestion;
use pretenant_sts::route::Dialect;

/// The built-in world, with a Resource Manager that insists on its slash and some APIs of rarer kinds. `tester` and
/// `robot` have consent and app roles for everything.
pub const WORLD: &str = r#"
use: contoso
apis:
  - { name: arm, accepted_audiences: ["https://management.core.windows.net/"] }
  - name: ledger
    id: 55555555-5555-5555-5555-555555555555
    display_name: Ledger API
    identifier_uris: ["api://ledger"]
    token_version: v1
    style: aspnet
    accepted_audiences: [55555555-5555-5555-5555-555555555555]
    scopes: [{ name: ledger.read }]
  - name: stock
    id: 66666666-6666-6666-6666-666666666666
    display_name: Stock API
    identifier_uris: ["https://contoso.example/apps/stock"]
    token_version: v2
    style: aspnet
    scopes: [{ name: stock.read }]
  - name: walled
    id: 77777777-7777-7777-7777-777777777777
    display_name: Walled API
    identifier_uris: ["api://walled"]
    token_version: v1
    style: identity-web
    scopes: [{ name: walled.read }]
apps:
  - name: tester
    id: c0000000-0000-0000-0000-00000000000a
    allow_public_client: true
    requires:
      - { api: graph, scopes: [openid, profile, email, offline_access, User.Read, Mail.Read, Calendars.Read] }
      - { api: arm, scopes: [user_impersonation] }
      - { api: orders, scopes: [api.read, api.write] }
      - { api: vault, scopes: [api.read] }
      - { api: payroll, scopes: [payroll.read, payroll.write] }
      - { api: ledger, scopes: [ledger.read] }
      - { api: stock, scopes: [stock.read] }
      - { api: walled, scopes: [walled.read] }
      - { api: middle-tier, scopes: [access_as_user] }
  - name: robot
    id: c0000000-0000-0000-0000-00000000000b
    secrets: [{ value: robot-secret }]
consents:
  - client: tester
    api: graph
    scopes: [openid, profile, email, offline_access, User.Read, User.ReadBasic.All, User.Read.All, Mail.Read, Mail.Send,
      Calendars.Read, Files.Read, Directory.Read.All, Group.Read.All]
  - { client: tester, api: arm, scopes: [user_impersonation] }
  - { client: tester, api: orders, scopes: [api.read, api.write] }
  - { client: tester, api: vault, scopes: [api.read] }
  - { client: tester, api: payroll, scopes: [payroll.read, payroll.write] }
  - { client: tester, api: ledger, scopes: [ledger.read] }
  - { client: tester, api: stock, scopes: [stock.read] }
  - { client: tester, api: walled, scopes: [walled.read] }
  - { client: tester, api: middle-tier, scopes: [access_as_user] }
role_assignments:
  - { app: robot, api: graph, role: User.Read.All }
  - { app: robot, api: orders, role: Orders.Read.All }
"#;

pub fn world() -> WorldFile {
    load_str("world.yaml", WORLD, None).unwrap()
}

/// Name, and what is asked.
pub fn all() -> Vec<(&'static str, ScopeQuestion)> {
    let mut all: Vec<(&str, ScopeQuestion)> = DELEGATED.iter().map(|(name, scope)| (*name, delegated(scope))).collect();
    all.extend(APPLICATION.iter().map(|(name, scope)| {
        (*name, ScopeQuestion { application: true, client: Some("robot".into()), ..delegated(scope) })
    }));
    all.extend(V1.iter().map(|(name, resource, scope)| {
        let scope = Some((*scope).to_owned()).filter(|s| !s.is_empty());
        let resource = Some((*resource).to_owned()).filter(|r| !r.is_empty());
        (*name, ScopeQuestion { scope, resource, endpoint: Dialect::V1, ..delegated("") })
    }));
    all.push(("v2-resource", ScopeQuestion { resource: Some("https://graph.microsoft.com".into()), ..delegated("") }));
    all.push((
        "v2-resource-with-scope",
        ScopeQuestion { resource: Some("https://graph.microsoft.com".into()), ..delegated("User.Read openid") },
    ));
    all
}

pub fn delegated(scope: &str) -> ScopeQuestion {
    ScopeQuestion {
        scope: Some(scope.to_owned()).filter(|s| !s.is_empty()),
        client: Some("tester".into()),
        ..ScopeQuestion::default()
    }
}

/// As [`ScopeQuestion::token_version`] of v1.
pub fn as_v1(scope: &str) -> ScopeQuestion {
    ScopeQuestion { token_version: Some(TokenVersion::V1), ..delegated(scope) }
}

const DELEGATED: &[(&str, &str)] = &[
    ("graph-bare", "User.Read"),
    ("graph-full", "https://graph.microsoft.com/User.Read"),
    ("graph-lower-case", "user.read"),
    ("graph-guid", "00000003-0000-0000-c000-000000000000/User.Read"),
    ("graph-default", "https://graph.microsoft.com/.default"),
    ("graph-admin-only", "Directory.Read.All"),
    ("bare-default", ".default openid"),
    ("double-slash", "https://management.core.windows.net//user_impersonation"),
    ("single-slash", "https://management.core.windows.net/user_impersonation"),
    ("other-arm-name", "https://management.azure.com//user_impersonation"),
    ("missing-scheme-slash", "management.core.windows.net//user_impersonation"),
    ("missing-scheme", "graph.microsoft.com/User.Read"),
    ("missing-scheme-and-typo", "graph.microsoft.com/user.raed"),
    ("missing-api-scheme", "orders/api.read"),
    ("leading-slashes", "//graph.microsoft.com/User.Read"),
    ("http", "http://graph.microsoft.com/User.Read"),
    ("one-slash-scheme", "https:/graph.microsoft.com/User.Read"),
    ("https-for-api", "https://orders/api.read"),
    ("own-api", "api://orders/api.read offline_access"),
    ("own-api-guid", "22222222-2222-2222-2222-222222222222/api.read"),
    ("own-api-shout", "API://ORDERS/API.READ"),
    ("own-api-extra-slash", "api://orders//api.read"),
    ("own-api-long-uri", "https://contoso.example/apps/stock/stock.read"),
    ("guid-only", "11111111-1111-1111-1111-111111111111/api.read"),
    ("superfluous-scheme", "api://11111111-1111-1111-1111-111111111111/api.read"),
    ("superfluous-host", "https://contoso.example/11111111-1111-1111-1111-111111111111/api.read"),
    ("superfluous-name", "api://vault/api.read"),
    ("guid-only-registered-uri", "api://ledger/ledger.read"),
    ("uri-only", "33333333-3333-3333-3333-333333333333/payroll.read"),
    ("letter-case-of-audience", "API://Payroll/payroll.read"),
    ("extra-slash-in-audience", "api://payroll//payroll.read"),
    ("unreachable", "api://walled/walled.read"),
    ("bare-of-another-api", "api.read"),
    ("bare-of-one-api", "payroll.read"),
    ("graph-with-another-permission", "https://graph.microsoft.com/api.read"),
    ("typo", "User.Raed"),
    ("unknown-permission", "api://orders/nothing.like.it"),
    ("unknown-bare", "nothing"),
    ("application-permission", "api://orders/Orders.Read.All"),
    ("application-permission-beside", "openid api://orders/Orders.Read.All"),
    ("wrong-id", "api://22222222-2222-2222-2222-222222222223/api.read"),
    ("client-id", "api://c0000000-0000-0000-0000-000000000001/api.read"),
    ("client-guid", "c0000000-0000-0000-0000-000000000001/.default"),
    ("object-id", "api://e0000000-0000-0000-0000-000000000005/api.read"),
    ("tenant-id", "api://aaaabbbb-0000-cccc-1111-dddd2222eeee/api.read"),
    ("user-id", "api://a0000000-0000-0000-0000-000000000001/api.read"),
    ("unknown-guid", "99999999-8888-7777-6666-555555555555/payroll.read"),
    ("unknown-host", "https://graph.windows.net/User.Read"),
    ("unknown-everything", "https://unheard.of.example/what.ever"),
    ("world-name", "graph/User.Read"),
    ("resource-alone", "https://graph.microsoft.com"),
    ("resource-alone-slash", "https://management.core.windows.net/"),
    ("resource-alone-guid", "11111111-1111-1111-1111-111111111111"),
    ("resource-alone-api", "api://orders"),
    ("resource-alone-long", "https://contoso.example/apps/stock"),
    ("resource-alone-host", "graph.microsoft.com"),
    ("trailing-slash", "https://graph.microsoft.com/User.Read/"),
    ("trailing-slash-bare", "User.Read/"),
    ("call", "https://graph.microsoft.com/v1.0/me"),
    ("call-of-own-api", "https://localhost:8443/api/orders/7"),
    ("extra-segment", "https://graph.microsoft.com/User.Read/all"),
    ("mixed-resources", "User.Read api://orders/api.read openid"),
    ("mixed-three", "User.Read api://orders/api.read api://payroll/payroll.read"),
    ("mixed-defaults", "https://graph.microsoft.com/.default api://orders/.default"),
    ("default-mixed", "api://orders/.default api://orders/api.read"),
    ("default-mixed-elsewhere", "https://graph.microsoft.com/.default api://orders/api.read offline_access"),
    ("duplicate", "User.Read user.read https://graph.microsoft.com/User.Read"),
    ("openid-only", "openid profile offline_access"),
    ("openid-on-graph", "https://graph.microsoft.com/openid"),
    ("openid-typo", "openid offlineaccess"),
    ("commas", "User.Read,Mail.Read"),
    ("commas-in-full", "https://graph.microsoft.com/User.Read,https://graph.microsoft.com/Mail.Read"),
    ("line-breaks", "User.Read\nMail.Read"),
    ("plus", "openid+User.Read"),
    ("quotes", "\"User.Read\""),
    ("json", "[\"User.Read\"]"),
    ("invisible", "User.Read\u{200b}"),
    ("encoded", "https%3A%2F%2Fgraph.microsoft.com%2FUser.Read"),
    ("encoded-list", "User.Read%20Mail.Read"),
    ("encoded-twice", "api%253A%252F%252Forders%252Fapi.read"),
    ("blank", "   "),
    ("nothing-asked", ""),
    ("everything-wrong", "\"graph.microsoft.com/user.raed\", api.write"),
];

const APPLICATION: &[(&str, &str)] = &[
    ("app-default", "https://graph.microsoft.com/.default"),
    ("app-default-openid", "openid api://orders/.default profile"),
    ("app-delegated-permission", "https://graph.microsoft.com/User.Read"),
    ("app-bare-permission", "User.Read"),
    ("app-role", "api://orders/Orders.Read.All"),
    ("app-bare-of-another-api", "payroll.read"),
    ("app-several", "https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Read"),
    ("app-two-apis", "https://graph.microsoft.com/.default api://orders/.default"),
    ("app-missing-scheme", "graph.microsoft.com/.default"),
    ("app-single-slash", "https://management.core.windows.net/.default"),
    ("app-no-roles", "api://middle-tier/.default"),
    ("app-openid", "openid"),
    ("app-unknown", "https://unheard.of.example/.default"),
    ("app-nothing", ""),
];

/// Name, `resource`, `scope`.
const V1: &[(&str, &str, &str)] = &[
    ("v1-resource", "https://graph.microsoft.com", "openid"),
    ("v1-resource-slash", "https://management.core.windows.net/", ""),
    ("v1-resource-no-slash", "https://management.core.windows.net", ""),
    ("v1-resource-guid", "11111111-1111-1111-1111-111111111111", ""),
    ("v1-scopes-only", "", "https://graph.microsoft.com/User.Read"),
    ("v1-nothing", "", ""),
    ("v1-scope-ignored", "https://graph.microsoft.com", "openid Mail.Read"),
    ("v1-resource-is-scope", "https://graph.microsoft.com/User.Read", ""),
    ("v1-resource-is-permission", "User.Read", ""),
    ("v1-resource-default", "api://orders/.default", ""),
    ("v1-missing-scheme", "graph.microsoft.com", ""),
    ("v1-unknown", "https://unheard.of.example", ""),
];
