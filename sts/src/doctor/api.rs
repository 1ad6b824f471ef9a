//! Why an API refused a token, and which scope to ask for instead (entra-server §8.5).

use super::audience::{Difference, ask_for};
use crate::clock::Moment;
use crate::directory::{Api, App, Directory, TokenVersion};
use crate::refusal::Diagnosis;
use crate::resource::{Call, Fault, Judge};
use crate::token::verify::{Flaw, Part};

/// Explains what an API found wrong with the token of a call.
#[must_use]
pub fn diagnose(judge: Judge<'_>, app: &App, call: Call<'_>, fault: &Fault) -> Diagnosis {
    let Some(api) = &app.api else { return Diagnosis::default() };
    let ask = ask_for(judge.directory, app, call, false);
    explain(judge, app, api, fault, ask)
}

/// Where no scope leads to a token that an API accepts.
pub const UNREACHABLE: &str = "no scope leads to a token that this API accepts: change its App ID URI, its token version \
                               or the audiences that it accepts";

/// Explains what UserInfo found wrong; `graph` is the registration whose tokens it takes.
#[must_use]
pub fn diagnose_userinfo(judge: Judge<'_>, graph: Option<&App>, fault: &Fault) -> Diagnosis {
    let mut diagnosis = match graph.and_then(|app| Some((app, app.api.as_ref()?))) {
        Some((app, api)) => explain(judge, app, api, fault, Some("openid profile email".into())),
        None => Diagnosis {
            found: Some("no Microsoft Graph in this world".into()),
            cure: "add Microsoft Graph to the world: UserInfo takes its tokens".into(),
            ..Diagnosis::default()
        },
    };
    diagnosis.check = "userinfo.token".into();
    diagnosis.expected = Some("an access token of a user for Microsoft Graph with the scope openid".into());
    diagnosis
}

fn explain(judge: Judge<'_>, app: &App, api: &Api, fault: &Fault, ask: Option<String>) -> Diagnosis {
    let asking = ask.as_ref().map_or_else(|| UNREACHABLE.to_owned(), |ask| format!("ask for the scope {ask}"));
    let (expected, found, cure) = match fault {
        Fault::Missing => ("Authorization: Bearer <access token>".to_owned(), "none".to_owned(), asking),
        Fault::Malformed(flaw) => (
            "an access token: a JWT of three parts, or one that is encrypted for this API".into(),
            flaw_text(*flaw),
            "send the access token exactly as it was issued".into(),
        ),
        Fault::Algorithm(alg) => (
            "a token signed with RS256".into(),
            format!("alg '{alg}'"),
            "send the access token exactly as it was issued".into(),
        ),
        Fault::UnknownKey(kid) => (
            "a key that this world publishes".into(),
            format!("kid '{kid}'"),
            "get the token from this server: it may be of another world, or of a key that is not published".into(),
        ),
        Fault::Signature => (
            "a signature of this world over exactly these claims".into(),
            "a signature that does not match".into(),
            "send the access token exactly as it was issued".into(),
        ),
        Fault::Expired(at) => (
            format!("a token valid at {}", judge.now.iso()),
            format!("one that expired {} seconds ago", judge.now.seconds().saturating_sub(*at)),
            "acquire the token silently before each call: the client library refreshes it in time".into(),
        ),
        Fault::NotYetValid(from) => (
            format!("a token valid at {}", judge.now.iso()),
            format!("one that is valid from {}", Moment(from.saturating_mul(1000)).iso()),
            "compare the clocks of client, platform and API".into(),
        ),
        Fault::Issuer { found, accepted } => (accepted.join(" or "), found.clone(), issuer_cure(judge, found)),
        Fault::Version { found, accepted } => (accepted.join(" or "), found.clone(), version_cure(api.token_version)),
        Fault::Audience { found, accepted, id_token } => (
            accepted.join(" or "),
            format!("aud '{found}'{}", owner(judge.directory, found)),
            audience_cure(found, accepted, *id_token, names(judge.directory, app, found), &asking),
        ),
        Fault::NoPermissions { app_only } => (
            "a scp or roles claim".into(),
            "neither".into(),
            if *app_only {
                format!("assign the calling application an app role of '{}'", app.name)
            } else {
                format!("{asking}, and let the user consent to it")
            },
        ),
        Fault::Forbidden { needed, found, app_only } => (
            needed.join(" or "),
            match (found.as_slice(), app_only) {
                ([], true) => "no roles".into(),
                ([], false) => "no scp".into(),
                (roles, true) => format!("roles {}", roles.join(" ")),
                (scopes, false) => format!("scp {}", scopes.join(" ")),
            },
            if *app_only {
                format!("assign the calling application one of these app roles of '{}'", app.name)
            } else {
                format!("{asking}, and let the user consent to it")
            },
        ),
        Fault::NeedsUser => (
            "a token of a user".into(),
            "an app-only token".into(),
            "call /users/{id} instead of /me, or act for a user".into(),
        ),
    };
    let try_next = ask.filter(|ask| cure.contains(ask)).into_iter().collect();
    Diagnosis {
        check: fault.check().name().into(),
        expected: Some(expected),
        found: Some(found),
        cure: cure.into(),
        try_next,
    }
}

/// What is wrong with the shape of a token.
#[must_use]
pub fn flaw_text(flaw: Flaw) -> String {
    match flaw {
        Flaw::Parts(1) => "one part: an opaque string".into(),
        Flaw::Parts(count) => format!("{count} parts"),
        Flaw::Encoding(part) => format!("{} that is not base64url", article(part)),
        Flaw::Json(part) => format!("{} that is no JSON object: it may be cut off", article(part)),
        Flaw::Sealed => "an encrypted token that this API has no key for".into(),
    }
}

fn article(part: Part) -> String {
    match part {
        Part::Claims => "a second part (the claims)".into(),
        Part::Header => "a first part (the header)".into(),
        Part::Signature => "a third part (the signature)".into(),
    }
}

fn audience_cure(found: &str, accepted: &[String], id_token: bool, own: bool, asking: &str) -> String {
    if id_token {
        return format!("send the access token, not the ID token; {asking}");
    }
    match Difference::between(found, accepted, own).clause() {
        Some(clause) => format!("{clause}: {asking}"),
        None => asking.to_owned(),
    }
}

fn issuer_cure(judge: Judge<'_>, found: &str) -> String {
    let path = |url: &str| url.splitn(4, '/').nth(3).map(str::to_owned);
    let tenants = judge.directory.tenants().iter();
    let own =
        tenants.flat_map(|t| [judge.issuers.v1(t.id), judge.issuers.v2(t.id)]).find(|own| path(own) == path(found));
    match own {
        Some(own) => format!(
            "the tenant is right, the host is not: get the token under the host that the API validates, as in {own}"
        ),
        None => "get the token from a tenant of this world, under the host name that the API is called by".into(),
    }
}

fn version_cure(validated: TokenVersion) -> String {
    match validated {
        TokenVersion::V2 => {
            "the token is v1 but the API validates the v2 issuer: set requestedAccessTokenVersion to 2 in the API's registration".into()
        }
        TokenVersion::V1 => {
            "the token is v2 but the API validates the v1 issuer: set requestedAccessTokenVersion to 1 in the API's registration, or validate the v2 issuer".into()
        }
    }
}

fn names(directory: &Directory, app: &App, audience: &str) -> bool {
    directory.resource(audience, None).is_some_and(|m| m.app.client_id == app.client_id)
}

/// Whose audience that is, if it is somebody's.
fn owner(directory: &Directory, audience: &str) -> String {
    directory.resource(audience, None).map_or_else(String::new, |m| format!(" (that is '{}')", m.app.name))
}
