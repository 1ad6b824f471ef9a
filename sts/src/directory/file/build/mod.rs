//! From a world file to a [`Directory`]: defaults filled in, references resolved, everything checked.
//!
//! Checking goes on after a mistake, with a stand-in where a value is unusable, so that one report names
//! everything that is wrong and nothing that merely follows from it.

mod api;
mod app;
mod certificate;
mod grants;
mod ids;
mod names;
mod redirect;
mod roles;
mod settings;
mod tenants;
mod users;
mod values;

use super::WorldFile;
use super::merge::{Merged, merge};
use crate::directory::Directory;
use crate::document::{Findings, Mistakes, Pointer};

impl WorldFile {
    /// Checks the world and makes the directory that requests see.
    ///
    /// # Errors
    /// Everything that is wrong, together.
    pub fn build(&self) -> Result<Directory, Mistakes> {
        let mut findings = Findings::default();
        let directory = self.check(&Pointer::document(), &mut findings);
        if findings.is_empty() { Ok(directory) } else { Err(findings.into_mistakes()) }
    }

    /// Checks a world that is part of a larger document, where it is written at `at`. The directory is
    /// usable only when nothing was found.
    pub fn check(&self, at: &Pointer, findings: &mut Findings) -> Directory {
        build(&merge(self, at), findings)
    }
}

fn build(world: &Merged, findings: &mut Findings) -> Directory {
    let tenants = tenants::build(&world.tenants, findings);
    if tenants.is_empty() {
        let help = "add `tenants: [{ name: contoso }]`, or start from the built-in world with `use: contoso`";
        findings.add_with_help(&world.at, "a world needs a tenant", Some(help.into()));
    }
    let tenant_names = names::tenants(&tenants);
    let groups = users::groups(&world.groups, findings);
    let users = users::build(&world.users, &tenants, &tenant_names, &groups, findings);
    let user_names = names::users(&users);
    let registrations = app::register(&world.apps, &tenant_names, findings);
    let apps = app::build(&registrations, findings);
    let known = grants::Known {
        tenants: &tenant_names,
        users: &user_names,
        registrations: &registrations,
        apps: &apps,
        all_users: &users,
    };
    let consents = grants::consents(&world.consents, &known, findings);
    let assignments = grants::role_assignments(&world.role_assignments, &known, findings);
    let at_settings = world.at.key("settings");
    let settings = settings::build(&world.settings, &at_settings, &users, &user_names, findings);
    Directory::new(tenants, users, apps, consents, assignments, settings)
}
