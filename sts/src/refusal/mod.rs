//! What the platform says when it refuses: values from one sorted AADSTS table.
//!
//! A [`Refusal`] is the platform speaking to a client. A mistake of our own user (a wrong world file or flag)
//! is a different type and never reaches the wire.

mod entry;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

pub use entry::{Confidence, Entry, Surface};
pub use table::TABLE;

use crate::scope::Asked;

/// The catalogue row of an AADSTS code, looked up at compile time: an unknown code does not compile.
#[macro_export]
macro_rules! aadsts {
    ($code:literal) => {
        $crate::refusal::Refusal::new(const { $crate::refusal::entry($code) })
    };
}

/// The catalogue row of a code.
///
/// # Panics
/// When the table has no such row; meant for `const` use through [`aadsts!`], where that is a compile error.
#[must_use]
pub const fn entry(code: u32) -> &'static Entry {
    let mut i = 0;
    while i < TABLE.len() {
        if TABLE[i].code == code {
            return &TABLE[i];
        }
        i += 1;
    }
    panic!("no such AADSTS code in the table")
}

/// The catalogue row of a code, if there is one.
#[must_use]
pub fn find(code: u32) -> Option<&'static Entry> {
    TABLE.binary_search_by_key(&code, |e| e.code).ok().map(|i| &TABLE[i])
}

/// A refusal: a catalogue row, its arguments, and the diagnosis of this very request. Boxed, since it travels in
/// `Result`s that mostly hold something small.
#[derive(Debug, Clone)]
pub struct Refusal(Box<Parts>);

/// What a [`Refusal`] consists of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The catalogue row.
    pub entry: &'static Entry,
    /// Replaces the row's `error` for this condition.
    pub error: Option<Cow<'static, str>>,
    /// Replaces the row's `suberror` for this condition.
    pub suberror: Option<Cow<'static, str>>,
    /// `claims`: a JSON document that the client must send back.
    pub claims: Option<String>,
    /// Replaces the row's text, where one code has several.
    pub text: Option<Cow<'static, str>>,
    /// The HTTP method that would have been right, when the method was wrong.
    pub allowed: Option<&'static str>,
    /// Why, in terms of this request.
    pub diagnosis: Diagnosis,
    /// What was asked for, when scope or resource was refused: the doctor completes the diagnosis from it.
    pub asked: Option<Asked>,
    arguments: Vec<(&'static str, String)>,
}

impl Deref for Refusal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Refusal {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

/// Why an answer is what it is: the check that decided, what it expected, what came, and what to change.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Diagnosis {
    /// The check that decided, e.g. `client_auth.secret`.
    pub check: Cow<'static, str>,
    /// What the check expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What to change, one sentence.
    pub cure: Cow<'static, str>,
    /// What to send instead, exactly: `scope` parameters, each for a request of its own.
    #[serde(rename = "try", default, skip_serializing_if = "Vec::is_empty")]
    pub try_next: Vec<String>,
}

impl Refusal {
    /// A refusal with the row's own texts.
    #[must_use]
    pub fn new(entry: &'static Entry) -> Self {
        Self(Box::new(Parts {
            entry,
            error: None,
            suberror: None,
            claims: None,
            allowed: None,
            text: None,
            diagnosis: Diagnosis { cure: Cow::Borrowed(entry.cure), ..Diagnosis::default() },
            asked: None,
            arguments: Vec::new(),
        }))
    }

    /// An OAuth error that is in no catalogue: without a code, without a text.
    #[must_use]
    pub fn own(error: impl Into<Cow<'static, str>>) -> Self {
        Self::new(&entry::OWN).error(error).text("")
    }

    /// The AADSTS code; none for an error of a user's own.
    #[must_use]
    pub fn code(&self) -> Option<u32> {
        Some(self.entry.code).filter(|code| *code != entry::OWN.code)
    }

    /// Fills the placeholder `{name}` of the template.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// Takes along what was asked for.
    #[must_use]
    pub fn about(mut self, asked: Asked) -> Self {
        self.asked = Some(asked);
        self
    }

    /// Names the check that decided.
    #[must_use]
    pub fn check(mut self, check: &'static str) -> Self {
        self.diagnosis.check = Cow::Borrowed(check);
        self
    }

    /// Says what the check expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.diagnosis.expected = Some(expected.into());
        self
    }

    /// Says what came instead.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.diagnosis.found = Some(found.into());
        self
    }

    /// Replaces the row's cure by one that fits this request better.
    #[must_use]
    pub fn cure(mut self, cure: impl Into<Cow<'static, str>>) -> Self {
        self.diagnosis.cure = cure.into();
        self
    }

    /// Replaces the OAuth `error` for this condition.
    #[must_use]
    pub fn error(mut self, error: impl Into<Cow<'static, str>>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Replaces the row's text, where one code has several.
    #[must_use]
    pub fn text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Replaces the `suberror` for this condition.
    #[must_use]
    pub fn suberror(mut self, suberror: impl Into<Cow<'static, str>>) -> Self {
        self.suberror = Some(suberror.into());
        self
    }

    /// `AADSTSnnnn: …` with the placeholders filled in; without a code the text alone.
    #[must_use]
    pub fn message(&self) -> String {
        let mut text = self.text.as_deref().unwrap_or(self.entry.template).to_owned();
        for (name, value) in &self.arguments {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        match self.code() {
            Some(code) => format!("AADSTS{code}: {text}"),
            None => text,
        }
    }
}

/// Names for a diagnosis: the first dozen, and how many more there are.
pub fn names<T: AsRef<str>>(all: impl IntoIterator<Item = T>) -> String {
    const MOST: usize = 12;
    let mut all = all.into_iter();
    let mut text = all.by_ref().take(MOST).map(|n| n.as_ref().to_owned()).collect::<Vec<_>>().join(", ");
    let more = all.count();
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

impl Diagnosis {
    /// The diagnosis as one sentence: check, expectation, finding, cure.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut out = String::new();
        if !self.check.is_empty() {
            out.push_str(&self.check);
            out.push_str(": ");
        }
        if let Some(expected) = &self.expected {
            out.push_str("expected ");
            out.push_str(expected);
            out.push_str("; ");
        }
        if let Some(found) = &self.found {
            out.push_str("found ");
            out.push_str(found);
            out.push_str(". ");
        }
        out.push_str(&self.cure);
        out
    }
}
