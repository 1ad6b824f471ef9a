use crate::findings::Severity;
use crate::findings::record::Record;
use crate::findings::rule::{Rule, Verdict};
use crate::journal::Escape;

pub const RULE: Rule = Rule {
    id: "escape.real-host",
    finds: "reached for a real host of Microsoft's instead of the world",
    severity: Severity::Error,
    milder: "",
    source: "library behaviour: most MSALs ask login.microsoftonline.com about an authority that they don't know \
             (instance discovery); otherwise a host name is written into the code under test",
    excuses: "hosts that are not Microsoft's; hosts that the world plays. Only seen where a proxy refuses connections",
    cure: "switch instance discovery off or declare the authority known, and take host names from configuration",
    judge,
};

/// Domains under which Microsoft's identity platform and APIs live, in all clouds.
const DOMAINS: [&str; 17] = [
    "aadcdn.msauth.net",
    "aadcdn.msftauth.net",
    "azure.cn",
    "azure.com",
    "azure.net",
    "azure.us",
    "b2clogin.com",
    "chinacloudapi.cn",
    "ciamlogin.com",
    "live.com",
    "microsoft.com",
    "microsoft.us",
    "microsoftonline.cn",
    "microsoftonline.com",
    "microsoftonline.us",
    "office.com",
    "windows.net",
];

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    record.escapes.iter().filter(|escape| is_microsofts(&escape.host)).map(verdict).collect()
}

fn verdict(escape: &Escape) -> Verdict<'_> {
    let sentence = format!("reached for {}, a real host of Microsoft's", escape.host);
    Verdict { escape: Some(escape), ..Verdict::new(Severity::Error, sentence, Vec::new()) }
}

fn is_microsofts(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    DOMAINS.iter().any(|d| host.strip_suffix(d).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_ends_at_a_dot() {
        assert!(is_microsofts("login.microsoftonline.com") && is_microsofts("GRAPH.microsoft.com."));
        assert!(!is_microsofts("notmicrosoft.com") && !is_microsofts("pypi.org"));
    }
}
