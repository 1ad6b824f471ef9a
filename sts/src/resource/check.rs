//! Is the token one that this API accepts? One list of checks, in the order of Microsoft's validation library; the
//! sample APIs walk it to the first fault, the doctor shows all of it.

use std::sync::Arc;

use http::Method;
use uuid::Uuid;

use super::caller::Caller;
use super::fault::Fault;
use crate::clock::Moment;
use crate::directory::{Api, ApiStyle, App, Directory, TokenVersion};
use crate::endpoint::arrival::Arrival;
use crate::origin::Issuers;
use crate::token::jwe;
use crate::token::keys::KeyRing;
use crate::token::verify::{self, Flaw, Parts, TokenFault};

/// Clocks may differ by five minutes.
pub const SKEW: i64 = 300;

/// One check of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// There is a bearer token.
    Bearer,
    /// It can be taken apart, after decryption if it is encrypted.
    Format,
    /// It is signed with RS256.
    Algorithm,
    /// Its key is published.
    Key,
    /// Its signature is that key's.
    Signature,
    /// `nbf` and `exp`.
    Lifetime,
    /// `aud`.
    Audience,
    /// `iss` is of a tenant of this world.
    Issuer,
    /// `iss` is of the token version that the API validates.
    Version,
    /// `scp` or `roles` permit the call.
    Permissions,
}

impl Check {
    /// The name in journals and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bearer => "api.bearer",
            Self::Format => "api.format",
            Self::Algorithm => "api.algorithm",
            Self::Key => "api.key",
            Self::Signature => "api.signature",
            Self::Lifetime => "api.lifetime",
            Self::Audience => "api.audience",
            Self::Issuer => "api.issuer",
            Self::Version => "api.version",
            Self::Permissions => "api.permissions",
        }
    }
}

/// What an API judges a token by, besides its own registration.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The directory.
    pub directory: &'a Directory,
    /// The published keys.
    pub keys: KeyRing,
    /// The issuers, under the host that the API is called by.
    pub issuers: &'a Issuers,
    /// The issuers under other names of the world.
    pub other_issuers: &'a [Issuers],
    /// Now.
    pub now: Moment,
}

/// The request that the token came with.
#[derive(Debug, Clone, Copy)]
pub struct Call<'r> {
    /// Its method.
    pub method: &'r Method,
    /// Its path.
    pub path: &'r str,
}

/// A token in front of an API.
pub struct Case<'a> {
    /// Who judges.
    pub judge: Judge<'a>,
    /// The registration of the API.
    pub app: &'a App,
    /// What it exposes and accepts.
    pub api: &'a Api,
    /// The token.
    pub parts: &'a Parts<'a>,
}

type Verdict = Result<(), Fault>;
type CheckFn = fn(&Case<'_>) -> Verdict;

/// The checks of a token that could be taken apart. What it permits comes after them.
pub const CHECKS: [(Check, CheckFn); 7] = [
    (Check::Algorithm, algorithm),
    (Check::Key, key),
    (Check::Signature, signature),
    (Check::Lifetime, lifetime),
    (Check::Audience, audience),
    (Check::Issuer, issuer),
    (Check::Version, version),
];

impl<'a> Judge<'a> {
    /// The judge of a request.
    #[must_use]
    pub fn of(arrival: &'a Arrival<'_>) -> Self {
        Self {
            directory: &arrival.directory,
            keys: arrival.world.keys(),
            issuers: &arrival.issuers,
            other_issuers: &arrival.other_issuers,
            now: arrival.now,
        }
    }

    /// Checks a bearer token.
    ///
    /// # Errors
    /// The first [`Fault`] in the order of checks.
    pub fn caller(self, app: &Arc<App>, token: Option<&str>) -> Result<Caller, Fault> {
        let token = token.ok_or(Fault::Missing)?;
        let opened = open(token)?;
        let parts = parse(opened.as_deref().unwrap_or(token))?;
        let Some(api) = &app.api else {
            let found = parts.text("aud").unwrap_or_default().to_owned();
            return Err(Fault::Audience { found, accepted: Vec::new(), id_token: false });
        };
        let case = Case { judge: self, app, api, parts: &parts };
        for (_, check) in CHECKS {
            check(&case)?;
        }
        Ok(speaker(self.directory, &parts))
    }
}

/// The bearer token of a request; a blank one counts as none.
pub fn bearer<'r>(arrival: &Arrival<'r>) -> Option<&'r str> {
    let (scheme, token) = arrival.header("authorization")?.split_once(' ')?;
    Some(token.trim()).filter(|t| scheme.eq_ignore_ascii_case("bearer") && !t.is_empty())
}

/// What is inside an encrypted token; `None`: it is not encrypted.
///
/// # Errors
/// [`Fault::Malformed`] when it is not encrypted for an API of this world.
pub fn open(token: &str) -> Result<Option<String>, Fault> {
    const PARTS_OF_JWE: usize = 5;
    if token.split('.').count() != PARTS_OF_JWE {
        return Ok(None);
    }
    jwe::decrypt(token).map(Some).ok_or(Fault::Malformed(Flaw::Sealed))
}

/// Takes a token apart that is not encrypted.
///
/// # Errors
/// [`Fault::Malformed`].
pub fn parse(token: &str) -> Result<Parts<'_>, Fault> {
    verify::parse(token).map_err(|fault| match fault {
        TokenFault::Malformed(flaw) => Fault::Malformed(flaw),
        // Taking apart finds no other fault.
        TokenFault::Algorithm(_) | TokenFault::UnknownKey(_) | TokenFault::Signature => {
            Fault::Malformed(Flaw::Parts(3))
        }
    })
}

/// Whom a token speaks for.
#[must_use]
pub fn speaker(directory: &Directory, parts: &Parts<'_>) -> Caller {
    let words = |claim: &str| -> Vec<String> {
        parts.text(claim).unwrap_or_default().split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let roles = parts
        .claims
        .get("roles")
        .and_then(|r| r.as_array())
        .map(|all| all.iter().filter_map(|r| r.as_str().map(str::to_owned)).collect());
    let app_only = is_app_only(parts);
    let oid = parts.text("oid").and_then(|oid| Uuid::try_parse(oid).ok());
    Caller {
        client: parts.text("appid").or_else(|| parts.text("azp")).unwrap_or_default().to_owned(),
        user: oid.filter(|_| !app_only).and_then(|oid| directory.user(oid)).cloned(),
        app_only,
        scopes: words("scp"),
        roles: roles.unwrap_or_default(),
        audience: parts.text("aud").unwrap_or_default().to_owned(),
        version: parts.text("ver").unwrap_or_default().to_owned(),
    }
}

fn is_app_only(parts: &Parts<'_>) -> bool {
    parts.text("idtyp") == Some("app") || (parts.text("oid").is_some() && parts.text("oid") == parts.text("sub"))
}

/// An ID token names no client that called: its `aud` is the client.
#[must_use]
pub fn is_id_token(parts: &Parts<'_>) -> bool {
    !["scp", "appid", "azp"].iter().any(|claim| parts.claims.contains_key(*claim))
}

fn algorithm(case: &Case<'_>) -> Verdict {
    match case.parts.signing_key(&case.judge.keys) {
        Err(TokenFault::Algorithm(alg)) => Err(Fault::Algorithm(alg)),
        _ => Ok(()),
    }
}

fn key(case: &Case<'_>) -> Verdict {
    match case.parts.signing_key(&case.judge.keys) {
        Err(TokenFault::UnknownKey(kid)) => Err(Fault::UnknownKey(kid)),
        _ => Ok(()),
    }
}

fn signature(case: &Case<'_>) -> Verdict {
    case.parts.verify(&case.judge.keys).map_err(|_| Fault::Signature)
}

/// `exp` and `nbf`, five minutes of skew allowed.
fn lifetime(case: &Case<'_>) -> Verdict {
    let now = case.judge.now.seconds();
    let expires = case.parts.number("exp").unwrap_or(0);
    let from = case.parts.number("nbf").unwrap_or(0);
    if now > expires.saturating_add(SKEW) {
        return Err(Fault::Expired(expires));
    }
    if now.saturating_add(SKEW) < from {
        return Err(Fault::NotYetValid(from));
    }
    Ok(())
}

fn audience(case: &Case<'_>) -> Verdict {
    let found = case.parts.text("aud").unwrap_or_default();
    let accepted = accepted_audiences(case.app, case.api);
    if accepted.iter().any(|a| a == found) {
        return Ok(());
    }
    Err(Fault::Audience { found: found.to_owned(), accepted, id_token: is_id_token(case.parts) })
}

/// Any tenant of the world, in either version.
fn issuer(case: &Case<'_>) -> Verdict {
    let found = case.parts.text("iss").unwrap_or_default();
    if issuers(case.judge, true, true).iter().any(|a| a == found) {
        return Ok(());
    }
    Err(Fault::Issuer { found: found.to_owned(), accepted: validated(case) })
}

/// Microsoft's own APIs take both versions; others the one of their registration.
fn version(case: &Case<'_>) -> Verdict {
    let found = case.parts.text("iss").unwrap_or_default();
    let accepted = validated(case);
    if accepted.iter().any(|a| a == found) {
        return Ok(());
    }
    Err(Fault::Version { found: found.to_owned(), accepted })
}

fn validated(case: &Case<'_>) -> Vec<String> {
    let both = matches!(case.api.style, ApiStyle::Graph | ApiStyle::Arm);
    let takes = |version| both || case.api.token_version == version;
    issuers(case.judge, takes(TokenVersion::V1), takes(TokenVersion::V2))
}

fn issuers(judge: Judge<'_>, v1: bool, v2: bool) -> Vec<String> {
    let mut all = Vec::new();
    for issuers in std::iter::once(judge.issuers).chain(judge.other_issuers) {
        for tenant in judge.directory.tenants() {
            if v1 {
                all.push(issuers.v1(tenant.id));
            }
            if v2 {
                all.push(issuers.v2(tenant.id));
            }
        }
    }
    all
}

/// The `aud` values that an API accepts: its setting, else what its style validates (entra-server §8).
#[must_use]
pub fn accepted_audiences(app: &App, api: &Api) -> Vec<String> {
    if !api.accepted_audiences.is_empty() {
        return api.accepted_audiences.clone();
    }
    let guid = app.client_id.to_string();
    let fixed = |values: &[&str]| values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
    match (api.style, api.token_version) {
        (ApiStyle::Graph, _) => {
            [fixed(&["https://graph.microsoft.com", "https://graph.microsoft.com/"]), vec![guid]].concat()
        }
        (ApiStyle::Arm, _) => fixed(&[
            "https://management.core.windows.net/",
            "https://management.core.windows.net",
            "https://management.azure.com/",
            "https://management.azure.com",
        ]),
        (ApiStyle::IdentityWeb, TokenVersion::V2) => vec![guid],
        (ApiStyle::IdentityWeb, TokenVersion::V1) => vec![format!("api://{guid}")],
        (ApiStyle::AspNet, TokenVersion::V2) => vec![guid],
        (ApiStyle::AspNet, TokenVersion::V1) if api.identifier_uris.is_empty() => vec![guid],
        (ApiStyle::AspNet, TokenVersion::V1) => [api.identifier_uris.clone(), vec![guid]].concat(),
    }
}
