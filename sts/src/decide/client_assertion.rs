//! Certificate assertions of confidential clients (RFC 7523 §3, entra-server §3.4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Context;
use super::plan::Proof;
use crate::aadsts;
use crate::clock::Moment;
use crate::directory::{App, Certificate};
use crate::refusal::Refusal;
use crate::token::verify::{self, Parts, TokenFault};

/// Clocks may differ by five minutes.
const SKEW: i64 = 300;

/// Checks an assertion against the app's certificates.
///
/// # Errors
/// AADSTS50027 malformed or without thumbprint, 700027 unknown certificate or bad signature, 1000502 certificate
/// out of its validity, 700024 out of time, 700021 issuer or subject, 700023 audience.
pub fn check(context: &Context<'_>, app: &App, assertion: &str) -> Result<Proof, Refusal> {
    let parts = verify::parse(assertion).map_err(|_| {
        aadsts!(50027)
            .check("client_assertion.format")
            .with("reason", "JWT token is invalid or malformed.")
            .expected("a signed JWT: three base64url parts")
            .found("something else")
    })?;
    let certificate = certificate(app, &parts)?;
    signature(app, certificate, &parts)?;
    let now = context.now.seconds();
    if !(certificate.not_before..=certificate.not_after).contains(&now) {
        return Err(aadsts!(1000502).check("client_assertion.certificate_validity"));
    }
    times(&parts, context.now)?;
    issuer(app, &parts)?;
    audience(context, &parts)?;
    Ok(Proof::Certificate)
}

fn certificate<'a>(app: &'a App, parts: &Parts<'_>) -> Result<&'a Certificate, Refusal> {
    let named = |member: &str| parts.header_text(member).map(str::to_owned);
    let decoded = |text: String| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
    let thumbprint = match (named("x5t#S256"), named("x5t"), named("kid")) {
        (Some(sha256), ..) => decoded(sha256),
        (None, Some(sha1), _) => decoded(sha1),
        (None, None, Some(kid)) => from_hex(&kid).unwrap_or_else(|| decoded(kid)),
        (None, None, None) => {
            return Err(aadsts!(50027)
                .check("client_assertion.thumbprint")
                .with("reason", "No certificate thumbprint specified in token header.")
                .expected("x5t#S256 or x5t in the header")
                .found("neither"));
        }
    };
    app.certificates.iter().find(|c| thumbprint == c.sha1 || thumbprint == c.sha256).ok_or_else(|| {
        unknown_key("The key was not found.", &thumbprint, app)
            .check("client_assertion.thumbprint")
            .expected(format!(
                "the thumbprint of one of the {} certificate(s) of app '{}'",
                app.certificates.len(),
                app.name
            ))
            .found(to_hex(&thumbprint))
    })
}

fn signature(app: &App, certificate: &Certificate, parts: &Parts<'_>) -> Result<(), Refusal> {
    let alg = parts.header_text("alg").unwrap_or_default();
    parts.verify_with(alg, &certificate.public_key).map_err(|fault| {
        let refusal = unknown_key(
            "The provided signature value did not match the expected signature value.",
            &certificate.sha1,
            app,
        )
        .check("client_assertion.signature");
        match fault {
            TokenFault::Algorithm(alg) => refusal.expected("alg RS256 or PS256").found(alg),
            _ => refusal.expected("a signature made with the certificate's private key").found("another signature"),
        }
    })
}

fn unknown_key(reason: &str, thumbprint: &[u8], app: &App) -> Refusal {
    aadsts!(700027).with("reason", reason).with("thumbprint", to_hex(thumbprint)).with("id", app.client_id)
}

fn times(parts: &Parts<'_>, now: Moment) -> Result<(), Refusal> {
    let from = parts.number("nbf").or_else(|| parts.number("iat")).unwrap_or(now.seconds());
    let until = parts.number("exp").unwrap_or(0);
    let seconds = now.seconds();
    if from <= seconds + SKEW && seconds <= until + SKEW {
        return Ok(());
    }
    let at = |s: i64| Moment(s.saturating_mul(1000)).ticks();
    Err(aadsts!(700024)
        .check("client_assertion.time")
        .with("now", now.ticks())
        .with("from", at(from))
        .with("to", at(until))
        .expected(format!("nbf before and exp after {}", now.iso()))
        .found(format!("nbf {}, exp {}", at(from), at(until))))
}

fn issuer(app: &App, parts: &Parts<'_>) -> Result<(), Refusal> {
    let id = app.client_id.to_string();
    let matches = |claim: &str| parts.text(claim).is_some_and(|v| v.eq_ignore_ascii_case(&id));
    if matches("iss") && matches("sub") {
        return Ok(());
    }
    let found =
        format!("iss '{}', sub '{}'", parts.text("iss").unwrap_or_default(), parts.text("sub").unwrap_or_default());
    Err(aadsts!(700021).check("client_assertion.issuer").expected(format!("iss and sub '{id}'")).found(found))
}

/// The audience is the token endpoint as advertised, in either version, under any name of the tenant; or the
/// tenant's issuer.
fn audience(context: &Context<'_>, parts: &Parts<'_>) -> Result<(), Refusal> {
    let audiences: Vec<&str> = match parts.claims.get("aud") {
        Some(serde_json::Value::String(one)) => vec![one],
        Some(serde_json::Value::Array(many)) => many.iter().filter_map(|v| v.as_str()).collect(),
        _ => Vec::new(),
    };
    if audiences.iter().any(|a| is_token_endpoint(context, a)) {
        return Ok(());
    }
    Err(aadsts!(700023)
        .error("invalid_client")
        .check("client_assertion.audience")
        .expected(format!("aud {}/{}/oauth2/v2.0/token", context.origin.base(), context.typed))
        .found(audiences.join(" "))
        .cure("set aud to the token endpoint of the metadata document"))
}

fn is_token_endpoint(context: &Context<'_>, audience: &str) -> bool {
    let Ok(url) = url::Url::parse(audience) else { return false };
    let Some(host) = url.host_str() else { return false };
    let real = crate::origin::Origin::new(true, host).cloud() == Some(crate::cloud::Service::Login);
    let host_known = real || host.eq_ignore_ascii_case(context.origin.hostname());
    let path = url.path().trim_matches('/').to_ascii_lowercase();
    let (segment, rest) = path.split_once('/').unwrap_or((&path, ""));
    let names_tenant = match (context.directory.tenant_segment(segment), context.segment.tenant()) {
        (Some(crate::directory::TenantSegment::Tenant(named)), Some(tenant)) => named.id == tenant.id,
        (Some(_), _) => true,
        (None, _) => false,
    };
    host_known && names_tenant && matches!(rest, "oauth2/v2.0/token" | "oauth2/token" | "v2.0" | "")
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02X}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !matches!(text.len(), 40 | 64) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}
