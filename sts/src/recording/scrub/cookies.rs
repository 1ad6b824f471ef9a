//! `Set-Cookie`: the name and how the cookie is kept stay, the value does not.

use super::pen::Pen;

impl Pen<'_> {
    /// A `Set-Cookie` header for whatever host plays it.
    pub fn cookie(&mut self, line: &str) -> String {
        let mut parts = line.split(';').map(str::trim);
        let first = parts.next().unwrap_or_default();
        let (name, value) = first.split_once('=').unwrap_or((first, ""));
        let value = self.fresh(&format!("cookie.{name}"), value.trim_matches('"'));
        let mut written = format!("{}={value}", self.literal(name));
        let mut deleted = value.is_empty();
        for attribute in parts.filter(|part| !part.is_empty()) {
            let (key, set) = attribute.split_once('=').unwrap_or((attribute, ""));
            match key.to_ascii_lowercase().as_str() {
                // Of the upstream's host, and of the day of the recording.
                "domain" => {}
                "expires" => deleted |= set.contains("1970") || set.trim() == "0",
                _ => {
                    written.push_str("; ");
                    written.push_str(&self.literal(attribute));
                }
            }
        }
        if deleted && !written.to_ascii_lowercase().contains("max-age=") {
            written.push_str("; Max-Age=0");
        }
        written
    }
}
