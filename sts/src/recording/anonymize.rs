//! People, organizations and ids become example values: the same one always becomes the same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::model::Recording;

/// Members and claims that name a person.
const NAMES: &[&str] =
    &["name", "given_name", "family_name", "nickname", "middle_name", "displayname", "givenname", "surname"];

/// Claims that identify a person or device without being readable.
const PSEUDONYMS: &[&str] = &["sub", "puid", "onprem_sid", "altsecid"];

/// Members and claims with an address of the network.
const ADDRESSES: &[&str] = &["ipaddr", "ipaddress"];

/// Replaces what tells who was recorded.
pub fn anonymize(recording: &mut Recording) {
    let Ok(mut value) = serde_json::to_value(&*recording) else { return };
    let mut cast = Cast::default();
    cast.meet("", &value);
    cast.sort();
    cast.replace("", &mut value);
    if let Ok(anonymous) = serde_json::from_value(value) {
        *recording = anonymous;
    }
}

/// Who was met, and as whom they appear.
#[derive(Default)]
struct Cast {
    /// By what stands in the text, in lower case.
    roles: IndexMap<String, String>,
    domains: IndexMap<String, String>,
    count: [usize; 5],
}

impl Cast {
    fn meet(&mut self, member: &str, value: &Value) {
        match value {
            Value::String(text) => self.meet_text(member, text),
            Value::Array(items) => items.iter().for_each(|item| self.meet(member, item)),
            Value::Object(members) => members.iter().for_each(|(name, value)| self.meet(name, value)),
            _ => {}
        }
    }

    fn meet_text(&mut self, member: &str, text: &str) {
        let member = member.to_ascii_lowercase();
        if let Some(info) = client_info(&member, text) {
            self.meet("", &Value::Object(info));
            return;
        }
        if member == "wids" || text.contains("${") && text.ends_with('}') && text.starts_with("${") {
            return;
        }
        for word in words(text) {
            if Uuid::try_parse(word).is_ok() {
                if !is_well_known(word) {
                    self.cast(0, word, |n| format!("00000000-0000-4000-8000-{n:012}"));
                }
            } else if let Some((person, domain)) = word.split_once('@')
                && !person.is_empty()
                && domain.contains('.')
            {
                let domain = self.domain(domain);
                self.cast(1, word, |n| format!("user{n}@{domain}"));
            }
        }
        if member == "tenant" && text.contains('.') {
            self.domain(text);
        } else if NAMES.contains(&member.as_str()) && text.chars().any(char::is_alphabetic) && !text.contains('@') {
            self.cast(2, text, |n| format!("Name {n}"));
        } else if PSEUDONYMS.contains(&member.as_str()) && Uuid::try_parse(text).is_err() {
            self.cast(3, text, |n| format!("pseudonym{n}"));
        } else if ADDRESSES.contains(&member.as_str()) {
            self.cast(4, text, |n| format!("192.0.2.{}", n % 254 + 1));
        }
    }

    fn domain(&mut self, domain: &str) -> String {
        let next = self.domains.len() + 1;
        self.domains.entry(domain.to_ascii_lowercase()).or_insert_with(|| format!("tenant{next}.example")).clone()
    }

    fn cast(&mut self, kind: usize, text: &str, role: impl Fn(usize) -> String) {
        let key = text.to_ascii_lowercase();
        if key.len() > 1 && !self.roles.contains_key(&key) {
            self.count[kind] += 1;
            let role = role(self.count[kind]);
            self.roles.insert(key, role);
        }
    }

    /// Longer ones first: an address before its domain, a full name before its parts.
    fn sort(&mut self) {
        self.roles.extend(std::mem::take(&mut self.domains));
        self.roles.sort_by(|a, _, b, _| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    }

    fn replace(&self, member: &str, value: &mut Value) {
        match value {
            Value::String(text) => match client_info(&member.to_ascii_lowercase(), text) {
                Some(info) => {
                    let mut info = Value::Object(info);
                    self.replace("", &mut info);
                    *text = URL_SAFE_NO_PAD.encode(info.to_string());
                }
                None => *text = self.replaced(text),
            },
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace(member, item)),
            Value::Object(members) => members.iter_mut().for_each(|(name, value)| self.replace(name, value)),
            _ => {}
        }
    }

    fn replaced(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (who, role) in &self.roles {
            text = replace_word(&text, who, role);
            if who.contains('@') {
                text = replace_word(&text, &who.replace('@', "%40"), &role.replace('@', "%40"));
            }
        }
        text
    }
}

/// `client_info` is base64url of JSON.
fn client_info(member: &str, text: &str) -> Option<Map<String, Value>> {
    let bytes = (member == "client_info").then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten()?;
    serde_json::from_slice(&bytes).ok()
}

/// Ids that are the same everywhere: Microsoft's oldest applications, and the id of nothing.
fn is_well_known(guid: &str) -> bool {
    guid.to_ascii_lowercase().ends_with("-0000-0000-c000-000000000000") || guid.chars().all(|c| matches!(c, '0' | '-'))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(is_word_char(c) || c == '@')).map(|word| word.trim_matches('.')).filter(|w| !w.is_empty())
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

/// Replaces whole words, in any letter case; `who` is in lower case.
fn replace_word(text: &str, who: &str, role: &str) -> String {
    // Only ASCII letters change, so that positions stay the same.
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in lower.match_indices(who) {
        let (before, after) = (&text[..at], &text[at + who.len()..]);
        let goes_on = before.ends_with(is_word_inside) || after.starts_with(is_word_inside);
        if at < done || goes_on {
            continue;
        }
        out.push_str(&text[done..at]);
        out.push_str(role);
        done = at + who.len();
    }
    out.push_str(&text[done..]);
    out
}

fn is_word_inside(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_person_is_the_same_everywhere_and_nobody_is_left() {
        let info = URL_SAFE_NO_PAD.encode(r#"{"uid":"a0000000-0000-0000-0000-000000000001","utid":"t"}"#);
        let mut recording: Recording = serde_json::from_value(json!({ "exchanges": [{
            "request": { "endpoint": "token", "tenant": "contoso.example", "user": "Ada@contoso.example" },
            "response": {
                "status": 200,
                "json": { "client_info": info, "message": "Hello Ada Lovelace, adapter", "scope": "00000003-0000-0000-c000-000000000000/.default" },
                "tokens": { "id_token": { "header": {}, "claims": {
                    "name": "Ada Lovelace", "given_name": "Ada", "oid": "a0000000-0000-0000-0000-000000000001",
                    "preferred_username": "ada@contoso.example", "ipaddr": "10.1.2.3", "sub": "abc",
                    "wids": ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
                } } },
            },
        }] })).unwrap();
        anonymize(&mut recording);
        let exchange = &recording.exchanges[0];
        let claims = &exchange.response.tokens["id_token"].claims;
        assert_eq!(exchange.request.user.as_deref(), Some("user1@tenant1.example"));
        assert_eq!(exchange.request.tenant.as_deref(), Some("tenant1.example"));
        assert_eq!(claims["preferred_username"], "user1@tenant1.example");
        assert_eq!(claims["ipaddr"], "192.0.2.2");
        assert_eq!(claims["wids"][0], "b79fbf4d-3ef9-4689-8143-76b194e85509");
        let body = exchange.response.json.as_ref().unwrap();
        assert_eq!(body["message"], "Hello Name 1, adapter");
        assert_eq!(body["scope"], "00000003-0000-0000-c000-000000000000/.default");
        let info = client_info("client_info", body["client_info"].as_str().unwrap()).unwrap();
        assert_eq!(info["uid"], claims["oid"]);
        let text = serde_json::to_string(&recording).unwrap().to_lowercase();
        for gone in ["lovelace", "contoso", "a0000000", "10.1.2.3"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
    }
}
