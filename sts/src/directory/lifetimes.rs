/// How long things live, in seconds. `None` inherits: API, then app, then world, then the platform's default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lifetimes {
    /// Access tokens. Default: drawn between 3,600 and 5,400 per client and API, 3,600 for app-only tokens.
    pub access_token: Option<i64>,
    /// ID tokens. Default 3,600.
    pub id_token: Option<i64>,
    /// Refresh tokens: inactivity window. Default 90 days; 24 hours, fixed, for single-page apps.
    pub refresh_token: Option<i64>,
    /// Authorization codes. Default 600.
    pub authorization_code: Option<i64>,
    /// Device codes. Default 900.
    pub device_code: Option<i64>,
    /// Browser sessions: inactivity window. Default 24 hours.
    pub session: Option<i64>,
}

impl Lifetimes {
    /// This one's values, falling back to `outer` where it sets none.
    #[must_use]
    pub fn or(self, outer: Self) -> Self {
        Self {
            access_token: self.access_token.or(outer.access_token),
            id_token: self.id_token.or(outer.id_token),
            refresh_token: self.refresh_token.or(outer.refresh_token),
            authorization_code: self.authorization_code.or(outer.authorization_code),
            device_code: self.device_code.or(outer.device_code),
            session: self.session.or(outer.session),
        }
    }
}
