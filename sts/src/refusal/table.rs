use super::{Confidence::Captured, Entry, Surface::Page};

/// The AADSTS catalogue, sorted by code.
pub const TABLE: &[Entry] = &[Entry {
    code: 7_000_215,
    name: "InvalidClientSecretProvided",
    error: "invalid_client",
    error_v1: None,
    error_redirect: None,
    suberror: None,
    status: 401,
    surface: Page,
    template: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{id}'.",
    error_uri: true,
    confidence: Captured,
    when: "the client secret in the request is none of the app registration's secrets",
    cure: "send the value of one of the app's client secrets (not its id), form-urlencoded",
}];
