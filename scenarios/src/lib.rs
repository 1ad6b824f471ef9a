//! Scenario files: a world, rules, steps and expectations in one readable file, and the player that runs them.
//!
//! [`language`] is what users write, [`load`](load::load) reads and checks it, [`play`](play::play) takes the steps
//! against the world with a client under test ([`driver`]) and judges what came of them from the [`wire`].

pub mod browser;
mod check;
pub mod combine;
pub mod coverage;
pub mod driver;
pub mod language;
pub mod library;
pub mod load;
mod names;
pub mod play;
pub mod reference;
pub mod report;
pub mod run;
mod template;
pub mod wire;
