//! What is wrong with the characters of a scope, whatever it means.

use percent_encoding::percent_decode_str;

use super::problem::ProblemKind;
use super::treat::Finding;

/// Looks at the characters of a scope that does not work as it stands.
pub(super) fn examine(word: &str) -> Option<Finding> {
    stray(word).or_else(|| encoded(word)).or_else(|| separators(word))
}

fn stray(word: &str) -> Option<Finding> {
    const AROUND: &str = "\"'`<>[](){},;\u{2018}\u{2019}\u{201c}\u{201d}";
    let visible: String = word.chars().filter(|c| !is_invisible(*c)).collect();
    let clean = visible.trim_matches(|c: char| AROUND.contains(c) || c.is_whitespace());
    if clean == word || clean.is_empty() {
        return None;
    }
    let says = if visible == word {
        "quotes, brackets or separators around the scope were sent with it"
    } else {
        "invisible characters were sent with the scope"
    };
    Some(Finding::new(ProblemKind::StrayCharacters, says).expected("the scope alone").cure(clean))
}

/// Characters that nobody sees: zero width, byte order mark, soft hyphen, control characters.
pub fn is_invisible(c: char) -> bool {
    let separator = matches!(c, '\t' | '\n' | '\r');
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}') || (c.is_control() && !separator)
}

fn encoded(word: &str) -> Option<Finding> {
    let decoded = percent_decode_str(word).decode_utf8().ok()?;
    if decoded == word || decoded.trim().is_empty() {
        return None;
    }
    let says = "it is percent-encoded once too often: the client library encodes parameters itself";
    Some(Finding::new(ProblemKind::UrlEncoded, says).expected("the scope in plain characters").cure(decoded.trim()))
}

fn separators(word: &str) -> Option<Finding> {
    let parts = word.split(|c: char| matches!(c, ',' | ';' | '|' | '+') || c.is_whitespace());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let separator = word.chars().find(|c| matches!(c, ',' | ';' | '|' | '+') || c.is_whitespace())?;
    if parts.len() < 2 {
        return None;
    }
    let name = match separator {
        ',' => "commas",
        ';' => "semicolons",
        '|' => "bars",
        '+' => "plus signs, encoded once too often",
        '\t' => "tabs",
        '\n' | '\r' => "line breaks",
        _ => "other white space than the space itself",
    };
    let says = format!("the scopes are separated by {name}; the platform reads them as one");
    Some(Finding::new(ProblemKind::Separator, says).expected("scopes separated by single spaces").cure(parts.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_between_and_inside_is_found() {
        for (word, id, cured) in [
            ("\"User.Read\"", ProblemKind::StrayCharacters, "User.Read"),
            ("['User.Read',", ProblemKind::StrayCharacters, "User.Read"),
            ("User\u{200b}.Read", ProblemKind::StrayCharacters, "User.Read"),
            ("User.Read\u{a0}", ProblemKind::StrayCharacters, "User.Read"),
            ("api%3A%2F%2Forders%2Fapi.read", ProblemKind::UrlEncoded, "api://orders/api.read"),
            ("a%252Fb", ProblemKind::UrlEncoded, "a%2Fb"),
            ("User.Read,Mail.Read", ProblemKind::Separator, "User.Read Mail.Read"),
            ("User.Read\nMail.Read", ProblemKind::Separator, "User.Read Mail.Read"),
            ("openid+profile", ProblemKind::Separator, "openid profile"),
        ] {
            let found = examine(word).unwrap_or_else(|| panic!("{word}"));
            assert_eq!((found.id, found.cures[0].words.as_str()), (id, cured), "{word}");
        }
        for word in ["User.Read", "https://a//b", "100%", "+"] {
            assert!(examine(word).is_none(), "{word}");
        }
    }
}
