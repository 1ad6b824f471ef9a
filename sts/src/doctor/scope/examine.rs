//! What is wrong with a scope, or with several together, given what the platform or the API answers.

use super::problem::ProblemKind;
use super::treat::{Cure, Finding};
use super::trial::{Bench, Issued, Trial, resource_of};
use super::{permission, resource, surface};
use crate::directory::RoleMember;
use crate::doctor::audience::{Difference, usable_names};
use crate::resource::Fault;
use crate::route::Dialect;

/// True for scopes of OpenID Connect, which belong to no API.
pub(super) fn is_openid(word: &str) -> bool {
    let reserved = ["openid", "profile", "email", "offline_access", "address", "phone"];
    reserved.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// What stands before and behind the last slash; a bare scope has nothing before it.
pub(super) fn halves(word: &str) -> (Option<&str>, &str) {
    word.rsplit_once('/').map_or((None, word), |(resource, permission)| (Some(resource), permission))
}

/// Looks at one scope that ends in `trial`, which is no success.
pub(super) fn word(bench: &Bench<'_>, word: &str, trial: &Trial) -> Finding {
    if let Some(finding) = surface::examine(word) {
        return finding;
    }
    match trial {
        Trial::Issued(issued) => rejected(bench, word, issued),
        Trial::Refused(refusal) => match refusal.entry.code {
            650_053 => permission::unknown(bench, word),
            650_057 => permission::not_an_api(bench, word),
            1_002_012 => not_default(bench, word),
            90_009 => itself(bench, word),
            // 70011 and 500011: nothing was found under this name.
            _ => resource::unknown(bench, word),
        },
    }
}

/// Looks at scopes that work one by one, but not together.
pub(super) fn request(bench: &Bench<'_>, words: &str, trial: &Trial) -> Finding {
    let all: Vec<&str> = words.split(' ').filter(|w| !w.is_empty()).collect();
    let (openid, asked): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|w| is_openid(w));
    if asked.is_empty() {
        return no_api(bench, words, trial);
    }
    let (defaults, named): (Vec<&str>, Vec<&str>) =
        asked.iter().partition(|w| halves(w).1.eq_ignore_ascii_case(".default"));
    let with_openid = |words: &[&str]| openid.iter().chain(words).copied().collect::<Vec<_>>().join(" ");
    if !defaults.is_empty() && !named.is_empty() && !bench.application {
        return Finding::new(ProblemKind::DefaultMixed, ".default is combined with single permissions")
            .expected("either <resource>/.default alone or single permissions")
            .cure_if(with_openid(&defaults), "everything that the client's registration lists")
            .cure_if(with_openid(&named), "these permissions alone");
    }
    let mut groups: Vec<(uuid::Uuid, Vec<&str>)> = Vec::new();
    for word in &asked {
        let id = target(bench, word).map_or_else(uuid::Uuid::nil, |app| app.client_id);
        match groups.iter_mut().find(|(known, _)| *known == id) {
            Some((_, words)) => words.push(word),
            None => groups.push((id, vec![word])),
        }
    }
    let names: Vec<String> = asked_apis(bench, &asked);
    let mut says = format!("an access token is for one API, and this asks for {} at once", names.join(" and "));
    if !bench.application {
        says.push_str("; only an authorization request for a code may, to have the user consent to all of them");
    }
    let cures = groups
        .iter()
        .map(|(_, words)| Cure { each: true, ..Cure::of(with_openid(words)).noted("in a request of its own") });
    Finding::new(ProblemKind::MixedResources, says).expected("scopes of one API per token request").cures(cures)
}

fn asked_apis(bench: &Bench<'_>, words: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for app in words.iter().filter_map(|word| target(bench, word)) {
        let name = format!("'{}'", app.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The API that a scope belongs to.
pub(super) fn target(bench: &Bench<'_>, word: &str) -> Option<std::sync::Arc<crate::directory::App>> {
    match halves(word).0 {
        Some(name) => bench.named(name),
        None => bench.directory.graph().cloned(),
    }
}

/// Nothing but OpenID Connect, where that is not enough.
fn no_api(bench: &Bench<'_>, words: &str, trial: &Trial) -> Finding {
    let apis: Vec<_> = bench.apis().take(3).cloned().collect();
    let apis = resource::for_each(bench, &apis, ".default");
    if bench.application {
        let says = "it names no API, and an application has no user to sign in";
        return Finding::new(ProblemKind::NotDefault, says).expected("<resource>/.default").cures(apis);
    }
    let openid = if words.is_empty() { String::new() } else { format!("{words} ") };
    let cures = apis.into_iter().map(|cure| Cure { words: format!("{openid}{}", cure.words), ..cure });
    match trial.code() {
        Some(500_011) => {
            let says = "it names no API, and this world has no Microsoft Graph that would be meant";
            Finding::new(ProblemKind::UnknownResource, says).expected(bench.known_apis()).cures(cures)
        }
        _ => Finding::new(ProblemKind::MissingScope, "nothing is asked for")
            .expected("the parameter 'scope'")
            .cures(cures),
    }
}

/// A token is issued that the API refuses.
fn rejected(bench: &Bench<'_>, word: &str, issued: &Issued) -> Finding {
    let app = &issued.app;
    match &issued.fault {
        Some(Fault::Audience { found, accepted, .. }) => audience(bench, word, issued, found, accepted),
        _ => {
            let open = app.api.iter().flat_map(|api| &api.roles).any(|r| r.members.contains(&RoleMember::Application));
            let says = match &bench.client {
                Some(client) if open => format!(
                    "'{}' has none of the app roles of '{}' that are needed: have an administrator assign one",
                    client.name, app.name
                ),
                _ => format!("'{}' has no app roles for applications, so the token carries no roles", app.name),
            };
            Finding::new(ProblemKind::NoAppRole, says).expected(format!("an app role of '{}'", app.name))
        }
    }
}

fn audience(bench: &Bench<'_>, word: &str, issued: &Issued, found: &str, accepted: &[String]) -> Finding {
    let app = &issued.app;
    let (_, asked) = halves(word);
    let usable = usable_names(bench.directory, app);
    let expected = format!("aud {}", accepted.join(" or "));
    let typed = match bench.dialect {
        Dialect::V1 => resource_of(word),
        Dialect::V2 => halves(word).0.unwrap_or("https://graph.microsoft.com"),
    };
    if usable.is_empty() {
        let says = format!(
            "the token's aud is {found}, and no name of '{}' leads to one that it accepts: change its App ID URI, its \
             token version or the audiences that it accepts",
            app.name
        );
        return Finding::new(ProblemKind::UnreachableAudience, says).expected(expected);
    }
    let (id, says) = match Difference::between(found, accepted, true) {
        Difference::MissingSlash => (
            ProblemKind::SingleSlash,
            match bench.dialect {
                Dialect::V1 => format!("aud comes out as typed, {found}; the API compares exactly and expects a slash"),
                Dialect::V2 => format!(
                    "the last slash only divides API and permission, so aud comes out as {found}; the API compares \
                     exactly and expects a slash at the end: write it twice"
                ),
            },
        ),
        Difference::ExtraSlash => (
            ProblemKind::DoubleSlash,
            format!("aud comes out as {found}, with a slash at the end; the API compares exactly and expects none"),
        ),
        Difference::LetterCase => (
            ProblemKind::LetterCase,
            format!("aud keeps the letter case that was typed, {found}; the API compares exactly"),
        ),
        Difference::UriForGuid => (
            ProblemKind::GuidOnly,
            format!("'{}' accepts its client id alone as aud: name it without scheme and host", app.name),
        ),
        Difference::GuidForUri => (
            ProblemKind::UriOnly,
            format!("'{}' accepts its App ID URI as aud, not its client id: name it by the URI", app.name),
        ),
        Difference::Other => {
            (ProblemKind::WrongAudience, format!("aud comes out as {found}, which '{}' does not accept", app.name))
        }
    };
    Finding::new(id, says).expected(expected).cure(format!("{}/{asked}", bench.best_name(app, typed)))
}

/// Client credentials take nothing but `.default`.
fn not_default(bench: &Bench<'_>, word: &str) -> Finding {
    let (name, asked) = halves(word);
    let says = "an application asks for <resource>/.default and gets all app roles that are assigned to it; it never \
                names single permissions";
    let finding = Finding::new(ProblemKind::NotDefault, says).expected("<resource>/.default");
    if let Some(name) = name {
        return finding.cure(format!("{name}/.default"));
    }
    let graph = bench.directory.graph();
    let holders = bench.holders(asked, "");
    let graphs_own = graph.is_some_and(|g| holders.is_empty() || holders.iter().any(|h| h.client_id == g.client_id));
    if graphs_own {
        return finding.cure("https://graph.microsoft.com/.default");
    }
    finding.cures(resource::for_each(bench, &holders, ".default"))
}

fn itself(bench: &Bench<'_>, word: &str) -> Finding {
    let (_, asked) = halves(word);
    let id = bench.client.as_ref().map(|c| c.client_id).unwrap_or_default();
    Finding::new(ProblemKind::SelfByUri, "the client asks for itself, which it may do by its client id only")
        .expected(format!("{id}/.default"))
        .cure(format!("{id}/{asked}"))
}
