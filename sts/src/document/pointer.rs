use std::fmt;

/// Where a value is written: a JSON pointer into the document, or into something bundled that it builds on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pointer {
    bundled: Option<&'static str>,
    path: String,
}

impl Pointer {
    /// The top of the user's document.
    #[must_use]
    pub const fn document() -> Self {
        Self { bundled: None, path: String::new() }
    }

    /// The top of something that we wrote and the document builds on.
    #[must_use]
    pub const fn bundled(name: &'static str) -> Self {
        Self { bundled: Some(name), path: String::new() }
    }

    /// The value under `key`.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        Self { bundled: self.bundled, path: format!("{}/{key}", self.path) }
    }

    /// The list item at `index`.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self { bundled: self.bundled, path: format!("{}/{index}", self.path) }
    }

    /// True when the user wrote it, rather than us.
    #[must_use]
    pub fn is_in_document(&self) -> bool {
        self.bundled.is_none()
    }

    /// The first key of the path.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        self.path.split('/').nth(1)
    }

    /// The keys and indexes that lead to the value, if it is in the document.
    pub(super) fn steps(&self) -> Option<impl Iterator<Item = String>> {
        let unescape = |step: &str| step.replace("~1", "/").replace("~0", "~");
        self.is_in_document().then(|| self.path.split('/').skip(1).map(unescape))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(bundled) = self.bundled {
            write!(f, "{bundled}:")?;
        }
        f.write_str(&self.path)
    }
}
