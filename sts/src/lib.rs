//! The identity platform of Pretenant: a pretend Microsoft Entra tenant, embeddable as a library.

pub mod directory;
pub mod refusal;
