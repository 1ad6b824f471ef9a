use crate::findings::Severity;
use crate::findings::record::Record;
use crate::findings::rule::{Rule, Verdict};

pub const RULE: Rule = Rule {
    id: "api.id-token-sent",
    finds: "sent an API an ID token instead of an access token",
    severity: Severity::Error,
    milder: "",
    source: "Microsoft Learn, ID tokens in the Microsoft identity platform; OpenID Connect Core §2",
    excuses: "none: both exchanges show the same token",
    cure: "send the access_token of the answer; the id_token tells the client who signed in, and is for nobody else",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let sent = record.calls().filter_map(|call| {
        let issuer = record.issuer(call.presented.bearer)?;
        (issuer.issued.id_token == call.presented.bearer).then_some((issuer, call))
    });
    let verdict = |(issuer, call): (&'a _, &'a crate::journal::Exchange)| {
        let api = call.note.api.as_deref().unwrap_or("userinfo");
        let sentence = format!("sent '{api}' an ID token instead of an access token");
        Verdict::new(Severity::Error, sentence, vec![issuer, call]).about(format!("{:?}", call.presented.bearer))
    };
    sent.map(verdict).collect()
}
