//! Answers pages without a user: `--sign-in auto`, and sign-ins scripted through the control API.

use super::arrival::Arrival;
use super::interaction::Step;
use crate::decide::authorize::Ask;
use crate::ledger::{Authentication, DeviceState, NextSignIn, SignInOutcome};
use crate::world::SignInMode;

/// The script of one request: loaded when the first page would be shown.
#[derive(Debug, Default)]
pub struct Script {
    loaded: bool,
    sign_in: Option<NextSignIn>,
}

impl Script {
    /// What the scripted user does on a page; `None`: nothing is scripted, show it.
    pub fn answer(&mut self, arrival: &Arrival<'_>, ask: &Ask) -> Option<Step> {
        if !self.loaded {
            self.loaded = true;
            let automatic = || (arrival.settings.sign_in == SignInMode::Auto).then(NextSignIn::default);
            self.sign_in = arrival.ledger().next_sign_ins.pop_front().or_else(automatic);
        }
        let script = self.sign_in.as_ref()?;
        match (ask, script.outcome) {
            (Ask::AdminApproval(_), SignInOutcome::Accept) => None,
            (Ask::AdminApproval(_), _) => Some(Step::Cancel),
            (Ask::SignIn(_) | Ask::Pick(_) | Ask::Device { .. }, SignInOutcome::Cancel) => Some(Step::Cancel),
            (Ask::Consent(_) | Ask::OrganizationConsent(_) | Ask::Device { .. }, outcome)
                if outcome != SignInOutcome::Accept =>
            {
                Some(Step::Decline)
            }
            (Ask::SignIn(prefill), _) => user(arrival, script, prefill).map(Step::Scripted),
            (Ask::Pick(accounts), _) => Some(match &script.user {
                Some(user) => Step::Scripted(user.clone()),
                None => Step::Pick(accounts.iter().find(|(_, signed_in)| *signed_in).map(|(user, _)| user.oid)),
            }),
            _ => Some(Step::Accept(false)),
        }
    }
}

fn user(arrival: &Arrival<'_>, script: &NextSignIn, prefill: &str) -> Option<String> {
    let hinted = (!prefill.is_empty()).then(|| prefill.to_owned());
    let directory = &arrival.directory;
    let default = || {
        let chosen = directory.settings().default_user.and_then(|oid| directory.user(oid));
        chosen.or_else(|| directory.users().first()).map(|user| user.upn.clone())
    };
    script.user.clone().or(hinted).or_else(default)
}

/// The state of a new device code: with automatic sign-in the default user has approved it already.
pub fn approved_device(arrival: &Arrival<'_>) -> DeviceState {
    let automatic = arrival.settings.sign_in == SignInMode::Auto;
    let name = if automatic { user(arrival, &NextSignIn::default(), "") } else { None };
    let found = name.and_then(|upn| arrival.directory.user_by_upn(&upn).cloned());
    found.map_or(DeviceState::Pending, |user| DeviceState::Approved {
        user: user.oid,
        authentication: Authentication {
            sid: arrival.draw.guid("sid"),
            time: arrival.now,
            methods: vec!["pwd".into()],
            epoch: arrival.ledger().revocations.of(user.oid).epoch,
        },
    })
}
