//! References: names, ids and other natural keys, resolved with a suggestion when nothing answers to them.

use std::collections::HashMap;

use uuid::Uuid;

use crate::directory::file::builtin;
use crate::directory::{Tenant, User};
use crate::document::{Findings, Pointer, suggest};

/// Everything of one kind that can be referred to.
#[derive(Debug)]
pub(super) struct Names {
    kind: Kind,
    names: Vec<String>,
    ids: Vec<Uuid>,
    by_name: HashMap<String, usize>,
    by_id: HashMap<Uuid, usize>,
    /// Domains of tenants and UPNs of users, in lower case.
    by_alias: HashMap<String, usize>,
}

/// What is referred to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Tenant,
    Group,
    User,
    Registration,
}

pub(super) fn tenants(tenants: &[Tenant]) -> Names {
    let mut names = plain(Kind::Tenant, tenants.iter().map(|t| (t.name.as_str(), t.id)));
    let each = tenants.iter().enumerate().rev();
    let domains = each.flat_map(|(i, t)| t.domains.iter().map(move |domain| (domain.to_lowercase(), i)));
    names.by_alias.extend(domains);
    names
}

pub(super) fn users(users: &[User]) -> Names {
    let mut names = plain(Kind::User, users.iter().map(|u| (u.name.as_str(), u.oid)));
    names.by_alias.extend(users.iter().enumerate().rev().map(|(i, u)| (u.upn.to_lowercase(), i)));
    names
}

pub(super) fn plain<'a>(kind: Kind, known: impl IntoIterator<Item = (&'a str, Uuid)>) -> Names {
    let (names, ids): (Vec<String>, Vec<Uuid>) = known.into_iter().map(|(name, id)| (name.to_owned(), id)).unzip();
    // From the last to the first: of entries with the same name, the first is meant.
    let last_first = || (0..names.len()).rev();
    Names {
        kind,
        by_name: last_first().map(|i| (names[i].clone(), i)).collect(),
        by_id: last_first().map(|i| (ids[i], i)).collect(),
        by_alias: HashMap::new(),
        names,
        ids,
    }
}

impl Names {
    /// The index of what `typed` refers to; reports it when there is no such thing.
    pub(super) fn find(&self, typed: &str, at: &Pointer, findings: &mut Findings) -> Option<usize> {
        let found = self.position(typed);
        if found.is_none() {
            let help = if self.kind.is_bundled(typed) {
                Some(format!("`use: contoso` at the top of the world brings `{typed}`"))
            } else {
                suggest::help(typed, self.names.iter().map(String::as_str))
            };
            findings.add_with_help(at, format!("there is no {} `{typed}`", self.kind.word()), help);
        }
        found
    }

    /// The id of what `typed` refers to; reports it when there is no such thing.
    pub(super) fn id(&self, typed: &str, at: &Pointer, findings: &mut Findings) -> Option<Uuid> {
        self.find(typed, at, findings).map(|i| self.ids[i])
    }

    /// The id of the first one: what an entry belongs to that doesn't say.
    pub(super) fn first(&self) -> Option<Uuid> {
        self.ids.first().copied()
    }

    /// The index of what has this id.
    pub(super) fn position_of_id(&self, id: Uuid) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    fn position(&self, typed: &str) -> Option<usize> {
        if let Some(&found) = self.by_name.get(typed) {
            return Some(found);
        }
        match Uuid::try_parse(typed) {
            Ok(id) => self.position_of_id(id),
            Err(_) => self.by_alias.get(&typed.to_lowercase()).copied(),
        }
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Group => "group",
            Self::User => "user",
            Self::Registration => "app or API",
        }
    }

    /// True when the built-in world has one of this name.
    fn is_bundled(self, name: &str) -> bool {
        let world = builtin();
        match self {
            Self::Tenant => world.tenants.iter().any(|tenant| tenant.name == name),
            Self::Group => world.groups.iter().any(|group| group.name == name),
            Self::User => world.users.iter().any(|user| user.name == name),
            Self::Registration => {
                world.apps.iter().any(|app| app.name == name) || world.apis.iter().any(|api| api.name == name)
            }
        }
    }
}
