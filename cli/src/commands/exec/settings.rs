//! What was typed, and what it means.

use std::ffi::OsString;

use pretenant_scenarios::load::Loaded;
use pretenant_sts::control::Control;
use pretenant_sts::directory::Directory;
use pretenant_sts::front::intercept::AllowedHost;
use uuid::Uuid;

use super::ExecArgs;
use super::report::Files;
use crate::failure::Failure;
use crate::findings_report::FindingsArgs;
use crate::output::writable;
use crate::server::ready::is_client;
use crate::server::world::Opened;

/// Everything a run needs, checked.
pub struct ExecSettings {
    /// The world and its controls.
    pub control: Control,
    /// Scenario files whose expectations are verified at the end.
    pub scenarios: Vec<Loaded>,
    /// What to do with findings.
    pub findings: FindingsArgs,
    /// Client id of the app that `--app` names.
    pub app: Option<Uuid>,
    /// Hosts that are let through the proxy; none: there is no proxy.
    pub intercept: Option<Vec<AllowedHost>>,
    /// Where the journal goes.
    pub files: Files,
    /// Program and arguments; never empty.
    pub command: Vec<OsString>,
}

impl ExecSettings {
    /// Checks what was typed.
    pub fn new(args: ExecArgs) -> Result<Self, Failure> {
        let Opened { control, scenarios } = args.world.open()?;
        let app = args.app.map(|name| find_app(&control.world().directory(), &name)).transpose()?;
        for file in [&args.journal, &args.har].into_iter().flatten() {
            writable(file)?;
        }
        Ok(Self {
            control,
            scenarios,
            findings: args.findings,
            app,
            intercept: args.intercept.then_some(args.allow),
            files: Files { journal: args.journal, har: args.har },
            command: args.command,
        })
    }
}

fn find_app(directory: &Directory, wanted: &str) -> Result<Uuid, Failure> {
    let clients = || directory.apps().iter().filter(|app| is_client(app));
    let found = clients().find(|app| app.name == wanted || app.client_id.to_string().eq_ignore_ascii_case(wanted));
    found.map(|app| app.client_id).ok_or_else(|| {
        let known: Vec<&str> = clients().map(|app| app.name.as_str()).collect();
        Failure::usage(format!("the world has no app '{wanted}'\n  --app takes one of {}", known.join(", ")))
    })
}
