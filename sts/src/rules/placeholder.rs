//! The texts of the catalogue have placeholders, which a check fills with what it found. A rule found nothing: they
//! are filled with what the exchange is about.

use super::facts::Facts;
use crate::refusal::Refusal;

/// Every placeholder of the catalogue.
const NAMES: &[&str] = &[
    "audience",
    "expected",
    "from",
    "grant",
    "id",
    "idp",
    "issued",
    "issuer",
    "lifetime",
    "method",
    "mode",
    "name",
    "now",
    "org",
    "origin",
    "param",
    "realm",
    "reason",
    "redirect_uri",
    "resource",
    "resource_id",
    "resource_name",
    "response_type",
    "scope",
    "subject",
    "tenant",
    "thumbprint",
    "to",
    "user",
    "valid_from",
    "valid_resources",
];

/// Fills what is open in a refusal's text.
pub fn fill(mut refusal: Refusal, facts: &Facts) -> Refusal {
    let template = refusal.entry.template;
    for name in NAMES.iter().copied().filter(|name| template.contains(&format!("{{{name}}}"))) {
        refusal = refusal.with(name, value(name, facts));
    }
    refusal
}

fn value(name: &str, facts: &Facts) -> String {
    let parameter = |name: &str| facts.parameters.first(name).unwrap_or_default().to_owned();
    let client = facts.client.as_ref();
    let resource = facts.resources.first();
    let tenant = facts.tenant.as_ref();
    match name {
        "id" => client.map_or_else(|| parameter("client_id"), |c| c.client_id.to_string()),
        "name" => client.map_or_else(|| parameter("client_id"), |c| c.display_name.clone()),
        "resource" | "resource_id" => resource.map_or_else(|| parameter("resource"), |r| r.client_id.to_string()),
        "resource_name" => resource.map_or_else(|| parameter("resource"), |r| r.display_name.clone()),
        "scope" => facts.scopes.iter().map(|(typed, _)| typed.as_str()).collect::<Vec<_>>().join(" "),
        "tenant" => tenant.map_or_else(|| facts.segment.clone().unwrap_or_default(), |tenant| tenant.id.to_string()),
        "org" => tenant.map_or_else(String::new, |tenant| tenant.display_name.clone()),
        "user" => facts.user.as_ref().map_or_else(|| parameter("username"), |user| user.upn.clone()),
        "grant" => parameter("grant_type"),
        "mode" => parameter("response_mode"),
        "response_type" | "redirect_uri" => parameter(name),
        "method" => facts.method.clone(),
        "origin" => facts.headers.get("origin").and_then(|o| o.to_str().ok()).unwrap_or_default().to_owned(),
        "issued" | "valid_from" | "now" | "from" | "to" => facts.now.ticks(),
        "lifetime" => "90.00:00:00".to_owned(),
        "param" => "scope".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::TABLE;

    #[test]
    fn every_text_of_the_catalogue_is_filled() {
        for entry in TABLE {
            let message = fill(Refusal::new(entry), &Facts::default()).message();
            assert!(!message.contains(['{', '}']), "{message}");
        }
    }
}
