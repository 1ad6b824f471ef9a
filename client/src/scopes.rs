use std::fmt;

/// The scopes that the client adds to every user flow; they are never part of a match.
pub(crate) const RESERVED: [&str; 3] = ["openid", "profile", "offline_access"];

/// A list of scopes, in the order given and spelled as given.
///
/// Case and spelling go to the wire untouched; repeated entries (ignoring case) are dropped.
///
/// ```
/// use pretenant_client::Scopes;
///
/// let scopes = Scopes::from(["User.Read", "https://management.core.windows.net//user_impersonation"]);
/// assert_eq!(scopes.to_string(), "User.Read https://management.core.windows.net//user_impersonation");
/// assert_eq!(Scopes::from("User.Read user.read"), Scopes::from("User.Read"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// The scopes one by one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there is no scope at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many scopes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a scope is listed, ignoring case.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(scope))
    }

    /// Without the scopes every user flow has (`openid`, `profile`, `offline_access`).
    pub(crate) fn without_reserved(&self) -> Self {
        self.iter().filter(|scope| !is_reserved(scope)).collect()
    }

    /// As a user flow sends them: the caller's first, then what of the reserved ones is missing.
    pub(crate) fn decorated(&self) -> Self {
        self.iter().chain(RESERVED).collect()
    }

    /// Sorted without regard to case: the form that cache entries and keys have.
    pub(crate) fn sorted(&self) -> Self {
        let mut list = self.0.clone();
        list.sort_by_key(|scope| scope.to_ascii_lowercase());
        Self(list)
    }

    pub(crate) fn and(&self, others: &Self) -> Self {
        self.iter().chain(others.iter()).collect()
    }
}

pub(crate) fn is_reserved(scope: &str) -> bool {
    RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(scope))
}

impl<S: Into<String>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        let mut list = Self::default();
        for scope in scopes.into_iter().map(Into::into) {
            if !scope.is_empty() && !list.contains(&scope) {
                list.0.push(scope);
            }
        }
        list
    }
}

impl From<&str> for Scopes {
    fn from(text: &str) -> Self {
        text.split_ascii_whitespace().collect()
    }
}

impl From<String> for Scopes {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Vec<String>> for Scopes {
    fn from(scopes: Vec<String>) -> Self {
        scopes.into_iter().collect()
    }
}

impl From<Vec<&str>> for Scopes {
    fn from(scopes: Vec<&str>) -> Self {
        scopes.into_iter().collect()
    }
}

impl From<&[String]> for Scopes {
    fn from(scopes: &[String]) -> Self {
        scopes.iter().map(String::as_str).collect()
    }
}

impl<const N: usize> From<[&str; N]> for Scopes {
    fn from(scopes: [&str; N]) -> Self {
        scopes.into_iter().collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}
