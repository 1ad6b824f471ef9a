//! The bundled scenarios.

use pretenant_sts::document::Mistakes;

use crate::load::{Loaded, load_str};

/// Id (`chapter/name`), text and transcript of every bundled file, by id.
const FILES: &[(&str, &str, Option<&str>)] = &include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// A bundled scenario.
#[derive(Debug, Clone)]
pub struct Bundled {
    /// `chapter/name`.
    pub id: String,
    /// The file, checked.
    pub loaded: Loaded,
    /// What playing it must give, byte for byte.
    pub transcript: Option<&'static str>,
}

/// The bundled scenarios, by id.
///
/// # Errors
/// What is wrong with the first one that is not right, which a test rules out.
pub fn bundled() -> Result<Vec<Bundled>, Mistakes> {
    let read = |(id, text, transcript): &(&str, &str, Option<&'static str>)| {
        let loaded = load_str(&format!("scenarios/library/{id}.yaml"), text, None)?;
        Ok(Bundled { id: (*id).to_owned(), loaded, transcript: *transcript })
    };
    FILES.iter().map(read).collect()
}
