//! The OpenAPI 3.1 document, made from the route table.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::routes::operations;
use super::site::PREFIX;

/// The document.
#[must_use]
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for operation in operations() {
        let mut described = json!({
            "summary": operation.summary,
            "responses": {
                "200": { "description": "Done" },
                "default": { "description": "Not done; nothing was changed", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Error" } } } },
            },
        });
        let mut parameters: Vec<Value> = operation
            .path
            .split('/')
            .filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        if let Some(query) = operation.query {
            let schema = query(&mut generator);
            parameters.extend(query_parameters(schema.as_value(), &generator));
        }
        if !parameters.is_empty() {
            described["parameters"] = json!(parameters);
        }
        if let Some(body) = operation.body {
            let schema = body(&mut generator);
            described["requestBody"] = json!({"content": {"application/json": {"schema": schema}}});
        }
        if let Some(answer) = operation.answer {
            let schema = answer(&mut generator);
            described["responses"]["200"]["content"] = json!({"application/json": {"schema": schema}});
        }
        let path = paths.entry(format!("{PREFIX}{}", operation.path)).or_insert_with(|| json!({}));
        path[operation.method] = described;
    }
    let mut schemas: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    schemas.insert("Error".into(), error_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Pretenant control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Changes a pretend tenant at run time and tells what happened on the wire.",
        },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn query_parameters(schema: &Value, generator: &schemars::SchemaGenerator) -> Vec<Value> {
    let name = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()).unwrap_or_default();
    let definition = generator.definitions().get(name).unwrap_or(schema);
    let properties = definition["properties"].as_object().cloned().unwrap_or_default();
    properties
        .into_iter()
        .map(|(name, schema)| json!({"name": name, "in": "query", "description": schema["description"], "schema": schema}))
        .collect()
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "properties": { "error": { "type": "object", "properties": {
            "code": { "type": "string" },
            "message": { "type": "string" },
            "cure": { "type": "string" },
            "mistakes": { "type": "array", "items": { "type": "object" } },
        } } },
    })
}
