use crate::cloud::is_microsoft;
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

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    record.escapes.iter().filter(|escape| is_microsoft(&escape.host)).map(verdict).collect()
}

fn verdict(escape: &Escape) -> Verdict<'_> {
    let sentence = format!("reached for {}, a real host of Microsoft's", escape.host);
    Verdict { escape: Some(escape), ..Verdict::new(Severity::Error, sentence, Vec::new()) }
}
