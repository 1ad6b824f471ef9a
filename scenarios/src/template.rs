//! `${name}` in texts of raw requests, and where saved values come from.

use std::collections::BTreeMap;

/// Names that every scenario may use: the origin of the world, the id of its first tenant, and the time in seconds
/// since the epoch.
pub const GIVEN: &[&str] = &["origin", "tenant", "now"];

/// The names that a text refers to.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// The text with its references replaced. A name that is unknown stays as it is.
#[must_use]
pub fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) if values.contains_key(name) => {
                out.push_str(&values[name]);
                rest = behind;
            }
            _ => {
                out.push_str("${");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether a value can be saved from there.
#[must_use]
pub fn is_source(source: &str) -> bool {
    match source.split_once('.') {
        Some(("body", pointer)) => pointer.starts_with('/'),
        Some(("header" | "location", name)) => !name.is_empty(),
        Some(_) => false,
        None => matches!(source, "token" | "text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_filled_in_and_others_stay() {
        let values = BTreeMap::from([("code".to_owned(), "x$y".to_owned())]);
        assert_eq!(fill("a=${code}&b=${other}&c=${", &values), "a=x$y&b=${other}&c=${");
        assert_eq!(names("${a}/${b}").collect::<Vec<_>>(), ["a", "b"]);
    }
}
