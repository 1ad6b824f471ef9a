//! Reports for people, in a terminal of 80 columns.

mod page;
mod scope;
mod token;

pub use page::{Mark, Page};
pub use scope::scope_text;
pub use token::token_text;
