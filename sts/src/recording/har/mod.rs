//! HTTP archives: traffic that a browser or proxy captured becomes a recording, and a recording becomes an archive that
//! their viewers open.

mod export;
mod import;
mod journal;
mod model;
mod requests;

pub use export::{NotPlayed, export};
pub use import::{Imported, import};
pub use journal::{JournalFile, from_journal};
pub use model::{Content, Creator, Entry, Har, Log, Nothing, Pair, PostData, Request, Response, Timings};

/// The version of the format that is written.
const VERSION: &str = "1.2";

fn creator() -> Creator {
    Creator { name: "Pretenant".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}
