use super::{ids, values};
use crate::directory::Tenant;
use crate::directory::file::TenantEntry;
use crate::directory::file::merge::Placed;
use crate::document::Findings;

/// 2019-05-01: when tenants were created that say nothing else.
const CREATED: i64 = 1_556_668_800;

/// The path segments that never name one tenant.
const RESERVED: [&str; 3] = ["common", "organizations", "consumers"];

pub(super) fn build(entries: &[Placed<TenantEntry>], findings: &mut Findings) -> Vec<Tenant> {
    ids::names(entries.iter().map(|e| (e.entry.name.as_str(), &e.at)), "tenant", findings);
    let tenants: Vec<Tenant> = entries.iter().map(|placed| tenant(placed, findings)).collect();
    let each = || tenants.iter().zip(entries);
    ids::unique(each().map(|(t, e)| (t.id, t.name.as_str(), e.at.key("id"))), "the id", findings);
    let domains = each().flat_map(|(t, e)| {
        let at = e.at.key("domains");
        let placed = move |(i, domain): (usize, &String)| (domain.to_lowercase(), t.name.as_str(), at.index(i));
        t.domains.iter().enumerate().map(placed)
    });
    ids::unique(domains, "the domain", findings);
    tenants
}

fn tenant(placed: &Placed<TenantEntry>, findings: &mut Findings) -> Tenant {
    let Placed { entry, at } = placed;
    let domains = entry.domains.clone().unwrap_or_else(|| vec![default_domain(&entry.name)]);
    for (i, domain) in domains.iter().enumerate() {
        let at = at.key("domains").index(i);
        if RESERVED.contains(&domain.to_lowercase().as_str()) {
            findings.add(&at, format!("`{domain}` never names one tenant: it stands for several"));
        } else if !values::is_domain(domain) {
            findings.add(&at, format!("`{domain}` is not a domain name such as `contoso.example`"));
        }
    }
    let created = entry.created.as_deref();
    Tenant {
        name: entry.name.clone(),
        id: ids::given_or_derived(entry.id.as_deref(), "tenant", &entry.name, &at.key("id"), findings),
        domains,
        display_name: entry.display_name.clone().unwrap_or_else(|| entry.name.clone()),
        region_scope: entry.region.clone().unwrap_or_else(|| "EU".into()),
        created: created.and_then(|text| values::timestamp(text, &at.key("created"), findings)).unwrap_or(CREATED),
    }
}

fn default_domain(name: &str) -> String {
    match values::slug(name) {
        slug if slug.is_empty() => "tenant.example".into(),
        slug => format!("{slug}.example"),
    }
}
