//! Pages and other texts.

use std::cell::RefCell;

use html_escape::decode_html_entities;
use indexmap::IndexMap;
use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::pen::Pen;
use crate::recording::placeholder::{self, Piece, escape};
use crate::recording::policy::{self, Class};

/// A page as a recording has it.
pub enum Page {
    /// A form that takes these parameters to the application by itself.
    ToApp(IndexMap<String, String>),
    /// Any other page.
    Text(String),
}

impl Pen<'_> {
    /// A page.
    pub fn page(&mut self, html: &str) -> Page {
        let (actions, fields) = forms(html);
        if let Some(flow) = actions.iter().find_map(|action| self.leads_to_app(action)) {
            return Page::ToApp(self.parameters(fields, flow.state.as_deref()));
        }
        let literal = self.literal(html);
        let text = self.without_values(&literal);
        Page::Text(self.scan(&text))
    }

    /// A text in which credentials may stand anywhere.
    pub fn prose(&mut self, text: &str) -> String {
        let literal = self.literal(text);
        self.scan(&literal)
    }

    /// A page whose hidden inputs are made anew and whose password inputs are empty. A page that cannot be read has
    /// none.
    fn without_values(&mut self, literal: &str) -> String {
        let pen = RefCell::new(self);
        let handler = element!("input", |input: &mut Element<'_, '_>| {
            if let Some(value) = pen.borrow_mut().input_value(input) {
                input.set_attribute("value", &value)?;
            }
            Ok(())
        });
        let settings = RewriteStrSettings::new().append_element_content_handler(handler).with_strict(false);
        rewrite_str(literal, settings).unwrap_or_default()
    }

    /// What an input holds instead of its value; `None`: it keeps it.
    fn input_value(&mut self, input: &Element<'_, '_>) -> Option<String> {
        let kind = input.get_attribute("type").unwrap_or_default().to_ascii_lowercase();
        let name = input.get_attribute("name").unwrap_or_default();
        let value = input.get_attribute("value").filter(|value| !value.is_empty())?;
        // A value with an address of the upstream in it leads somewhere; what is secret in it is found as text.
        let plain = match placeholder::parse(&value).ok()?.as_slice() {
            [Piece::Text(text)] => decode_html_entities(text).into_owned(),
            _ => return None,
        };
        if kind == "password" {
            self.secrets.add(&name, &plain);
            return Some(String::new());
        }
        let secret = policy::is_credential(&name, &plain, Class::Credentials)
            || (kind == "hidden" && policy::is_searchable(&plain) && !self.keep.contains(&name));
        secret.then(|| self.token(&name, &plain).unwrap_or_else(|| self.fresh(&name, &plain)))
    }

    /// Replaces the tokens and opaque strings in a text that has placeholders already.
    fn scan(&mut self, literal: &str) -> String {
        let Ok(pieces) = placeholder::parse(literal) else { return String::new() };
        let mut out = String::with_capacity(literal.len());
        for piece in pieces {
            match piece {
                Piece::Hole(hole, _) => out.push_str(&hole.to_string()),
                Piece::Text(text) => self.scan_text(&text, &mut out),
            }
        }
        out
    }

    fn scan_text(&mut self, text: &str, out: &mut String) {
        let mut rest = text;
        while let Some(start) = rest.find(is_run_char) {
            let (before, run) = rest.split_at(start);
            let end = run.find(|c| !is_run_char(c)).unwrap_or(run.len());
            out.push_str(&escape(before));
            // Pictures in the page itself.
            let picture = before.ends_with("base64,");
            out.push_str(&self.run(&run[..end], picture));
            rest = &run[end..];
        }
        out.push_str(&escape(rest));
    }

    fn run(&mut self, run: &str, picture: bool) -> String {
        const SHORTEST: usize = 32;
        if let Some(token) = self.token("token", run) {
            return token;
        }
        let file = run.contains('/') && run.contains('.');
        let opaque = run.len() >= SHORTEST && policy::looks_opaque(run) && !file && !picture;
        if opaque && self.class == Class::Credentials { self.fresh("value", run) } else { escape(run) }
    }
}

/// Where the forms of a page go, and their hidden inputs.
fn forms(html: &str) -> (Vec<String>, Vec<(String, String)>) {
    let actions = RefCell::new(Vec::new());
    let fields = RefCell::new(Vec::new());
    let text = |element: &Element<'_, '_>, name: &str| {
        element.get_attribute(name).map(|value| decode_html_entities(&value).into_owned())
    };
    let form = element!("form", |form: &mut Element<'_, '_>| {
        actions.borrow_mut().extend(text(form, "action"));
        Ok(())
    });
    let input = element!("input", |input: &mut Element<'_, '_>| {
        if text(input, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
            && let Some(name) = text(input, "name")
        {
            fields.borrow_mut().push((name, text(input, "value").unwrap_or_default()));
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(form)
        .append_element_content_handler(input)
        .with_strict(false);
    // What cannot be read has no forms that anybody could send.
    let read = rewrite_str(html, settings);
    if read.is_err() {
        return (Vec::new(), Vec::new());
    }
    (actions.into_inner(), fields.into_inner())
}

fn is_run_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '/' | '=' | '%' | '|' | '*' | '!')
}
