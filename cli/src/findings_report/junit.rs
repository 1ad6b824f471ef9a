use pretenant_sts::findings::{Finding, RULES, Report, Severity};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

/// A JUnit report: a test case per rule of judgement, which fails when a client broke it. Notes fail nothing; they
/// are output of their case. Without times, so that two runs give the same bytes.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut junit = quick_junit::Report::new("pretenant findings");
    let mut suite = TestSuite::new("findings");
    let mut rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    // A server of another version may know more rules.
    for finding in &report.findings {
        if !rules.contains(&finding.rule.as_str()) {
            rules.push(&finding.rule);
        }
    }
    suite.add_test_cases(rules.into_iter().map(|id| case(report, id)));
    junit.add_test_suite(suite);
    junit.to_string().unwrap_or_default()
}

fn case(report: &Report, id: &str) -> TestCase {
    let found: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == id).collect();
    let worst = found.iter().map(|f| f.severity).max();
    let sentences: Vec<&str> = found.iter().map(|f| f.sentence.as_str()).collect();
    let message = sentences.join("; ");
    let text = found.iter().map(|f| f.text(false)).collect::<Vec<_>>().join("\n");
    let mut case = TestCase::new(id, TestCaseStatus::success());
    match worst {
        Some(Severity::Error | Severity::Warning) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(worst.map_or("", Severity::word)).set_message(message).set_description(text);
            case.status = status;
        }
        Some(Severity::Note) => {
            case.set_system_out(text);
        }
        None => {}
    }
    case.set_classname(id.split('.').next().unwrap_or(id));
    case
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, severity: Severity) -> Finding {
        Finding {
            rule: rule.into(),
            severity,
            sentence: format!("did something that is worth a <{severity}>"),
            client: None,
            user: Some("ada@contoso.example".into()),
            times: 1,
            evidence: Vec::new(),
            last: 7,
            source: "a document".into(),
            cure: "don't".into(),
        }
    }

    #[test]
    fn errors_and_warnings_fail_their_case_and_notes_are_output() {
        let findings = vec![
            finding("code.sent-again", Severity::Error),
            finding("code.sent-again", Severity::Error),
            finding("pkce.missing", Severity::Warning),
            finding("grant.password", Severity::Note),
            finding("future.rule", Severity::Warning),
        ];
        insta::assert_snapshot!(render(&Report { exchanges: 9, findings }));
    }
}
