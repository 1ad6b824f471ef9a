use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::{entity::Entity, record::Record};

/// One section of a cache: entries under their keys, found by partition.
///
/// Keys are names and no more: an entry that another library named differently is found all the same, and keeps its
/// name until it is replaced.
pub(crate) struct Table<E> {
    entries: BTreeMap<String, E>,
    index: HashMap<String, BTreeSet<String>>,
    /// What stands in the section and isn't an entry.
    strangers: Map<String, Value>,
}

impl<E> Default for Table<E> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), index: HashMap::new(), strangers: Map::new() }
    }
}

impl<E: Entity> Table<E> {
    pub fn from_json(section: Value) -> Result<Self, String> {
        let mut table = Self::default();
        let Value::Object(members) = section else {
            return Err(format!("its section {} is no object", E::SECTION));
        };
        for (key, value) in members {
            match value {
                Value::Object(_) => {
                    if let Some(record) = Record::from_json(value) {
                        table.insert_as(key, E::from(record));
                    }
                }
                other => {
                    table.strangers.insert(key, other);
                }
            }
        }
        Ok(table)
    }

    pub fn to_json(&self) -> Value {
        let entries = self.entries.iter().map(|(key, entry)| (key.clone(), entry.record().to_json()));
        Value::Object(entries.chain(self.strangers.clone()).collect())
    }

    /// The entries of a partition, ordered by key.
    pub fn partition<'a>(&'a self, partition: &str) -> impl Iterator<Item = (&'a str, &'a E)> + use<'a, E> {
        let keys = self.index.get(partition).into_iter().flatten();
        keys.filter_map(|key| self.entries.get(key).map(|entry| (key.as_str(), entry)))
    }

    /// All entries, ordered by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &E)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    pub fn insert(&mut self, entry: E) {
        self.insert_as(entry.key(), entry);
    }

    /// Under the name it had elsewhere.
    pub fn insert_as(&mut self, key: String, entry: E) {
        self.remove(&key);
        self.index.entry(entry.partition()).or_default().insert(key.clone());
        self.entries.insert(key, entry);
    }

    pub fn remove(&mut self, key: &str) -> Option<E> {
        let entry = self.entries.remove(key)?;
        let partition = entry.partition();
        if let Some(keys) = self.index.get_mut(&partition) {
            keys.remove(key);
            if keys.is_empty() {
                self.index.remove(&partition);
            }
        }
        Some(entry)
    }

    /// Removes the entries of a partition that fit; returns them, ordered by key.
    pub fn remove_where(&mut self, partition: &str, fits: impl Fn(&E) -> bool) -> Vec<E> {
        let keys: Vec<String> =
            self.partition(partition).filter(|(_, entry)| fits(entry)).map(|(key, _)| key.to_owned()).collect();
        keys.iter().filter_map(|key| self.remove(key)).collect()
    }

    /// Removes whatever fits, in any partition.
    pub fn remove_everywhere(&mut self, fits: impl Fn(&E) -> bool) {
        let keys: Vec<String> = self.iter().filter(|(_, entry)| fits(entry)).map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            self.remove(&key);
        }
    }
}
