//! A client with a clock of its own cannot be told that time has passed. Its cache can: everything in it becomes
//! older.

use serde_json::{Map, Value, json};

/// Members of cache entries that are times, in seconds since the epoch.
const TIMES: &[&str] =
    &["cached_at", "expires_on", "extended_expires_on", "refresh_on", "refresh_in", "last_modification_time"];

/// The cache as it would be so many seconds later. `None`: it is not of the unified schema.
pub fn by(cache: &str, seconds: i64) -> Option<String> {
    let mut sections: Map<String, Value> = serde_json::from_str(cache).ok()?;
    let entries = sections.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    for entry in entries.filter_map(Value::as_object_mut) {
        for (name, value) in entry.iter_mut() {
            if TIMES.contains(&name.as_str()) {
                older(value, seconds);
            }
        }
    }
    Some(Value::Object(sections).to_string())
}

/// Times are text in some libraries and numbers in others; what is no time of this age stays.
fn older(value: &mut Value, seconds: i64) {
    /// Smaller numbers are durations, or nothing.
    const EARLIEST: i64 = 1_000_000_000;
    match value {
        Value::String(text) => {
            if let Some(time) = text.parse::<i64>().ok().filter(|t| *t > EARLIEST) {
                *text = (time - seconds).to_string();
            }
        }
        Value::Number(number) => {
            if let Some(time) = number.as_i64().filter(|t| *t > EARLIEST) {
                *value = json!(time - seconds);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_move_and_everything_else_stays() {
        let cache = json!({
            "AccessToken": { "k": {
                "secret": "1795348800", "expires_on": "1795352400", "cached_at": 1_795_348_800, "refresh_on": "0",
            } },
            "Account": { "k": { "username": "ada" } },
        });
        let older: Value = serde_json::from_str(&by(&cache.to_string(), 3600).unwrap()).unwrap();
        let mut expected = cache;
        expected["AccessToken"]["k"]["expires_on"] = json!("1795348800");
        expected["AccessToken"]["k"]["cached_at"] = json!(1_795_345_200);
        assert_eq!(older, expected);
        assert_eq!(by("[]", 1), None);
    }
}
