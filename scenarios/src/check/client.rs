use pretenant_sts::directory::{App, Directory};
use pretenant_sts::document::{Findings, Pointer};

use super::names;
use crate::language::{ClientEntry, ClientKind, CredentialWord};
use crate::names::app;

/// Notes what is wrong with a client.
pub fn check(entry: &ClientEntry, directory: &Directory, at: &Pointer, findings: &mut Findings) {
    if let Some(authority) = &entry.authority {
        names::check_tenant(directory, authority, &at.key("authority"), findings);
    }
    names::check_app(directory, &entry.app, &at.key("app"), findings);
    let Some(app) = app(directory, &entry.app) else { return };
    let confidential = entry.kind.map_or_else(|| app.has_credentials(), |kind| kind == ClientKind::Confidential);
    match entry.credential {
        None if confidential && !app.has_credentials() && entry.kind.is_some() => findings.add_with_help(
            &at.key("kind"),
            format!("the app `{}` has no credential, so it cannot be a confidential client", app.name),
            Some("give its registration a secret, or say how it pretends: `credential: wrong_secret`".to_owned()),
        ),
        Some(word) if !has(app, word) => findings.add_with_help(
            &at.key("credential"),
            format!("the app `{}` has no {}", app.name, needed(word)),
            Some("register one in `world`, or choose another credential".to_owned()),
        ),
        Some(_) if !confidential => findings.add_with_help(
            &at.key("credential"),
            "a public client has no credential",
            Some("leave it out, or say `kind: confidential`".to_owned()),
        ),
        _ => {}
    }
}

fn has(app: &App, word: CredentialWord) -> bool {
    match word {
        CredentialWord::WrongSecret => true,
        CredentialWord::Secret => app.secrets.iter().any(|s| s.expires.is_none()) || !app.secrets.is_empty(),
        CredentialWord::ExpiredSecret => app.secrets.iter().any(|s| s.expires.is_some()),
        CredentialWord::Certificate | CredentialWord::CertificateSha1 | CredentialWord::Assertion => {
            app.certificates.iter().any(|c| c.sample_key_pem.is_some())
        }
    }
}

fn needed(word: CredentialWord) -> &'static str {
    match word {
        CredentialWord::Secret | CredentialWord::WrongSecret => "secret",
        CredentialWord::ExpiredSecret => "secret that expires",
        CredentialWord::Certificate | CredentialWord::CertificateSha1 | CredentialWord::Assertion => {
            "certificate whose key is known (`certificates: [sample]`)"
        }
    }
}
