use serde_json::{Map, Value};

use super::{
    entity::{AccessToken, AppMetadata, Entity, RefreshToken, StoredAccount, StoredIdToken},
    table::Table,
};

/// Everything one cache holds, with the sections we don't know.
#[derive(Default)]
pub(crate) struct CacheContents {
    pub access_tokens: Table<AccessToken>,
    pub refresh_tokens: Table<RefreshToken>,
    pub id_tokens: Table<StoredIdToken>,
    pub accounts: Table<StoredAccount>,
    pub app_metadata: Table<AppMetadata>,
    strangers: Map<String, Value>,
}

impl CacheContents {
    /// Reads the unified schema. An empty text is an empty cache.
    pub fn from_json(json: &str) -> Result<Self, String> {
        if json.trim().is_empty() {
            return Ok(Self::default());
        }
        let value: Value = serde_json::from_str(json).map_err(|error| format!("it is not JSON: {error}"))?;
        let Value::Object(mut sections) = value else {
            return Err("it is no JSON object with the sections AccessToken, RefreshToken, …".to_owned());
        };
        Ok(Self {
            access_tokens: take(&mut sections)?,
            refresh_tokens: take(&mut sections)?,
            id_tokens: take(&mut sections)?,
            accounts: take(&mut sections)?,
            app_metadata: take(&mut sections)?,
            strangers: sections,
        })
    }

    pub fn to_json(&self) -> String {
        Value::Object(self.sections()).to_string()
    }

    fn sections(&self) -> Map<String, Value> {
        let mut sections = Map::new();
        put(&mut sections, &self.access_tokens);
        put(&mut sections, &self.refresh_tokens);
        put(&mut sections, &self.id_tokens);
        put(&mut sections, &self.accounts);
        put(&mut sections, &self.app_metadata);
        sections.extend(self.strangers.clone());
        sections
    }

    /// Both caches of a confidential client as one.
    pub fn to_json_with(&self, app: &Self) -> String {
        let mut sections = self.sections();
        for (name, section) in app.sections() {
            match (sections.get_mut(&name), section) {
                (Some(Value::Object(mine)), Value::Object(theirs)) => mine.extend(theirs),
                (Some(_), _) => {}
                (None, section) => {
                    sections.insert(name, section);
                }
            }
        }
        Value::Object(sections).to_string()
    }

    /// Takes out what belongs to the application itself: access tokens without a user and without an assertion.
    pub fn split_off_app(&mut self) -> Self {
        let mut app = Self::default();
        let keys: Vec<String> = self.access_tokens.partition("").map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            if let Some(token) = self.access_tokens.remove(&key) {
                app.access_tokens.insert_as(key, token);
            }
        }
        app
    }
}

fn take<E: Entity>(sections: &mut Map<String, Value>) -> Result<Table<E>, String> {
    sections.shift_remove(E::SECTION).map_or_else(|| Ok(Table::default()), Table::from_json)
}

fn put<E: Entity>(sections: &mut Map<String, Value>, table: &Table<E>) {
    sections.insert(E::SECTION.to_owned(), table.to_json());
}
