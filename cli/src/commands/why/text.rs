//! Exchanges of a journal for people.

use pretenant_sts::doctor::text::{Mark, Page};
use serde_json::Value;

/// Renders exchanges, oldest first; `styled`: with colours, as ANSI escape codes.
pub fn exchanges(all: &[Value], styled: bool) -> String {
    let mut page = Page::new(styled);
    for exchange in all {
        one(&mut page, exchange);
    }
    page.finish()
}

fn one(page: &mut Page, exchange: &Value) {
    let text = |name: &str| exchange[name].as_str().unwrap_or_default();
    let mark = match text("decision") {
        "refused" => Mark::Bad,
        "page" => Mark::Note,
        _ => Mark::Good,
    };
    let number = exchange["id"].as_u64().unwrap_or_default();
    let status = exchange["status"].as_u64().unwrap_or_default();
    page.heading(mark, &format!("{number}  {} {}  {status}", text("method"), text("path")));
    row(page, "time", text("time"));
    row(page, "endpoint", &joined(&[text("endpoint"), text("version"), text("grant")]));
    let client = &exchange["client"];
    row(
        page,
        "client",
        &joined(&[client["name"].as_str().unwrap_or_default(), client["id"].as_str().unwrap_or_default()]),
    );
    row(page, "user", text("user"));
    row(page, "api", text("api"));
    for name in ["scope", "resource"] {
        row(page, name, exchange["parameters"][name].as_str().unwrap_or_default());
    }
    row(page, "granted", text("granted"));
    let rules = exchange["rules"].as_array().into_iter().flatten().filter_map(Value::as_str);
    row(page, "rules", &rules.collect::<Vec<_>>().join(", "));
    refusal(page, exchange);
}

fn refusal(page: &mut Page, exchange: &Value) {
    let text = |name: &str| exchange[name].as_str().unwrap_or_default();
    row(page, "error", text("error"));
    row(page, "message", text("message"));
    let diagnosis = &exchange["diagnosis"];
    for name in ["check", "expected", "found", "cure"] {
        row(page, name, diagnosis[name].as_str().unwrap_or_default());
    }
    for scope in diagnosis["try"].as_array().into_iter().flatten() {
        page.value_row("try", scope.as_str().unwrap_or_default(), None);
    }
}

fn row(page: &mut Page, label: &str, text: &str) {
    if !text.is_empty() {
        page.row(label, text);
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_is_shown_with_its_diagnosis_and_the_scope_to_copy() {
        let refused = json!({
            "id": 3, "time": "2026-11-22T12:00:00Z", "method": "POST", "path": "/contoso.example/oauth2/v2.0/token",
            "endpoint": "token", "version": "v2", "grant": "password", "status": 400, "decision": "refused",
            "client": {"id": "c0000000-0000-0000-0000-000000000001", "name": "desktop"},
            "rules": ["the second refresh is refused"], "parameters": {"scope": "api.read", "password": "[redacted 9 characters]"},
            "error": "invalid_grant", "code": 650053, "message": "AADSTS650053: \u{1b}[31m",
            "diagnosis": {"check": "scope.permission", "found": "api.read", "cure": "ask", "try": ["api://orders/api.read"]},
        });
        let text = exchanges(&[refused, json!({"id": 4, "decision": "allowed", "status": 200})], false);
        assert!(text.starts_with("\u{2717} 3  POST /contoso.example/oauth2/v2.0/token  400\n"), "{text}");
        assert!(text.contains("  endpoint    token, v2, password\n"), "{text}");
        assert!(text.contains("  rules       the second refresh is refused\n"), "{text}");
        assert!(text.contains("  try         api://orders/api.read\n"), "{text}");
        assert!(text.contains("\u{2713} 4"), "{text}");
        assert!(!text.contains(['\u{1b}']) && !text.contains("redacted"), "{text}");
    }
}
