use crate::{Scopes, scopes::is_reserved};

/// For Graph, and for Graph alone, the short name of a permission means the same as the long one.
const GRAPH: &str = "https://graph.microsoft.com/";

/// Scopes are compared without case, in any order, and without the ones that every user flow adds. Where nothing else
/// was asked, those count.
pub(super) fn cover(target: &Scopes, requested: &Scopes) -> bool {
    let wanted = requested.without_reserved();
    if wanted.is_empty() {
        return requested.iter().filter(|scope| !scope.eq_ignore_ascii_case("offline_access")).all(|s| has(target, s));
    }
    wanted.iter().all(|scope| has(target, scope))
}

pub(super) fn overlap(new: &Scopes, old: &Scopes) -> bool {
    let (new, old) = (new.without_reserved(), old.without_reserved());
    (new.is_empty() && old.is_empty()) || new.iter().any(|scope| has(&old, scope))
}

/// The granted scopes; all that was asked where the answer names none (RFC 6749 §5.1). `.default` is granted by any
/// success, whatever the answer calls it, and must be found again under that name.
pub(super) fn target(requested: &Scopes, granted: Option<&Scopes>) -> Scopes {
    let target = match granted {
        None => requested.iter().filter(|scope| !scope.eq_ignore_ascii_case("offline_access")).collect(),
        Some(granted) => granted.and(&requested.iter().filter(|scope| is_default(scope)).collect()),
    };
    target.sorted()
}

pub(super) fn declined(requested: &Scopes, granted: Option<&Scopes>) -> Scopes {
    let Some(granted) = granted else { return Scopes::default() };
    requested.iter().filter(|scope| !is_reserved(scope) && !is_default(scope) && !has(granted, scope)).collect()
}

fn has(scopes: &Scopes, scope: &str) -> bool {
    let scope = canonical(scope);
    scopes.iter().any(|known| canonical(known).eq_ignore_ascii_case(scope))
}

fn canonical(scope: &str) -> &str {
    match scope.split_at_checked(GRAPH.len()) {
        Some((host, permission)) if host.eq_ignore_ascii_case(GRAPH) && !permission.contains('/') => permission,
        _ => scope,
    }
}

fn is_default(scope: &str) -> bool {
    scope.rsplit('/').next().is_some_and(|permission| permission.eq_ignore_ascii_case(".default"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scopes(text: &str) -> Scopes {
        Scopes::from(text)
    }

    #[test]
    fn a_wider_token_answers_a_narrower_request() {
        assert!(cover(&scopes("User.Read Mail.Read"), &scopes("mail.read")));
        assert!(!cover(&scopes("User.Read"), &scopes("User.Read Mail.Read")));
    }

    #[test]
    fn reserved_scopes_do_not_matter_beside_others() {
        assert!(cover(&scopes("User.Read"), &scopes("openid profile offline_access User.Read")));
    }

    #[test]
    fn a_request_for_reserved_scopes_alone_is_not_answered_by_any_token() {
        assert!(cover(&scopes("openid profile User.Read"), &scopes("openid profile offline_access")));
        assert!(!cover(&scopes("api://b/api.read"), &scopes("openid profile offline_access")));
    }

    #[test]
    fn other_forms_of_a_scope_are_other_scopes_except_for_graph() {
        assert!(!cover(&scopes("api://b/api.read"), &scopes("b/api.read")));
        assert!(!cover(&scopes("https://a/x"), &scopes("https://a//x")));
        assert!(cover(&scopes("User.Read"), &scopes("https://graph.microsoft.com/user.read")));
        assert!(cover(&scopes("https://graph.microsoft.com/User.Read"), &scopes("User.Read")));
        assert!(!cover(&scopes("b/User.Read"), &scopes("User.Read")));
    }

    #[test]
    fn a_token_is_filed_under_what_was_granted() {
        let asked = scopes("b a offline_access openid");
        assert_eq!(target(&asked, Some(&scopes("a"))).to_string(), "a");
        assert_eq!(target(&asked, None).to_string(), "a b openid");
        assert_eq!(declined(&asked, Some(&scopes("a"))).to_string(), "b");
        assert_eq!(declined(&asked, None).to_string(), "");
    }

    #[test]
    fn default_is_found_again_whatever_the_answer_calls_it() {
        let asked = scopes("https://x/.default");
        let granted = scopes("https://x/read https://x/write");
        assert!(cover(&target(&asked, Some(&granted)), &asked));
        assert!(declined(&asked, Some(&granted)).is_empty());
    }

    #[test]
    fn tokens_for_the_same_permission_replace_each_other() {
        assert!(overlap(&scopes("a b openid"), &scopes("B c")));
        assert!(!overlap(&scopes("a openid"), &scopes("b openid")));
        assert!(overlap(&scopes("openid"), &scopes("profile openid")));
    }

    fn any_scopes() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("(api://[a-c]/)?[a-dA-D]{1,2}", 1..6)
    }

    proptest! {
        #[test]
        fn a_token_answers_each_subset_of_its_scopes_in_any_case_and_order(
            list in any_scopes(), mask in any::<u8>(), upper in any::<bool>()
        ) {
            let subset: Vec<String> = list.iter().enumerate()
                .filter(|(i, _)| mask & (1 << i) != 0)
                .map(|(_, s)| if upper { s.to_uppercase() } else { s.to_lowercase() })
                .rev().collect();
            prop_assume!(!subset.is_empty());
            prop_assert!(cover(&list.into(), &subset.into()));
        }

        #[test]
        fn a_token_never_answers_a_scope_it_lacks(list in any_scopes(), extra in "[e-z]{1,4}\\.[a-z]{1,4}") {
            let requested = Scopes::from(list.clone()).and(&Scopes::from(extra.as_str()));
            prop_assert!(!cover(&list.into(), &requested));
        }

        #[test]
        fn overlap_is_symmetric(one in any_scopes(), other in any_scopes()) {
            let (one, other) = (Scopes::from(one), Scopes::from(other));
            prop_assert_eq!(overlap(&one, &other), overlap(&other, &one));
        }

        #[test]
        fn what_was_filed_as_asked_is_found_again(list in any_scopes()) {
            let asked = Scopes::from(list);
            prop_assert!(cover(&target(&asked.decorated(), None), &asked));
        }
    }
}
