//! From template to HTML, without a way to fail.

use askama::Template;

/// The page as HTML. Templates only fail when a value's own formatting does, which strings never do; should it
/// happen nonetheless, a person gets a sentence instead of a broken connection.
pub(super) fn draw(page: &impl Template) -> String {
    page.render().unwrap_or_else(|_| "Pretenant could not draw this page.".to_owned())
}
