//! From a token and an API: every check that the API makes, which failed, and the scope to ask for.

mod anatomy;
mod report;

use std::sync::Arc;

use http::Method;
use uuid::Uuid;

pub use report::{
    CheckLine, Judgement, Outcome, PartLine, TokenForm, TokenKind, TokenLine, TokenQuestion, TokenReport,
};

use super::api::diagnose;
use super::audience::{ask_for, usual_path};
use super::{NotFound, QuestionError};
use crate::clock::Moment;
use crate::directory::{Api, App};
use crate::refusal::names;
use crate::resource::{CHECKS, Call, Case, Check, Fault, Judge, SKEW, open, parse, permits, speaker};
use crate::token::verify::Parts;

/// Explains a token.
///
/// # Errors
/// [`QuestionError`] when the world has no such API, or the method is none.
pub fn explain_token(judge: Judge<'_>, question: &TokenQuestion) -> Result<TokenReport, QuestionError> {
    let method = match question.method.as_deref() {
        None => Method::GET,
        Some(method) => method.parse().map_err(|_| QuestionError::Method(method.to_owned()))?,
    };
    let named = question.api.as_deref().map(|name| api(judge, name)).transpose()?;
    let mut notes = Vec::new();
    let token = anatomy::clean(&question.token, &mut notes);
    let (line, inner) = anatomy::describe(judge.directory, &token, notes);
    let parts = inner.as_deref().and_then(|inner| parse(inner).ok());
    let apis = match named {
        Some(app) => vec![app],
        None => candidates(judge, parts.as_ref()),
    };
    let mut judged = Vec::new();
    for app in &apis {
        let Some(api) = &app.api else { continue };
        let app_only = parts.as_ref().is_some_and(|parts| speaker(judge.directory, parts).app_only);
        let path = question.path.clone().unwrap_or_else(|| usual_path(api, app_only));
        let call = Call { method: &method, path: &path };
        let exhibit = Exhibit { token: &token, parts: parts.as_ref(), app_only };
        judged.push(exhibit.before(judge, app, api, call));
    }
    Ok(TokenReport {
        accepted: judged.iter().any(|judgement| judgement.accepted),
        at: judge.now.iso(),
        token: line,
        apis: judged,
    })
}

fn api(judge: Judge<'_>, wanted: &str) -> Result<Arc<App>, NotFound> {
    let apis = || judge.directory.apps().iter().filter(|app| app.api.is_some());
    let by_id = Uuid::try_parse(wanted).ok().and_then(|id| apis().find(|app| app.client_id == id));
    let by_name = || apis().find(|app| app.name.eq_ignore_ascii_case(wanted));
    by_id.or_else(by_name).cloned().ok_or_else(|| NotFound {
        what: "API",
        name: wanted.to_owned(),
        known: names(apis().map(|app| &app.name)),
    })
}

/// The API that `aud` names, or else all; none when there is nothing to judge.
fn candidates(judge: Judge<'_>, parts: Option<&Parts<'_>>) -> Vec<Arc<App>> {
    let Some(parts) = parts else { return Vec::new() };
    let owner = judge.directory.resource(parts.text("aud").unwrap_or_default(), None).map(|m| m.app);
    match owner.filter(|app| app.api.is_some()) {
        Some(app) => vec![app],
        None => judge.directory.apps().iter().filter(|app| app.api.is_some()).cloned().collect(),
    }
}

/// A token in front of an API.
struct Exhibit<'a> {
    token: &'a str,
    /// It, or what is inside; `None` when it cannot be taken apart.
    parts: Option<&'a Parts<'a>>,
    app_only: bool,
}

impl Exhibit<'_> {
    fn before(&self, judge: Judge<'_>, app: &App, api: &Api, call: Call<'_>) -> Judgement {
        let results = self.results(judge, app, api, call);
        let fault = results.iter().find_map(|(_, result)| result.as_ref()?.as_ref().err());
        let mut failed = false;
        let checks = results.iter().map(|(check, result)| {
            let line = self.line(judge, app, call, *check, result.as_ref(), failed);
            failed |= line.outcome == Outcome::Failed;
            line
        });
        Judgement {
            api: app.name.clone(),
            display_name: app.display_name.clone(),
            call: format!("{} {}", call.method, call.path),
            accepted: fault.is_none(),
            status: fault.map_or(200, |fault| fault.status(api.style).as_u16()),
            checks: checks.collect(),
            diagnosis: fault.map(|fault| diagnose(judge, app, call, fault)),
            scope: ask_for(judge.directory, app, call, self.app_only),
        }
    }

    /// Every check with its result; `None` where there is nothing to make it on.
    fn results(
        &self,
        judge: Judge<'_>,
        app: &App,
        api: &Api,
        call: Call<'_>,
    ) -> Vec<(Check, Option<Result<(), Fault>>)> {
        let bearer = if self.token.is_empty() { Err(Fault::Missing) } else { Ok(()) };
        let format = if bearer.is_ok() { Some(self.format()) } else { None };
        let mut all = vec![(Check::Bearer, Some(bearer)), (Check::Format, format)];
        let case = self.parts.map(|parts| Case { judge, app, api, parts });
        let mut failed: Vec<Check> = Vec::new();
        for (check, run) in CHECKS {
            let moot = foundation(check).iter().any(|earlier| failed.contains(earlier));
            let result = case.as_ref().filter(|_| !moot).map(run);
            if matches!(result, Some(Err(_))) {
                failed.push(check);
            }
            all.push((check, result));
        }
        let permitted = self.parts.map(|parts| permits(app, call, &speaker(judge.directory, parts)));
        all.push((Check::Permissions, permitted));
        all
    }

    fn format(&self) -> Result<(), Fault> {
        let opened = open(self.token)?;
        parse(opened.as_deref().unwrap_or(self.token)).map(|_| ())
    }

    fn line(
        &self,
        judge: Judge<'_>,
        app: &App,
        call: Call<'_>,
        check: Check,
        result: Option<&Result<(), Fault>>,
        failed: bool,
    ) -> CheckLine {
        let outcome = match (result, failed) {
            (None, _) => Outcome::NotPossible,
            (Some(Ok(())), false) => Outcome::Passed,
            (Some(Err(_)), false) => Outcome::Failed,
            (Some(Ok(())), true) => Outcome::NotReached,
            (Some(Err(_)), true) => Outcome::NotReachedWouldFail,
        };
        match result {
            Some(Err(fault)) => {
                let diagnosis = diagnose(judge, app, call, fault);
                CheckLine { check: check.name(), outcome, found: diagnosis.found, expected: diagnosis.expected }
            }
            Some(Ok(())) => CheckLine { check: check.name(), outcome, found: self.found(judge, check), expected: None },
            None => CheckLine { check: check.name(), outcome, found: None, expected: None },
        }
    }

    /// What a check that passes found.
    fn found(&self, judge: Judge<'_>, check: Check) -> Option<String> {
        let parts = self.parts?;
        let text = |claim: &str| parts.text(claim).map(str::to_owned);
        match check {
            Check::Bearer | Check::Signature => None,
            Check::Format if self.token.split('.').count() == 5 => Some("an encrypted JWT, opened".into()),
            Check::Format => Some("a JWT of three parts".into()),
            Check::Algorithm => parts.header_text("alg").map(str::to_owned),
            Check::Key => parts.header_text("kid").or_else(|| parts.header_text("x5t")).map(|kid| format!("kid {kid}")),
            Check::Lifetime => Some(lifetime(parts, judge.now)),
            Check::Audience => text("aud"),
            Check::Issuer => {
                let issuer = text("iss")?;
                let tenants = judge.directory.tenants();
                let tenant =
                    tenants.iter().find(|t| [judge.issuers.v1(t.id), judge.issuers.v2(t.id)].contains(&issuer));
                Some(tenant.map_or(issuer.clone(), |tenant| format!("{issuer} (tenant {})", tenant.name)))
            }
            Check::Version => text("ver").map(|version| format!("ver {version}")),
            Check::Permissions => {
                let caller = speaker(judge.directory, parts);
                let named = |claim: &str, values: &[String]| {
                    (!values.is_empty()).then(|| format!("{claim} {}", values.join(" ")))
                };
                let found = [named("scp", &caller.scopes), named("roles", &caller.roles)];
                Some(found.into_iter().flatten().collect::<Vec<_>>().join(", ")).filter(|found| !found.is_empty())
            }
        }
    }
}

/// The checks without which another one has nothing to look at.
fn foundation(check: Check) -> &'static [Check] {
    match check {
        Check::Key => &[Check::Algorithm],
        Check::Signature => &[Check::Algorithm, Check::Key],
        Check::Version => &[Check::Issuer],
        _ => &[],
    }
}

fn lifetime(parts: &Parts<'_>, now: Moment) -> String {
    let until = parts.number("exp").unwrap_or(0);
    let left = until.saturating_sub(now.seconds());
    let until = Moment(until.saturating_mul(1000)).iso();
    if left >= 0 {
        format!("until {until}, {} left", span(left))
    } else {
        format!("until {until}, {} ago; an API tolerates {}", span(-left), span(SKEW))
    }
}

/// Seconds in the largest unit that they fill twice.
fn span(seconds: i64) -> String {
    match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        7200..172_800 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}
