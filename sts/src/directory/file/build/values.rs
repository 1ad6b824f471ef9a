//! Values written as text: durations, moments, hosts.

use jiff::{Span, SpanRelativeTo, Timestamp};

use crate::directory::Lifetimes;
use crate::directory::file::LifetimesEntry;
use crate::document::{Findings, Pointer};

/// A duration such as `90s` or `14d`, in seconds.
pub(super) fn period(text: &str, at: &Pointer, findings: &mut Findings) -> Option<i64> {
    let help = |help: &str| Some(help.to_owned());
    let Ok(span) = text.parse::<Span>() else {
        let message = format!("`{text}` is not a duration");
        findings.add_with_help(at, message, help("write `90s`, `1h 30m` or `14d`"));
        return None;
    };
    let Ok(duration) = span.to_duration(SpanRelativeTo::days_are_24_hours()) else {
        let message = format!("`{text}` has no fixed length");
        findings.add_with_help(at, message, help("count in days: months and years differ in length"));
        return None;
    };
    if duration.as_secs() < 1 {
        findings.add_with_help(at, format!("`{text}` is too short"), help("the shortest lifetime is `1s`"));
        return None;
    }
    Some(duration.as_secs())
}

/// A moment such as `2030-01-01T00:00:00Z`, in seconds since the epoch.
pub(super) fn timestamp(text: &str, at: &Pointer, findings: &mut Findings) -> Option<i64> {
    match text.parse::<Timestamp>() {
        Ok(timestamp) => Some(timestamp.as_second()),
        Err(_) => {
            let help = "write `2030-01-01T00:00:00Z`".to_owned();
            findings.add_with_help(at, format!("`{text}` is not a moment in time"), Some(help));
            None
        }
    }
}

/// Lifetimes, where they are given.
pub(super) fn lifetimes(entry: Option<&LifetimesEntry>, at: &Pointer, findings: &mut Findings) -> Lifetimes {
    let Some(entry) = entry else {
        return Lifetimes::default();
    };
    let mut lifetime =
        |key: &str, text: &Option<String>| text.as_deref().and_then(|text| period(text, &at.key(key), findings));
    Lifetimes {
        access_token: lifetime("access_token", &entry.access_token),
        id_token: lifetime("id_token", &entry.id_token),
        refresh_token: lifetime("refresh_token", &entry.refresh_token),
        authorization_code: lifetime("authorization_code", &entry.authorization_code),
        device_code: lifetime("device_code", &entry.device_code),
        session: lifetime("session", &entry.session),
    }
}

/// True for a domain name of at least two labels.
pub(super) fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !label.starts_with('-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// A name made fit for a domain label, a user name or a path: letters, digits and hyphens.
pub(super) fn slug(name: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(fit).collect::<String>().trim_matches('-').to_owned()
}
