//! The loader: faulty files are refused with everything that is wrong with them, and nothing makes it panic.

#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected should say where")]

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use pretenant_scenarios::load::load_str;
use proptest::prelude::*;

/// Every file in `tests/invalid` has a snapshot of its report beside it.
#[test]
fn a_faulty_file_is_told_everything_that_is_wrong() {
    insta::glob!("invalid/*.yaml", |path| {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let mistakes = load_str(&name, &text, path.parent()).expect_err(&name);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(mistakes.to_string());
        });
    });
}

#[test]
fn three_lines_are_a_scenario() {
    let text = "rules:\n  - when: { endpoint: token, grant: refresh_token }\n    then: { refuse: AADSTS50173 }\n";
    let loaded = load_str("s.yaml", text, None).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(loaded.scenario.rules.len(), 1);
}

/// Every faulty and every bundled file.
fn seeds() -> &'static [String] {
    static SEEDS: OnceLock<Vec<String>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid");
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
        files.sort();
        let faulty = files.iter().map(|path| fs::read_to_string(path).unwrap());
        faulty.chain(pretenant_scenarios::library::bundled().unwrap().into_iter().map(|b| b.loaded.text)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_an_answer(text in "\\PC{0,200}") {
        let _ = load_str("s.yaml", &text, None);
    }

    /// Cuts, swaps and splices of real files reach deeper than noise.
    #[test]
    fn a_damaged_file_gets_an_answer(
        which in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        junk in "[\\[\\]{}:,&*!|>'\"%@`#?\\- \\n\\ta-z0-9$.]{0,8}",
    ) {
        let seeds = seeds();
        let text: Vec<char> = which.get(seeds).chars().collect();
        let splice: Vec<char> = other.get(seeds).chars().collect();
        let at = cut.index(text.len().max(1));
        let start = from.index(splice.len().max(1));
        let end = (start + 40).min(splice.len());
        let damaged: String = text[..at.min(text.len())].iter().chain(junk.chars().collect::<Vec<_>>().iter())
            .chain(&splice[start.min(end)..end]).chain(&text[at.min(text.len())..]).collect();
        let _ = load_str("s.yaml", &damaged, None);
    }
}
