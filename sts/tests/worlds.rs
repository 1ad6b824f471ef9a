//! World files: the built-in one.

use pretenant_sts::directory::file::builtin;

#[test]
fn the_builtin_world_builds() {
    let directory = builtin().build().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(directory.tenants().len(), 1);
    assert_eq!(directory.users().len(), 4);
    assert_eq!(directory.apps().len(), 13);
    assert_eq!(directory.grants().len(), 7);
    assert_eq!(directory.assignments().len(), 3);
}
