use indexmap::IndexMap;
use pretenant_sts::document::{Findings, Pointer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    BrowserStep, CallApi, Change, ClientCredentials, DeviceCode, ExpectStep, ImportCache, IntegratedWindows,
    OnBehalfOf, Password, RawRequest, RedeemCode, SignIn, Silent,
};

/// One step: an action, and what is expected of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A name that later steps refer to, e.g. as an `assertion`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The client that acts, if it is not the first one.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// A remark, shown in the transcript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,

    /// The user signs in: interactively in a public client, through the authorize URL and a code in a
    /// confidential one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
    /// The client redeems an authorization code once more, or one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem_code: Option<RedeemCode>,
    /// The user signs in on another device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_code: Option<DeviceCode>,
    /// The client signs a user in with user name and password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Password>,
    /// The client signs the user of the machine in (integrated Windows authentication).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrated_windows: Option<IntegratedWindows>,
    /// The client asks for a token for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_credentials: Option<ClientCredentials>,
    /// The client, a web API, asks for a token for the user that called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OnBehalfOf>,
    /// The client asks silently: from its cache, or with its refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// The client lists its accounts: `{}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Nothing>,
    /// The client forgets an account: a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove_account: Option<String>,
    /// The client's cache is written out: `{}`. Give the step an `id` to import it later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_cache: Option<Nothing>,
    /// The client reads a cache that was exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_cache: Option<ImportCache>,
    /// The client's process starts anew: `{}`. What it knows is what its store has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart_client: Option<Nothing>,
    /// A protected API is called with a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_api: Option<CallApi>,
    /// Something in the browser that no client asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<BrowserStep>,
    /// An HTTP request as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RawRequest>,
    /// Time passes, e.g. `56m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance: Option<String>,
    /// The world changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Steps that happen at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel: Option<Vec<Step>>,
    /// The same step so many times over. Default: once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,

    /// What must come of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<ExpectStep>,
    /// Values of the answer to keep for later requests, as `${name}`: `body./json/pointer`, `header.name`,
    /// `location.parameter`, or `token` for the access token of a result. Only after `request`, `call_api` and
    /// steps that bring tokens.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub save: IndexMap<String, String>,
}

/// Nothing more to say: `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The actions that a step can have.
pub const ACTIONS: &[&str] = &[
    "sign_in",
    "redeem_code",
    "device_code",
    "password",
    "integrated_windows",
    "client_credentials",
    "on_behalf_of",
    "silent",
    "accounts",
    "remove_account",
    "export_cache",
    "import_cache",
    "restart_client",
    "call_api",
    "browser",
    "request",
    "advance",
    "change",
    "parallel",
];

/// The action of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action<'a> {
    /// `sign_in`
    SignIn(&'a SignIn),
    /// `redeem_code`
    RedeemCode(&'a RedeemCode),
    /// `device_code`
    DeviceCode(&'a DeviceCode),
    /// `password`
    Password(&'a Password),
    /// `integrated_windows`
    IntegratedWindows(&'a IntegratedWindows),
    /// `client_credentials`
    ClientCredentials(&'a ClientCredentials),
    /// `on_behalf_of`
    OnBehalfOf(&'a OnBehalfOf),
    /// `silent`
    Silent(&'a Silent),
    /// `accounts`
    Accounts,
    /// `remove_account`
    RemoveAccount(&'a str),
    /// `export_cache`
    ExportCache,
    /// `import_cache`
    ImportCache(&'a ImportCache),
    /// `restart_client`
    RestartClient,
    /// `call_api`
    CallApi(&'a CallApi),
    /// `browser`
    Browser(&'a BrowserStep),
    /// `request`
    Request(&'a RawRequest),
    /// `advance`
    Advance(&'a str),
    /// `change`
    Change(&'a Change),
    /// `parallel`
    Parallel(&'a [Step]),
}

impl Step {
    /// Its actions, by name; a step that was checked has exactly one.
    fn actions(&self) -> Vec<(&'static str, Action<'_>)> {
        use Action as A;
        let given = [
            self.sign_in.as_ref().map(A::SignIn),
            self.redeem_code.as_ref().map(A::RedeemCode),
            self.device_code.as_ref().map(A::DeviceCode),
            self.password.as_ref().map(A::Password),
            self.integrated_windows.as_ref().map(A::IntegratedWindows),
            self.client_credentials.as_ref().map(A::ClientCredentials),
            self.on_behalf_of.as_ref().map(A::OnBehalfOf),
            self.silent.as_ref().map(A::Silent),
            self.accounts.map(|_| A::Accounts),
            self.remove_account.as_deref().map(A::RemoveAccount),
            self.export_cache.map(|_| A::ExportCache),
            self.import_cache.as_ref().map(A::ImportCache),
            self.restart_client.map(|_| A::RestartClient),
            self.call_api.as_ref().map(A::CallApi),
            self.browser.as_ref().map(A::Browser),
            self.request.as_ref().map(A::Request),
            self.advance.as_deref().map(A::Advance),
            self.change.as_ref().map(A::Change),
            self.parallel.as_deref().map(A::Parallel),
        ];
        ACTIONS.iter().copied().zip(given).filter_map(|(name, action)| Some((name, action?))).collect()
    }

    /// Its action and the action's name. `None`: it has none, which the check refuses.
    #[must_use]
    pub fn action(&self) -> Option<(&'static str, Action<'_>)> {
        self.actions().into_iter().next()
    }

    /// Notes if it has not exactly one action.
    pub fn check_action(&self, at: &Pointer, findings: &mut Findings) {
        let actions = self.actions();
        match actions.as_slice() {
            [_] => {}
            [] => findings.add_with_help(
                at,
                "this step does nothing",
                Some(format!("give it one of: {}", ACTIONS.join(", "))),
            ),
            [_, second, ..] => findings.add_with_help(
                &at.key(second.0),
                format!("a step does one thing: `{}` is a second one", second.0),
                Some("begin a new step with `- `".to_owned()),
            ),
        }
    }
}
