use base64::{Engine, engine::general_purpose::GeneralPurpose};
use serde_json::{Map, Value};

/// With or without padding: libraries and mocks differ.
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// The claims of a JWT; none if it isn't one.
pub(crate) fn decode_id_token(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    object(payload)
}

/// The user's home: object id and tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientInfo {
    pub uid: String,
    pub utid: String,
}

impl ClientInfo {
    /// None if it isn't base64url of JSON with both members: then the ID token tells what it can.
    pub fn decode(text: &str) -> Option<Self> {
        let members = object(text)?;
        let member = |name: &str| members.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Self { uid: member("uid")?, utid: member("utid")? })
    }

    pub fn home_account_id(&self) -> String {
        format!("{}.{}", self.uid, self.utid)
    }
}

/// The claims of an ID token that say who the user is.
pub(crate) struct UserClaims<'a>(pub &'a Map<String, Value>);

impl UserClaims<'_> {
    pub fn tenant_id(&self) -> Option<&str> {
        self.text(&["tid"])
    }

    pub fn unique_id(&self) -> Option<&str> {
        self.text(&["oid", "sub"])
    }

    pub fn subject(&self) -> Option<&str> {
        self.text(&["sub"])
    }

    pub fn username(&self) -> Option<&str> {
        self.text(&["preferred_username", "upn", "email"])
    }

    pub fn name(&self) -> Option<&str> {
        self.text(&["name"])
    }

    fn text(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)?.as_str().filter(|text| !text.is_empty()))
    }
}

fn object(base64url: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&BASE64_URL.decode(base64url).ok()?).ok()? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn client_info_is_read_with_and_without_padding() {
        let json = br#"{"uid":"u1","utid":"t1"}?"#;
        let json = &json[..json.len() - 1];
        for text in [BASE64_URL_SAFE.encode(json), BASE64_URL_SAFE_NO_PAD.encode(json)] {
            assert_eq!(ClientInfo::decode(&text).unwrap().home_account_id(), "u1.t1");
        }
        for garbage in ["", "e30", "%%%", "bnVsbA"] {
            assert_eq!(ClientInfo::decode(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn what_is_no_jwt_has_no_claims() {
        assert!(decode_id_token("e30.e30.sig").is_some());
        for garbage in ["", "a.b", "a.b.c", "e30", "e30.W10.x"] {
            assert!(decode_id_token(garbage).is_none(), "{garbage}");
        }
    }
}
