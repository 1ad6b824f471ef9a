use std::collections::HashMap;

use crate::findings::Severity;
use crate::findings::record::{Record, overlap};
use crate::findings::rule::{Rule, Verdict};
use crate::journal::{Digest, Exchange};

pub const RULE: Rule = Rule {
    id: "device.polled-after-the-end",
    finds: "went on polling for a device code that was declined, expired or redeemed",
    severity: Severity::Error,
    milder: "",
    source: "RFC 8628 §3.5; Microsoft Learn, Device authorization grant: \"Expected errors\"",
    excuses: "`authorization_pending`, `slow_down`, 429 and server errors, which end nothing; polls sent before the end \
              was known; an answer that was cut off",
    cure: "stop polling at every answer but authorization_pending and slow_down",
    judge,
};

fn judge<'a>(record: &Record<'a>) -> Vec<Verdict<'a>> {
    let mut ended: HashMap<Digest, &'a Exchange> = HashMap::new();
    let mut verdicts = Vec::new();
    for poll in record.grants().filter(|e| e.note.grant == Some("device_code")) {
        let Some(code) = poll.presented.device_code else { continue };
        if let Some(end) = ended.get(&code).filter(|end| !overlap(end, poll)) {
            let how = end.told.error.as_deref().unwrap_or("tokens");
            let sentence = format!("went on polling after the answer was {how}");
            verdicts.push(Verdict::new(Severity::Error, sentence, vec![end, poll]).about(code.to_string()));
        } else if is_end(poll) {
            ended.insert(code, poll);
        }
    }
    verdicts
}

fn is_end(poll: &Exchange) -> bool {
    const FINAL: [&str; 6] = [
        "authorization_declined",
        "access_denied",
        "expired_token",
        "code_expired",
        "bad_verification_code",
        "invalid_grant",
    ];
    let refused = poll.told.error.as_deref().is_some_and(|error| FINAL.contains(&error));
    poll.issued.access_token.is_some() || (refused && !poll.told.lost)
}
