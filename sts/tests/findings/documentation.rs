use std::fs;
use std::path::Path;

use pretenant_sts::findings::RULES;

const BEGIN: &str = "<!-- rules: written by the tests -->\n";
const END: &str = "<!-- end of rules -->\n";

fn table() -> String {
    let mut table = String::from("| rule | the client | severity | excuses | source |\n|---|---|---|---|---|\n");
    for rule in RULES {
        let milder = if rule.milder.is_empty() { String::new() } else { format!("; {}", rule.milder) };
        table.push_str(&format!(
            "| `{}` | {} | {}{milder} | {} | {} |\n",
            rule.id, rule.finds, rule.severity, rule.excuses, rule.source
        ));
    }
    table
}

/// `UPDATE_DOCS=1 cargo test` writes the table anew.
#[test]
fn the_table_of_rules_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/findings.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let current = format!("{before}{BEGIN}{}{END}{after}", table());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &current).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), current, "run the tests once with UPDATE_DOCS=1");
}

#[test]
fn rules_are_named_by_chapter_and_say_when_they_are_silent() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        let (chapter, name) = rule.id.split_once('.').unwrap();
        let words = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(words(chapter) && words(name), "{}", rule.id);
        assert!(seen.insert(rule.id), "{} is there twice", rule.id);
        for text in [rule.finds, rule.source, rule.excuses, rule.cure] {
            assert!(!text.is_empty() && !text.contains('|') && !text.contains("  "), "{}: {text}", rule.id);
        }
    }
}
