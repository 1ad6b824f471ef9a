use std::fmt;

/// An OAuth refusal with what the identity platform adds to it (RFC 6749 §5.2; AADSTS).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuthError {
    /// `error`, such as `invalid_grant`.
    pub error: String,
    /// `suberror`, such as `consent_required`.
    pub suberror: Option<String>,
    /// `error_codes`: the AADSTS numbers.
    pub codes: Vec<u32>,
    /// `error_description`, word for word.
    pub description: String,
    /// `claims`: a challenge to send along with the next request, word for word.
    pub claims: Option<String>,
    /// `correlation_id`, or the client's own where the answer has none.
    pub correlation_id: Option<String>,
    /// `trace_id`.
    pub trace_id: Option<String>,
    /// `timestamp`.
    pub timestamp: Option<String>,
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error)?;
        if let Some(suberror) = &self.suberror {
            write!(f, " ({suberror})")?;
        }
        if !self.description.is_empty() {
            write!(f, ": {}", self.description)?;
        }
        Ok(())
    }
}
