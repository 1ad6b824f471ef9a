use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// The JSON Schema (2020-12) of a document format.
#[must_use]
pub fn schema<T: JsonSchema>() -> Value {
    let schema = SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>().to_value();
    let Value::Object(mut members) = schema else { return schema };
    // What it is comes first, for those who open the file.
    let mut ordered: Map<String, Value> =
        ["$schema", "title", "description"].into_iter().filter_map(|key| members.remove_entry(key)).collect();
    ordered.extend(members);
    Value::Object(ordered)
}
