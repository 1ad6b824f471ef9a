/// One row of the AADSTS catalogue: a refusal the platform knows.
///
/// The text is `AADSTS{code}: {template}` with `{name}` placeholders filled in. Facts: entra-server §9.3.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The number after `AADSTS`.
    pub code: u32,
    /// A short CamelCase or descriptive name of the condition, e.g. `InvalidClientSecret`.
    pub name: &'static str,
    /// OAuth `error` on the v2 token endpoint (and everywhere else, unless overridden below).
    pub error: &'static str,
    /// OAuth `error` on the v1 token endpoint, where it differs.
    pub error_v1: Option<&'static str>,
    /// OAuth `error` when sent to the redirect URI, where it differs.
    pub error_redirect: Option<&'static str>,
    /// `suberror`, where the platform sends one.
    pub suberror: Option<&'static str>,
    /// HTTP status of the JSON answer.
    pub status: u16,
    /// Where the authorize endpoint shows it: on its own page or at the redirect URI.
    pub surface: Surface,
    /// The text after `AADSTSnnnn: `, with `{placeholders}`.
    pub template: &'static str,
    /// Whether JSON bodies carry `error_uri`.
    pub error_uri: bool,
    /// How sure we are of the text.
    pub confidence: Confidence,
    /// When it happens, in one sentence.
    pub when: &'static str,
    /// What the developer should change, in one sentence.
    pub cure: &'static str,
}

/// Where the authorize endpoint shows a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// An HTML error page; the browser is never sent back to the app.
    Page,
    /// The redirect URI, in the response mode of the request.
    Redirect,
}

/// How sure we are of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Captured from the real service.
    Captured,
    /// Microsoft's documentation words it so.
    Documented,
    /// Reconstructed: the code is real, the words are ours.
    Reconstructed,
}
