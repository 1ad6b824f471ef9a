//! The identity platform of Pretenant: a pretend Microsoft Entra tenant, embeddable as a library.
//!
//! The core is synchronous: [`world::World::handle`] takes a request and gives an answer, with no socket, no
//! clock read and no random number of its own. The `front` module puts it behind TLS.

pub mod clock;
pub mod cloud;
pub mod control;
pub mod decide;
pub mod directory;
pub mod doctor;
pub mod document;
pub mod endpoint;
pub mod entropy;
pub mod findings;
pub mod front;
pub mod journal;
pub mod ledger;
pub mod origin;
pub mod pages;
pub mod protocol;
pub mod recording;
pub mod refusal;
pub mod resource;
pub mod route;
pub mod rules;
pub mod scope;
pub mod testing;
pub mod tls;
pub mod token;
pub mod world;
