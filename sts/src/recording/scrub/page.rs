//! Pages and other texts.

use indexmap::IndexMap;
use scraper::{ElementRef, Html, Selector};

use super::pen::Pen;
use super::secrets::Net;
use crate::recording::placeholder::{self, Piece, escape};
use crate::recording::policy::{self, Class};

/// A page as a recording has it.
pub enum Page {
    /// A form that takes these parameters to the application by itself.
    ToApp(IndexMap<String, String>),
    /// Any other page.
    Text(String),
}

/// An input of a page.
struct Input {
    kind: String,
    name: String,
    value: String,
}

impl Input {
    fn is_credential(&self) -> bool {
        self.kind == "password" || policy::is_credential(&self.name, &self.value, Class::Credentials)
    }
}

impl Pen<'_> {
    /// A page.
    pub fn page(&mut self, html: &str) -> Page {
        let document = Html::parse_document(html);
        let (actions, inputs) = (actions(&document), inputs(&document));
        if let Some(flow) = actions.iter().find_map(|action| self.leads_to_app(action)) {
            let hidden = inputs.into_iter().filter(|input| input.kind == "hidden" && !input.name.is_empty());
            let fields = hidden.map(|input| (input.name, input.value)).collect();
            return Page::ToApp(self.parameters(fields, flow.state.as_deref()));
        }
        for input in &inputs {
            self.input(input);
        }
        let net = Net::new(self.names.iter());
        let mut text = self.prose(html);
        net.clean(&mut text);
        for short in inputs.iter().filter(|input| input.is_credential() && !policy::is_searchable(&input.value)) {
            for quote in ['"', '\''] {
                text = text.replace(&format!("value={quote}{}{quote}", escape(&short.value)), "value=\"\"");
            }
        }
        Page::Text(text)
    }

    /// What an input holds is made anew, unless it is plain to see that it holds no secret.
    fn input(&mut self, input: &Input) {
        let state = input.kind == "hidden" && !self.keeps(&input.name) && !input.value.contains("://");
        if (input.is_credential() || state) && policy::is_searchable(&input.value) {
            self.fresh(&input.name, &input.value);
        }
    }

    /// A text in which credentials may stand anywhere.
    pub fn prose(&mut self, text: &str) -> String {
        self.scanned(text, self.class == Class::Credentials)
    }

    /// A text that is no secret, unless there is a token in it.
    pub fn plain(&mut self, text: &str) -> String {
        self.scanned(text, false)
    }

    fn scanned(&mut self, text: &str, strict: bool) -> String {
        let literal = self.literal(text);
        let Ok(pieces) = placeholder::parse(&literal) else { return String::new() };
        let mut out = String::with_capacity(literal.len());
        for piece in pieces {
            match piece {
                Piece::Hole(hole, _) => out.push_str(&hole.to_string()),
                Piece::Text(text) => self.scan(&text, strict, &mut out),
            }
        }
        out
    }

    /// Replaces the tokens in a literal text, and the opaque strings if it is `strict`.
    fn scan(&mut self, text: &str, strict: bool, out: &mut String) {
        let mut rest = text;
        while let Some(start) = rest.find(is_run_char) {
            let (before, run) = rest.split_at(start);
            let end = run.find(|c| !is_run_char(c)).unwrap_or(run.len());
            out.push_str(&escape(before));
            // Pictures in the page itself.
            let picture = before.ends_with("base64,");
            out.push_str(&self.run(&run[..end], strict && !picture));
            rest = &run[end..];
        }
        out.push_str(&escape(rest));
    }

    fn run(&mut self, run: &str, strict: bool) -> String {
        const SHORTEST: usize = 32;
        if let Some(token) = self.token("token", run) {
            return token;
        }
        let file = run.contains('/') && run.contains('.');
        let opaque = run.len() >= SHORTEST && policy::looks_opaque(run) && !file;
        if opaque && strict { self.fresh("value", run) } else { escape(run) }
    }
}

/// Where the forms of a page go.
fn actions(document: &Html) -> Vec<String> {
    all(document, "form[action]").iter().filter_map(|form| form.attr("action")).map(str::to_owned).collect()
}

fn inputs(document: &Html) -> Vec<Input> {
    let text = |input: &ElementRef<'_>, name| input.attr(name).unwrap_or_default().to_owned();
    let read = |input: &ElementRef<'_>| Input {
        kind: text(input, "type").to_ascii_lowercase(),
        name: text(input, "name"),
        value: text(input, "value"),
    };
    all(document, "input").iter().map(read).collect()
}

fn all<'d>(document: &'d Html, selector: &str) -> Vec<ElementRef<'d>> {
    Selector::parse(selector).map(|selector| document.select(&selector).collect()).unwrap_or_default()
}

fn is_run_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '/' | '=' | '%' | '|' | '*' | '!')
}
