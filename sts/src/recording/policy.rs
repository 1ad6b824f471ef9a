//! What may be written into a recording, and what may not.

use uuid::Uuid;

/// Parameters and members whose values are credentials, whatever they look like. Names are compared without regard
/// to letter case, `_` and `-`.
const CREDENTIALS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "accountkey",
    "actortoken",
    "apikey",
    "assertion",
    "clientassertion",
    "clientsecret",
    "codeverifier",
    "confirmpassword",
    "connectionstring",
    "currentpassword",
    "devicecode",
    "idtoken",
    "idtokenhint",
    "logouttoken",
    "newpassword",
    "oldpassword",
    "otc",
    "passwd",
    "password",
    "primaryconnectionstring",
    "primarykey",
    "privatekey",
    "refreshtoken",
    "secondaryconnectionstring",
    "secondarykey",
    "secrettext",
    "sharedaccesskey",
    "spacode",
    "subjecttoken",
    "tempauth",
    "usercode",
    "xamzcredential",
    "xamzsecuritytoken",
    "xamzsignature",
    "xfunctionskey",
];

/// Names that are credentials only when their values look like it: APIs use them for other things, too.
const AMBIGUOUS: &[&str] = &["key", "key1", "key2", "secret", "sig", "signature", "token"];

/// Members of token answers and refusals that are no secret even where they look like one.
const PLAIN_MEMBERS: &[&str] = &[
    "claims",
    "client_info",
    "correlation_id",
    "error",
    "error_codes",
    "error_description",
    "error_uri",
    "foci",
    "message",
    "resource",
    "scope",
    "suberror",
    "timestamp",
    "token_type",
    "trace_id",
    "verification_uri",
    "verification_uri_complete",
    "verification_url",
];

/// Claims that clients and APIs compare with each other: they stay what they are.
const IDENTIFYING_CLAIMS: &[&str] = &[
    "acr",
    "acrs",
    "amr",
    "appid",
    "aud",
    "azp",
    "client_id",
    "client_info",
    "deviceid",
    "groups",
    "home_oid",
    "idp",
    "iss",
    "oid",
    "onprem_sid",
    "puid",
    "roles",
    "scp",
    "sid",
    "sub",
    "tid",
    "wids",
];

/// Claims that are new in every token.
const FRESH_CLAIMS: &[&str] = &["aio", "jti", "login_hint", "rh", "uti", "xms_ftd"];

/// Claims that count in seconds from the moment of the answer.
pub const TIMES: &[&str] = &["iat", "nbf", "exp", "auth_time"];

/// Members of an answer that are absolute times.
const ABSOLUTE: &[&str] = &["expires_on", "ext_expires_on", "not_before", "refresh_on"];

/// Parameters of requests that tell something and reveal nothing.
pub const TOLD: &[&str] = &[
    "response_mode",
    "domain_hint",
    "code_challenge_method",
    "claims",
    "client_info",
    "requested_token_use",
    "client_assertion_type",
    "max_age",
    "x-client-SKU",
    "x-client-Ver",
];

/// Response headers that matter to clients.
const HEADERS: &[&str] = &[
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "allow",
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "etag",
    "link",
    "location",
    "retry-after",
    "www-authenticate",
];

/// Request headers that carry credentials.
pub const SECRET_HEADERS: &[&str] = &[
    "api-key",
    "authorization",
    "ocp-apim-subscription-key",
    "proxy-authorization",
    "x-api-key",
    "x-functions-key",
    "x-ms-refreshtokencredential",
];

/// What an exchange is about: decides how far its answer is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Tokens, codes and what leads to them: only what is known stays.
    Credentials,
    /// Metadata: nothing in it is secret.
    Document,
    /// Data of an API: what has the name of a credential is replaced.
    Data,
}

/// Is the value of a parameter or member a credential?
#[must_use]
pub fn is_credential(name: &str, value: &str, class: Class) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_ascii_lowercase();
    match plain.as_str() {
        // APIs call the names of their errors so, and the platform their numbers.
        "code" => (class == Class::Credentials && !value.bytes().all(|b| b.is_ascii_digit())) || looks_opaque(value),
        name if CREDENTIALS.contains(&name) => true,
        name => AMBIGUOUS.contains(&name) && looks_opaque(value),
    }
}

/// Is a name that of a credential, whatever its value? Nobody may ask to keep it.
#[must_use]
pub fn is_never_kept(name: &str) -> bool {
    SECRET_HEADERS.iter().chain(&["code", "cookie", "set-cookie"]).any(|secret| secret.eq_ignore_ascii_case(name))
        || is_credential(name, "", Class::Data)
}

/// May a member of a token answer stay although it looks like a secret?
#[must_use]
pub fn is_plain_member(name: &str) -> bool {
    PLAIN_MEMBERS.contains(&name)
}

/// Is a claim made anew for every token?
#[must_use]
pub fn is_fresh_claim(name: &str, value: &str) -> bool {
    FRESH_CLAIMS.contains(&name) || (looks_opaque(value) && !IDENTIFYING_CLAIMS.contains(&name))
}

/// Is a member an absolute time?
#[must_use]
pub fn is_absolute_time(name: &str) -> bool {
    ABSOLUTE.contains(&name)
}

/// Does a response header matter?
#[must_use]
pub fn is_kept_header(name: &str) -> bool {
    HEADERS.contains(&name)
}

/// APIs that hand out secrets under names of no meaning, such as `listKeys` of Resource Manager and the secrets of
/// Key Vault.
#[must_use]
pub fn hands_out_secrets(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    path.starts_with("/secrets/")
        || last == "addpassword"
        || (last.starts_with("list")
            && ["keys", "secrets", "sas", "credentials", "strings"].iter().any(|w| last.ends_with(w)))
}

/// Does a text look like something that only its issuer understands: long, and letters mixed with digits?
#[must_use]
pub fn looks_opaque(text: &str) -> bool {
    const SHORTEST: usize = 24;
    const SHORTEST_HEX: usize = 32;
    if text.len() < SHORTEST || text.contains("://") || text.contains('@') {
        return false;
    }
    let text = without_guids(text);
    if text.len() < SHORTEST || !text.bytes().all(is_token_char) {
        return false;
    }
    let has = |test: fn(&u8) -> bool| text.as_bytes().iter().any(test);
    let digits = has(u8::is_ascii_digit);
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let hex = text.len() >= SHORTEST_HEX && text.bytes().all(|b| b.is_ascii_hexdigit());
    digits && (mixed || hex)
}

fn is_token_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'=' | b'%' | b'|' | b'*' | b'!')
}

/// What is left of a text when the GUIDs are taken out.
fn without_guids(text: &str) -> String {
    const LENGTH: usize = 36;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.get(..LENGTH).is_some_and(|candidate| Uuid::try_parse(candidate).is_ok()) {
            rest = rest.get(LENGTH..).unwrap_or_default();
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// Is a secret long and peculiar enough to be looked for outside the place where it is one? `password` as a password
/// would be found in every metadata document.
#[must_use]
pub fn is_searchable(secret: &str) -> bool {
    const SHORTEST: usize = 8;
    secret.chars().count() >= SHORTEST && !secret.chars().all(|c| c.is_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opaque_strings_are_told_from_names() {
        for opaque in [
            "AVQAq/8TAAAAabcDEF0123456789",
            "1.AXEAuLquuru7AM3BEd3dIiLu7g.AgABAwEAAAD",
            "d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab",
            "M.C507_BAY.-CsTA!abc0*def",
        ] {
            assert!(looks_opaque(opaque), "{opaque}");
        }
        for plain in [
            "User.Read.All",
            "00000003-0000-0000-c000-000000000000/.default",
            "c0000000-0000-0000-0000-000000000005/Api.ReadWrite",
            "https://graph.microsoft.com/User.Read.1234567890",
            "2026-05-05T07:58:49.1780000Z",
            "ada.lovelace.1815.long.name@contoso.example",
            "AADSTS70011: The provided value is not valid.",
        ] {
            assert!(!looks_opaque(plain), "{plain}");
        }
    }

    #[test]
    fn names_decide_in_any_spelling() {
        for name in ["client_secret", "clientSecret", "Refresh-Token", "password"] {
            assert!(is_credential(name, "x", Class::Data), "{name}");
        }
        assert!(is_credential("code", "x", Class::Credentials));
        assert!(!is_credential("code", "InvalidAuthenticationToken", Class::Data));
        assert!(!is_credential("key", "color", Class::Data));
    }

    #[test]
    fn apis_that_hand_out_secrets_are_known() {
        assert!(hands_out_secrets("/subscriptions/x/providers/y/storageAccounts/z/listKeys"));
        assert!(hands_out_secrets("/secrets/db-password/"));
        assert!(!hands_out_secrets("/v1.0/me/lists"));
    }

    #[test]
    fn ordinary_words_are_not_searched_for() {
        assert!(is_searchable("daemon-secret") && is_searchable("Pa55-ada!"));
        assert!(!is_searchable("password") && !is_searchable("short"));
    }
}
