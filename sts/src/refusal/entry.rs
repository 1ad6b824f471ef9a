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
    /// OAuth `error` when sent to the redirect URI, where it differs. On a row that shows on a page, this is what a
    /// silent request (`prompt=none`) gets at its redirect URI.
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

/// What stands for a row where a user's rule refuses with an OAuth error of its own.
pub(super) const OWN: Entry = row(Confidence::Reconstructed, 0, "", "server_error", 400, "")
    .no_uri()
    .to_redirect()
    .cure("see the rule that says so");

/// A row whose text was captured from the real service.
pub(super) const fn captured(
    code: u32,
    name: &'static str,
    error: &'static str,
    status: u16,
    template: &'static str,
) -> Entry {
    row(Confidence::Captured, code, name, error, status, template)
}

/// A row whose text Microsoft's documentation words so.
pub(super) const fn documented(
    code: u32,
    name: &'static str,
    error: &'static str,
    status: u16,
    template: &'static str,
) -> Entry {
    row(Confidence::Documented, code, name, error, status, template)
}

/// A row whose code is real and whose words are ours.
pub(super) const fn reconstructed(
    code: u32,
    name: &'static str,
    error: &'static str,
    status: u16,
    template: &'static str,
) -> Entry {
    row(Confidence::Reconstructed, code, name, error, status, template)
}

const fn row(
    confidence: Confidence,
    code: u32,
    name: &'static str,
    error: &'static str,
    status: u16,
    template: &'static str,
) -> Entry {
    Entry {
        code,
        name,
        error,
        error_v1: None,
        error_redirect: None,
        suberror: None,
        status,
        surface: Surface::Page,
        template,
        error_uri: true,
        confidence,
        when: "",
        cure: "",
    }
}

/// The columns that most rows leave at their defaults, and the two sentences that none does.
impl Entry {
    /// Says when it happens.
    pub(super) const fn when(mut self, when: &'static str) -> Self {
        self.when = when;
        self
    }

    /// Says what the developer should change.
    pub(super) const fn cure(mut self, cure: &'static str) -> Self {
        self.cure = cure;
        self
    }

    /// Sends a `suberror`.
    pub(super) const fn sub(mut self, suberror: &'static str) -> Self {
        self.suberror = Some(suberror);
        self
    }

    /// Has its own `error` on the v1 token endpoint.
    pub(super) const fn v1(mut self, error: &'static str) -> Self {
        self.error_v1 = Some(error);
        self
    }

    /// Has its own `error` at the redirect URI.
    pub(super) const fn redirected_as(mut self, error: &'static str) -> Self {
        self.error_redirect = Some(error);
        self
    }

    /// Is `interaction_required` everywhere but on the v2 token endpoint.
    pub(super) const fn interactive(self) -> Self {
        self.v1("interaction_required").redirected_as("interaction_required")
    }

    /// Goes to the redirect URI.
    pub(super) const fn to_redirect(mut self) -> Self {
        self.surface = Surface::Redirect;
        self
    }

    /// Carries no `error_uri`.
    pub(super) const fn no_uri(mut self) -> Self {
        self.error_uri = false;
        self
    }
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
