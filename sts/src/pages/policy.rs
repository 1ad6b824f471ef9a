//! What a browser may do on a page: the values of `Content-Security-Policy`.
//!
//! No policy has `form-action`: browsers apply it to redirects that follow a form's submission too, and those lead
//! to the redirect URIs of applications.

/// The one style sheet, inline on every page; the policies allow it by its hash.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// Submits the form of [`FormPostPage`](super::FormPostPage).
pub(super) const FORM_POST_SCRIPT: &str = "document.forms[0].submit();";

/// A macro because `concat!` takes no constants.
macro_rules! base_policy {
    () => {
        "default-src 'none'; style-src 'sha256-FxEE5ey8005dR4ihzRpcRWKIPyzzg64hlPSuPUOVs14='; img-src data:; \
         base-uri 'none'; frame-ancestors 'self'"
    };
}

/// The policy of every page except [`FormPostPage`](super::FormPostPage) and
/// [`SignedOutPage`](super::SignedOutPage).
pub const CONTENT_SECURITY_POLICY: &str = base_policy!();

/// The policy of [`SignedOutPage`](super::SignedOutPage), which frames the sign-out addresses of applications.
pub const SIGNED_OUT_CONTENT_SECURITY_POLICY: &str = concat!(base_policy!(), "; frame-src http: https:");

/// The policy of [`FormPostPage`](super::FormPostPage): its script may run, and any page may frame it, as clients
/// that renew silently do.
pub const FORM_POST_CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; script-src 'sha256-8lDeP0UDwCO6/RhblgeH/ctdBzjVpJxrXizsnIk3cEQ='; base-uri 'none'";

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    fn source(inline: &str) -> String {
        format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, inline.as_bytes())))
    }

    #[test]
    fn policies_allow_the_style_and_the_script_by_their_hashes() {
        let style = format!("style-src {};", source(STYLE));
        assert!(CONTENT_SECURITY_POLICY.contains(&style), "wants {style}");
        assert!(SIGNED_OUT_CONTENT_SECURITY_POLICY.contains(&style), "wants {style}");
        let script = format!("script-src {};", source(FORM_POST_SCRIPT));
        assert!(FORM_POST_CONTENT_SECURITY_POLICY.contains(&script), "wants {script}");
    }

    #[test]
    fn redirects_after_forms_are_left_alone() {
        for policy in [CONTENT_SECURITY_POLICY, SIGNED_OUT_CONTENT_SECURITY_POLICY, FORM_POST_CONTENT_SECURITY_POLICY] {
            assert!(!policy.contains("form-action"), "{policy}");
        }
    }
}
