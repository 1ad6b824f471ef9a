//! Whatever text is given, the loader says what is wrong with it, and the report can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(mistakes) = pretenant_scenarios::load::load_str("fuzzed.yaml", text, None) {
        let _ = (mistakes.to_string(), mistakes.styled());
    }
});
