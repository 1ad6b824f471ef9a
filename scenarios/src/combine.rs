//! Several scenario files as one world, for somebody's own test.

use pretenant_sts::directory::file::WorldFile;
use pretenant_sts::rules::Rule;

use crate::load::{Loaded, world_of};

/// The world and the rules of several files: the first one's world with the others' laid over it, entry by entry, and
/// the rules of all, in order. Steps and clients are left out.
#[must_use]
pub fn combine(files: &[Loaded]) -> (WorldFile, Vec<Rule>) {
    let mut worlds = files.iter().filter_map(|file| file.scenario.world.clone());
    let mut world = worlds.next().or_else(|| files.first().map(|file| world_of(&file.scenario))).unwrap_or_default();
    for patch in worlds {
        world.lay_over(patch);
    }
    (world, files.iter().flat_map(|file| file.scenario.rules.clone()).collect())
}
