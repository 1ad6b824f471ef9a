//! The world a file describes, with the bundled world it starts from, every entry knowing where it is written.

use crate::document::Pointer;

use super::overlay::{Named, Overlay};
use super::{
    AppEntry, BundledWorld, ConsentEntry, GroupEntry, RoleAssignmentEntry, SettingsEntry, TenantEntry, UserEntry,
    WorldFile, builtin,
};

/// An entry and where it is written.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) entry: T,
    pub(super) at: Pointer,
}

/// An app registration of either list, and where its API side is written.
#[derive(Debug, Clone)]
pub(super) struct PlacedApp {
    pub(super) entry: AppEntry,
    pub(super) at: Pointer,
    pub(super) api_at: Pointer,
}

/// Everything a file describes.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) at: Pointer,
    pub(super) settings: SettingsEntry,
    pub(super) tenants: Vec<Placed<TenantEntry>>,
    pub(super) users: Vec<Placed<UserEntry>>,
    pub(super) groups: Vec<Placed<GroupEntry>>,
    pub(super) apps: Vec<PlacedApp>,
    pub(super) consents: Vec<Placed<ConsentEntry>>,
    pub(super) role_assignments: Vec<Placed<RoleAssignmentEntry>>,
}

/// Lays the file, which is written at `at`, over the bundled world that it names, if any.
pub(super) fn merge(file: &WorldFile, at: &Pointer) -> Merged {
    let base = file.use_world.map(|world| match world {
        BundledWorld::Contoso => (builtin(), Pointer::bundled("contoso")),
    });
    let base = base.as_ref().map(|(world, at)| (world, at));
    let file = (file, at);
    let mut settings = base.and_then(|(world, _)| world.settings.clone()).unwrap_or_default();
    settings.lay_over(file.0.settings.clone().unwrap_or_default());

    let apis = merge_list(base, file, "apis", |world| &world.apis).into_iter().map(|placed| PlacedApp {
        entry: placed.entry.into(),
        api_at: placed.at.clone(),
        at: placed.at,
    });
    let apps = merge_list(base, file, "apps", |world| &world.apps).into_iter().map(|placed| PlacedApp {
        entry: placed.entry,
        api_at: placed.at.key("api"),
        at: placed.at,
    });
    Merged {
        at: file.1.clone(),
        settings,
        tenants: merge_list(base, file, "tenants", |world| &world.tenants),
        users: merge_list(base, file, "users", |world| &world.users),
        groups: merge_list(base, file, "groups", |world| &world.groups),
        apps: apis.chain(apps).collect(),
        consents: append(base, file, "consents", |world| &world.consents),
        role_assignments: append(base, file, "role_assignments", |world| &world.role_assignments),
    }
}

type Base<'a> = Option<(&'a WorldFile, &'a Pointer)>;

/// One list of the bundled world with the file's entries laid over it by name. Two entries of one name in
/// the file itself are kept apart: that is a mistake to report, not an override.
fn merge_list<T: Overlay + Named + Clone>(
    base: Base<'_>,
    file: (&WorldFile, &Pointer),
    key: &str,
    list: impl Fn(&WorldFile) -> &Vec<T>,
) -> Vec<Placed<T>> {
    let mut merged = place(base, key, &list);
    let bundled = merged.len();
    for patch in place(Some(file), key, &list) {
        let same = |placed: &&mut Placed<T>| placed.entry.name() == patch.entry.name();
        match merged[..bundled].iter_mut().find(same) {
            Some(placed) => {
                placed.entry.lay_over(patch.entry);
                placed.at = patch.at;
            }
            None => merged.push(patch),
        }
    }
    merged
}

/// One list of the bundled world followed by the file's.
fn append<T: Clone>(
    base: Base<'_>,
    file: (&WorldFile, &Pointer),
    key: &str,
    list: impl Fn(&WorldFile) -> &Vec<T>,
) -> Vec<Placed<T>> {
    let mut all = place(base, key, &list);
    all.extend(place(Some(file), key, &list));
    all
}

fn place<T: Clone>(base: Base<'_>, key: &str, list: &impl Fn(&WorldFile) -> &Vec<T>) -> Vec<Placed<T>> {
    let Some((world, at)) = base else {
        return Vec::new();
    };
    let at = at.key(key);
    let placed = |(i, entry): (usize, &T)| Placed { entry: entry.clone(), at: at.index(i) };
    list(world).iter().enumerate().map(placed).collect()
}
