use std::collections::HashMap;

use crate::findings::record::{Record, overlap};
use crate::findings::rule::{Rule, Verdict};
use crate::findings::{Severity, span};
use crate::journal::{Digest, Exchange};

pub const TOO_FAST: Rule = Rule {
    id: "device.polled-too-fast",
    finds: "polled for a device code faster than the `interval` it was told",
    severity: Severity::Error,
    milder: "",
    source: "RFC 8628 §3.5; Microsoft Learn, Device authorization grant: `interval`",
    excuses: "the first poll; polls sent before the last one was answered; 5 % of the interval; without `interval` five \
              seconds count",
    cure: "wait `interval` seconds (five without one) after each answer before the next poll",
    judge: |record| pace(record).into_iter().filter_map(|step| step.too_fast()).collect(),
};

pub const SLOW_DOWN: Rule = Rule {
    id: "device.slow-down-ignored",
    finds: "was told `slow_down` and went on polling at the old pace",
    severity: Severity::Warning,
    milder: "",
    source: "RFC 8628 §3.5 (Microsoft's pages do not list this answer)",
    excuses: "five seconds more than before, less 5 %; polls sent before the last one was answered",
    cure: "add five seconds to the polling interval on each slow_down, for good",
    judge: |record| pace(record).into_iter().filter_map(|step| step.not_slower()).collect(),
};

/// Seconds between polls, where the client is told nothing (RFC 8628 §3.2).
const DEFAULT: i64 = 5;
/// Seconds by which each `slow_down` lengthens the interval.
const SLOWER: i64 = 5;

/// Two polls for the same device code.
struct Step<'a> {
    start: &'a Exchange,
    last: &'a Exchange,
    poll: &'a Exchange,
    /// Milliseconds between them.
    gap: i64,
    /// How often the device was told to slow down.
    slowed: i64,
}

impl<'a> Step<'a> {
    fn interval(&self) -> i64 {
        self.start.issued.interval.unwrap_or(DEFAULT).clamp(0, 3600)
    }

    fn too_fast(self) -> Option<Verdict<'a>> {
        let interval = self.interval();
        (self.gap < interval * 950).then(|| {
            let gap = span::text(self.gap);
            let sentence = format!("polled {gap} after the last poll; the interval is {interval} s");
            self.verdict(Severity::Error, sentence)
        })
    }

    fn not_slower(self) -> Option<Verdict<'a>> {
        let interval = self.interval();
        let slower = interval + SLOWER * self.slowed;
        (self.slowed > 0 && self.gap >= interval * 950 && self.gap < slower * 950).then(|| {
            let gap = span::text(self.gap);
            let sentence = format!("was told slow_down and polled again after {gap} instead of {slower} s");
            self.verdict(Severity::Warning, sentence)
        })
    }

    fn verdict(self, severity: Severity, sentence: String) -> Verdict<'a> {
        Verdict::new(severity, sentence, vec![self.start, self.last, self.poll]).about(self.start.id.to_string())
    }
}

fn pace<'a>(record: &Record<'a>) -> Vec<Step<'a>> {
    let mut polls: HashMap<Digest, (&'a Exchange, i64)> = HashMap::new();
    let mut steps = Vec::new();
    for poll in record.grants().filter(|e| e.note.grant == Some("device_code")) {
        let Some(code) = poll.presented.device_code else { continue };
        let before = polls.get(&code).copied();
        let slowed = before.map_or(0, |(_, slowed)| slowed);
        if let (Some(start), Some((last, _))) = (record.issuer(Some(code)), before)
            && !overlap(last, poll)
            && let Some(gap) = span::gap(last, poll)
        {
            steps.push(Step { start, last, poll, gap, slowed });
        }
        let told = i64::from(poll.told.error.as_deref() == Some("slow_down"));
        polls.insert(code, (poll, slowed + told));
    }
    steps
}
