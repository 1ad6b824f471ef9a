use pretenant_sts::findings::Severity;

use super::judged::Judged;
use super::support::Fixture;

#[test]
fn reaching_for_a_real_host_is_found_and_for_others_is_not() {
    let world = Fixture::new();
    world.control.record_escape("pypi.org");
    world.none("escape.real-host");
    for _ in 0..2 {
        world.control.record_escape("login.microsoftonline.com");
    }
    let finding = world.only("escape.real-host");
    assert_eq!((finding.severity, finding.times, finding.last), (Severity::Error, 2, 0));
    assert_eq!(finding.evidence[0].line, "CONNECT login.microsoftonline.com -> refused");
    world.control.clear_journal();
    world.none("escape.real-host");
}
