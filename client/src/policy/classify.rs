use crate::{Classification, OAuthError};

/// Where a refusal came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Authorize,
    /// With a grant that stands for a user.
    UserToken,
    /// With the application's own.
    AppToken,
    DeviceCode,
}

/// What a refusal means to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The user can cure it.
    UiRequired(Classification),
    /// He can't.
    Service,
}

/// Errors that a sign-in cures.
const UI_ERRORS: [&str; 7] = [
    "invalid_grant",
    "interaction_required",
    "login_required",
    "consent_required",
    "bad_token",
    "ui_not_allowed",
    "interrupted_user",
];

/// Suberrors that no sign-in of this user at this client cures, whatever the error says.
const INCURABLE: [&str; 2] = ["client_mismatch", "protection_policy_required"];

/// Error and suberror decide; the description is for people.
pub(super) fn verdict(refusal: &OAuthError, endpoint: Endpoint) -> Verdict {
    let suberror = refusal.suberror.as_deref().unwrap_or_default();
    let is_user = matches!(endpoint, Endpoint::Authorize | Endpoint::UserToken);
    if !is_user || !UI_ERRORS.contains(&refusal.error.as_str()) || INCURABLE.contains(&suberror) {
        return Verdict::Service;
    }
    Verdict::UiRequired(match (suberror, refusal.error.as_str()) {
        ("basic_action", _) => Classification::BasicAction,
        ("additional_action", _) => Classification::AdditionalAction,
        ("message_only", _) => Classification::MessageOnly,
        ("user_password_expired", _) => Classification::UserPasswordExpired,
        ("consent_required", _) | ("", "consent_required") => Classification::ConsentRequired,
        ("", "login_required") if endpoint == Endpoint::Authorize => Classification::PromptNeverFailed,
        _ => Classification::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(endpoint: Endpoint, error: &str, suberror: &str, description: &str) -> Verdict {
        let refusal = OAuthError {
            error: error.to_owned(),
            suberror: (!suberror.is_empty()).then(|| suberror.to_owned()),
            description: description.to_owned(),
            ..OAuthError::default()
        };
        verdict(&refusal, endpoint)
    }

    #[test]
    fn error_words_that_mean_ui() {
        for error in ["invalid_grant", "interaction_required", "login_required", "consent_required"] {
            assert!(matches!(on(Endpoint::UserToken, error, "", ""), Verdict::UiRequired(_)), "{error}");
        }
    }

    #[test]
    fn incurable_errors_are_not_ui() {
        for error in ["invalid_client", "unauthorized_client", "invalid_scope", "temporarily_unavailable"] {
            assert_eq!(on(Endpoint::UserToken, error, "", ""), Verdict::Service, "{error}");
        }
        for suberror in ["client_mismatch", "protection_policy_required"] {
            assert_eq!(on(Endpoint::UserToken, "invalid_grant", suberror, ""), Verdict::Service, "{suberror}");
        }
        assert_eq!(on(Endpoint::AppToken, "invalid_grant", "", ""), Verdict::Service);
    }

    #[test]
    fn text_does_not_decide() {
        let text = "AADSTS700016: interaction_required was mentioned";
        assert_eq!(on(Endpoint::UserToken, "unauthorized_client", "", text), Verdict::Service);
    }

    #[test]
    fn suberrors_say_what_helps() {
        let class = |suberror| on(Endpoint::UserToken, "invalid_grant", suberror, "");
        assert_eq!(class("basic_action"), Verdict::UiRequired(Classification::BasicAction));
        assert_eq!(class("consent_required"), Verdict::UiRequired(Classification::ConsentRequired));
        assert_eq!(class("bad_token"), Verdict::UiRequired(Classification::None));
        assert_eq!(
            on(Endpoint::Authorize, "login_required", "", ""),
            Verdict::UiRequired(Classification::PromptNeverFailed)
        );
    }
}
