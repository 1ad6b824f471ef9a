//! How mistakes look: the offending line, underlined, and what to do about it.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::mistake::{Mistake, Text};

/// More than this in one report help nobody.
const SHOWN: usize = 25;

pub(super) fn render(mistakes: &[Mistake], text: Option<&Text>, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let shown = mistakes.iter().take(SHOWN);
    let mut reports: Vec<String> = shown.map(|mistake| renderer.render(&[group(mistake, text)])).collect();
    if let Some(more @ 1..) = mistakes.len().checked_sub(SHOWN) {
        reports.push(format!("… and {more} more"));
    }
    reports.join("\n\n")
}

fn group<'a>(mistake: &'a Mistake, text: Option<&'a Text>) -> Group<'a> {
    let title = Level::ERROR.primary_title(&mistake.message);
    let group = match (text, &mistake.span) {
        (Some(text), Some(span)) => title.element(
            Snippet::source(&text.content).path(&text.name).annotation(AnnotationKind::Primary.span(span.clone())),
        ),
        (Some(text), None) if mistake.path.is_empty() => title.element(Origin::path(&text.name)),
        _ => title.element(Origin::path(&mistake.path)),
    };
    match &mistake.suggestion {
        Some(suggestion) => group.element(Level::HELP.message(suggestion)),
        None => group,
    }
}
