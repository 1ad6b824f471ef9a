//! The world's registrations: dump, patch, and one by one.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Control, ControlError};
use crate::directory::file::WorldFile;
use crate::directory::{ConsentGrant, Directory};
use crate::document;
use crate::refusal::names;

/// What can be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Tenants.
    Tenants,
    /// Users.
    Users,
    /// Client applications.
    Apps,
    /// Protected APIs.
    Apis,
}

impl Kind {
    /// The key in the world file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Tenants => "tenants",
            Self::Users => "users",
            Self::Apps => "apps",
            Self::Apis => "apis",
        }
    }

    fn singular(self) -> &'static str {
        match self {
            Self::Tenants => "tenant",
            Self::Users => "user",
            Self::Apps => "app",
            Self::Apis => "API",
        }
    }
}

impl Control {
    /// The world file as it stands, bundled world written out.
    #[must_use]
    pub fn dump(&self) -> WorldFile {
        self.file().clone()
    }

    /// Replaces the whole world file. What has happened stays: sessions, tokens, consent.
    ///
    /// # Errors
    /// [`ControlError::Invalid`] with everything that is wrong.
    pub fn replace(&self, file: &Value) -> Result<WorldFile, ControlError> {
        self.change(|document| {
            *document = file.clone();
            Ok(())
        })
    }

    /// Applies a JSON merge patch (RFC 7396) to the world file.
    ///
    /// # Errors
    /// [`ControlError::Invalid`] with everything that would be wrong; then nothing is applied.
    pub fn patch(&self, patch: &Value) -> Result<WorldFile, ControlError> {
        self.change(|document| {
            merge(document, patch);
            Ok(())
        })
    }

    /// Lays another world file over this one, as `use` does: entries override those of the same name, value by value,
    /// and others are added.
    ///
    /// # Errors
    /// [`ControlError::Invalid`] with everything that would be wrong; then nothing is applied.
    pub fn lay_over(&self, patch: WorldFile) -> Result<WorldFile, ControlError> {
        self.change(|document| {
            let mut file: WorldFile = read(document)?;
            file.lay_over(WorldFile { use_world: None, ..patch });
            *document = to_json(&file);
            Ok(())
        })
    }

    /// The entries of a kind, as the world file has them.
    #[must_use]
    pub fn list(&self, kind: Kind) -> Vec<Value> {
        entries(&to_json(&self.dump()), kind)
    }

    /// One entry, by name, id, user principal name or domain.
    ///
    /// # Errors
    /// [`ControlError::NotFound`].
    pub fn get(&self, kind: Kind, name: &str) -> Result<Value, ControlError> {
        let all = self.list(kind);
        let index = self.find(kind, name, &all)?;
        Ok(all[index].clone())
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`ControlError::Exists`], [`ControlError::Invalid`].
    pub fn create(&self, kind: Kind, entry: &Value) -> Result<Value, ControlError> {
        let name = entry["name"].as_str().unwrap_or_default().to_owned();
        self.change(|document| {
            let all = entries(document, kind);
            if all.iter().any(|e| e["name"] == entry["name"]) {
                return Err(ControlError::Exists { what: kind.singular(), name: name.clone() });
            }
            document[kind.key()] = json!([all, vec![entry.clone()]].concat());
            Ok(())
        })?;
        self.get(kind, &name)
    }

    /// Applies a JSON merge patch to an entry. A user's new password, and disabling an account, void what the user
    /// has: refresh tokens, codes and sessions.
    ///
    /// # Errors
    /// [`ControlError::NotFound`], [`ControlError::Invalid`].
    pub fn update(&self, kind: Kind, name: &str, patch: &Value) -> Result<Value, ControlError> {
        let index = self.find(kind, name, &self.list(kind))?;
        self.change(|document| {
            merge(&mut document[kind.key()][index], patch);
            Ok(())
        })?;
        Ok(self.list(kind)[index].clone())
    }

    /// Removes an entry.
    ///
    /// # Errors
    /// [`ControlError::NotFound`]; [`ControlError::Invalid`] when something else refers to it.
    pub fn delete(&self, kind: Kind, name: &str) -> Result<(), ControlError> {
        let index = self.find(kind, name, &self.list(kind))?;
        self.change(|document| {
            if let Some(all) = document[kind.key()].as_array_mut() {
                all.remove(index);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn find(&self, kind: Kind, wanted: &str, all: &[Value]) -> Result<usize, ControlError> {
        let name = self.name_of(kind, wanted).unwrap_or_else(|| wanted.to_owned());
        all.iter().position(|e| e["name"].as_str().is_some_and(|n| n.eq_ignore_ascii_case(&name))).ok_or_else(|| {
            ControlError::NotFound {
                what: kind.singular(),
                name: wanted.to_owned(),
                known: names(all.iter().filter_map(|e| e["name"].as_str())),
            }
        })
    }

    /// The name behind an id, user principal name or domain.
    fn name_of(&self, kind: Kind, wanted: &str) -> Option<String> {
        let directory = self.world().directory();
        let id = uuid::Uuid::try_parse(wanted).ok();
        match kind {
            Kind::Tenants => directory.tenant_segment(wanted)?.tenant().map(|t| t.name.clone()),
            Kind::Users => {
                let user = id.and_then(|id| directory.user(id)).or_else(|| directory.user_by_upn(wanted))?;
                Some(user.name.clone())
            }
            Kind::Apps | Kind::Apis => directory.app(id?).map(|app| app.name.clone()),
        }
    }

    /// Changes the document, checks the whole of it, and only then lets requests see it.
    fn change(&self, edit: impl FnOnce(&mut Value) -> Result<(), ControlError>) -> Result<WorldFile, ControlError> {
        let mut file = self.file();
        let mut document = to_json(&*file);
        edit(&mut document)?;
        let new: WorldFile = read(&document)?;
        let new = super::expanded(new);
        let directory = new.build()?;
        self.carry_over(&directory);
        self.world().replace_directory(directory);
        *file = new.clone();
        Ok(new)
    }

    /// What a change of the directory does to the ledger: new consent holds, and users whose password changed or
    /// who were disabled lose their grants.
    fn carry_over(&self, new: &Directory) {
        let old = self.world().directory();
        let now = self.now();
        let mut ledger = self.world().ledger();
        let added: Vec<&ConsentGrant> = new.grants().iter().filter(|g| !old.grants().contains(g)).collect();
        for grant in added {
            ledger.consents.grant(grant);
        }
        for user in new.users() {
            let Some(before) = old.user(user.oid) else { continue };
            if before.password != user.password || (before.enabled && !user.enabled) {
                ledger.revocations.revoke(user.oid, now);
                ledger.sessions.revoke(Some(user.oid));
            }
        }
    }
}

/// JSON of a body, with a report of everything that is wrong.
pub(super) fn read<T: DeserializeOwned + schemars::JsonSchema>(document: &Value) -> Result<T, ControlError> {
    document::read("body", &format!("{document:#}")).map_err(|found| {
        let mut mistakes = found.mistakes().to_vec();
        for mistake in &mut mistakes {
            // Positions in our own rendering of the body mean nothing to the caller; the path does.
            (mistake.line, mistake.column) = (None, None);
        }
        ControlError::Invalid(mistakes)
    })
}

fn to_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn entries(document: &Value, kind: Kind) -> Vec<Value> {
    document[kind.key()].as_array().cloned().unwrap_or_default()
}

/// JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    if let Value::Object(target) = target {
        for (key, value) in patch {
            if value.is_null() {
                target.shift_remove(key);
            } else {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
    }
}
