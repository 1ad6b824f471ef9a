use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::run::{Outcome, Ran};

/// A JUnit report: a suite per chapter, without times, so that two runs give the same bytes.
#[must_use]
pub fn junit(results: &[Ran]) -> String {
    let mut report = Report::new("pretenant play");
    let chapter = |ran: &Ran| ran.id.rsplit_once('/').map_or(String::new(), |(chapter, _)| chapter.to_owned());
    for group in results.chunk_by(|a, b| chapter(a) == chapter(b)) {
        let Some(first) = group.first() else { continue };
        let mut suite = TestSuite::new(chapter(first));
        suite.add_test_cases(group.iter().map(case));
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_default()
}

fn case(ran: &Ran) -> TestCase {
    let why = ran.verdict.why.clone().unwrap_or_default();
    let status = match ran.verdict.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(why).set_description(ran.verdict.detail.clone().unwrap_or_default());
            status
        }
        Outcome::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(why);
            status
        }
    };
    let mut case = TestCase::new(ran.title.clone(), status);
    case.set_classname(ran.id.clone());
    case
}
