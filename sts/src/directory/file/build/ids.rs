use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use aws_lc_rs::digest;
use uuid::{Builder, Uuid};

use crate::document::{Findings, Pointer};

/// The id that something gets when the file gives none: the same in every run, from its kind and name.
pub(super) fn derived(kind: &str, name: &str) -> Uuid {
    let hash = digest::digest(&digest::SHA256, format!("pretenant:{kind}:{name}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The id as given, or derived.
pub(super) fn given_or_derived(
    given: Option<&str>,
    kind: &str,
    name: &str,
    at: &Pointer,
    findings: &mut Findings,
) -> Uuid {
    let Some(given) = given else {
        return derived(kind, name);
    };
    if let Ok(id) = given.parse::<uuid::fmt::Hyphenated>() {
        return id.into_uuid();
    }
    let example = derived(kind, name);
    let help = format!("an id looks like `{example}`; leave the key out to have one derived from the name");
    findings.add_with_help(at, format!("`{given}` is not a GUID"), Some(help));
    example
}

/// Reports every value that two entries have in common: value, name of its owner, where it is written.
/// Two entries of one name were reported for that; what else they share mostly follows from it.
pub(super) fn unique<'a, K: Eq + Hash + Display>(
    values: impl IntoIterator<Item = (K, &'a str, Pointer)>,
    what: &str,
    findings: &mut Findings,
) {
    let mut seen: HashMap<K, (&str, Pointer)> = HashMap::new();
    for (value, owner, at) in values {
        match seen.get(&value) {
            Some((first, _)) if *first == owner => {}
            // Of two entries, the one that the user wrote is at fault.
            Some((_, first)) if first.is_in_document() && !at.is_in_document() => {
                findings.add(first, format!("{what} `{value}` is already taken by `{owner}` of the bundled world"));
            }
            Some((first, _)) => findings.add(&at, format!("{what} `{value}` is already taken by `{first}`")),
            None => {
                seen.insert(value, (owner, at));
            }
        }
    }
}

/// Reports names that can't be used, or are used twice.
pub(super) fn names<'a>(
    entries: impl IntoIterator<Item = (&'a str, &'a Pointer)>,
    what: &str,
    findings: &mut Findings,
) {
    let mut seen: HashMap<&str, &Pointer> = HashMap::new();
    for (name, at) in entries {
        let at_name = at.key("name");
        if name.is_empty() {
            findings.add(&at_name, format!("a {what} needs a name"));
        } else if name.trim() != name || name.contains(|c: char| c.is_control() || c == '/') {
            let message = format!("`{name}` can't be a name: no slashes, no blanks at the ends");
            findings.add(&at_name, message);
        } else if Uuid::try_parse(name).is_ok() {
            let help = "give it a short name, and this as its `id`";
            findings.add_with_help(&at_name, format!("`{name}` can't be a name: it is a GUID"), Some(help.into()));
        } else if let Some(first) = seen.get(name) {
            let help = first.section().filter(|_| !first.is_in_document());
            let help = help.map(|section| format!("override the bundled one under `{section}`"));
            findings.add_with_help(&at_name, format!("there are two {what}s named `{name}`"), help);
        } else {
            seen.insert(name, at);
        }
    }
}
