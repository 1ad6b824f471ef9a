use crate::findings::record::Record;
use crate::findings::rule::{Rule, Verdict};
use crate::findings::{Severity, scopes};
use crate::journal::Exchange;

pub const RULE: Rule = Rule {
    id: "scope.wrong-audience",
    finds: "asked in a scope format that leads to an audience which the API refuses, or sent a token to another API",
    severity: Severity::Error,
    milder: "",
    source: "Microsoft Learn, Acquire and cache tokens using MSAL: \"Request scopes for a web API\"",
    excuses: "tokens that a rule or the control API gave another audience; the same token again (another rule)",
    cure: "ask for the scope in the format that the API expects: `<App ID URI>/<permission>`, with a double slash where \
           the audience ends in one, or `<client id>/<permission>`",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    record.calls().filter(|e| e.status == 401).filter_map(|call| verdict(record, call)).collect()
}

fn verdict<'a>(record: &Record<'a>, call: &'a Exchange) -> Option<Verdict<'a>> {
    let note = &call.note;
    let issuer = record.issuer(call.presented.bearer).filter(|e| e.issued.access_token == call.presented.bearer)?;
    let audience = issuer.note.audience.as_deref()?;
    let diagnosis = note.diagnosis.as_ref().filter(|d| d.check == "api.audience")?;
    // What the API found is what the platform had decided: nobody altered the token.
    diagnosis.found.as_deref().filter(|found| found.starts_with(&format!("aud '{audience}'")))?;
    let api = note.api.as_deref()?;
    let asked = scopes::asked(record, issuer).unwrap_or_default().join(" ");
    let sentence = if issuer.note.api.as_deref() == Some(api) {
        format!("asked for `{asked}` and got a token for the audience `{audience}`, which '{api}' refuses")
    } else {
        let other = issuer.note.api.as_deref().unwrap_or("another API");
        format!("sent '{api}' a token that it had asked for '{other}' (`{asked}`, audience `{audience}`)")
    };
    let about = format!("{asked} {audience} {api}");
    Some(Verdict::new(Severity::Error, sentence, vec![issuer, call]).about(about).cure(diagnosis.cure.clone()))
}
