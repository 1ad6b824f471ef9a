use uuid::Uuid;

use super::names::{self, Kind, Names};
use super::{ids, roles};
use crate::directory::file::merge::Placed;
use crate::directory::file::{GroupEntry, UserEntry, listed};
use crate::directory::{Tenant, User};
use crate::document::{Findings, Pointer, suggest};

pub(super) fn groups(entries: &[Placed<GroupEntry>], findings: &mut Findings) -> Names {
    ids::names(entries.iter().map(|e| (e.entry.name.as_str(), &e.at)), "group", findings);
    let id = |Placed { entry, at }: &Placed<GroupEntry>, findings: &mut Findings| {
        ids::given_or_derived(entry.id.as_deref(), "group", &entry.name, &at.key("id"), findings)
    };
    let groups: Vec<(String, Uuid)> = entries.iter().map(|e| (e.entry.name.clone(), id(e, findings))).collect();
    let placed = groups.iter().zip(entries).map(|((name, id), e)| (*id, name.as_str(), e.at.key("id")));
    ids::unique(placed, "the id", findings);
    names::plain(Kind::Group, groups.iter().map(|(name, id)| (name.as_str(), *id)))
}

pub(super) fn build(
    entries: &[Placed<UserEntry>],
    tenants: &[Tenant],
    tenant_names: &Names,
    groups: &Names,
    findings: &mut Findings,
) -> Vec<User> {
    ids::names(entries.iter().map(|e| (e.entry.name.as_str(), &e.at)), "user", findings);
    let users: Vec<User> = entries.iter().map(|placed| user(placed, tenants, tenant_names, groups, findings)).collect();
    let each = || users.iter().zip(entries);
    ids::unique(each().map(|(u, e)| (u.oid, u.name.as_str(), e.at.key("id"))), "the id", findings);
    let upns = each().map(|(u, e)| (u.upn.to_lowercase(), u.name.as_str(), e.at.key("upn")));
    ids::unique(upns, "the user principal name", findings);
    users
}

fn user(
    placed: &Placed<UserEntry>,
    tenants: &[Tenant],
    tenant_names: &Names,
    groups: &Names,
    findings: &mut Findings,
) -> User {
    let Placed { entry, at } = placed;
    let name = entry.name.as_str();
    let tenant = match &entry.tenant {
        Some(tenant) => tenant_names.find(tenant, &at.key("tenant"), findings).map(|i| &tenants[i]),
        None => tenants.first(),
    };
    let upn = match (&entry.upn, tenant) {
        (Some(upn), Some(tenant)) => {
            check_upn(upn, tenant, &at.key("upn"), findings);
            upn.clone()
        }
        (Some(upn), None) => upn.clone(),
        (None, Some(tenant)) => format!("{}@{}", default_local_part(name), tenant.default_domain()),
        (None, None) => name.to_owned(),
    };
    let member_of = listed(&entry.groups).iter().enumerate();
    let groups = member_of.filter_map(|(i, group)| groups.id(group, &at.key("groups").index(i), findings)).collect();
    let admin = entry.admin.unwrap_or(false);
    let directory_roles = match &entry.directory_roles {
        Some(roles) => roles
            .iter()
            .enumerate()
            .filter_map(|(i, role)| roles::template(role, &at.key("directory_roles").index(i), findings))
            .collect(),
        None if admin => vec![roles::GLOBAL_ADMINISTRATOR],
        None => Vec::new(),
    };
    User {
        name: name.to_owned(),
        oid: ids::given_or_derived(entry.id.as_deref(), "user", name, &at.key("id"), findings),
        tenant: tenant.map_or(Uuid::nil(), |tenant| tenant.id),
        upn,
        password: entry.password.clone().unwrap_or_else(|| format!("Pa55-{name}!")),
        display_name: entry.display_name.clone().unwrap_or_else(|| display_name(entry)),
        given_name: entry.given_name.clone(),
        family_name: entry.family_name.clone(),
        mail: entry.mail.clone(),
        enabled: entry.enabled.unwrap_or(true),
        password_expired: entry.password_expired.unwrap_or(false),
        admin,
        groups,
        directory_roles,
    }
}

fn display_name(entry: &UserEntry) -> String {
    match (&entry.given_name, &entry.family_name) {
        (Some(given), Some(family)) => format!("{given} {family}"),
        _ => entry.name.clone(),
    }
}

fn default_local_part(name: &str) -> String {
    name.replace(|c: char| c.is_whitespace() || c == '@', ".")
}

fn check_upn(upn: &str, tenant: &Tenant, at: &Pointer, findings: &mut Findings) {
    let Some((local, domain)) =
        upn.split_once('@').filter(|(local, domain)| !local.is_empty() && !domain.contains('@'))
    else {
        let help = format!("write `{upn}@{}`", tenant.default_domain());
        findings.add_with_help(at, format!("`{upn}` is not a user principal name"), Some(help));
        return;
    };
    if upn.contains(char::is_whitespace) {
        findings.add(at, format!("`{upn}` is not a user principal name: it contains blanks"));
    } else if !tenant.domains.iter().any(|own| own.eq_ignore_ascii_case(domain)) {
        let closest = suggest::closest(domain, tenant.domains.iter().map(String::as_str));
        let help = match closest {
            Some(closest) => format!("did you mean `{local}@{closest}`?"),
            None => format!("add the domain to the tenant's `domains`, or use `{local}@{}`", tenant.default_domain()),
        };
        findings.add_with_help(at, format!("`{domain}` is not a domain of the tenant `{}`", tenant.name), Some(help));
    }
}
