//! URLs: what is in their parameters, and whether they lead to the application.

use indexmap::IndexMap;
use percent_encoding::percent_decode_str;

use super::pen::Pen;
use crate::recording::facts::Flow;
use crate::recording::placeholder::{self, Placeholder};
use crate::recording::policy::{self, Class};

impl Pen<'_> {
    /// A URL whose parameters may hold credentials.
    pub fn url(&mut self, text: &str) -> String {
        let (before, fragment) = split(text, '#');
        let (path, query) = split(before, '?');
        let mut out = self.literal(path);
        if let Some(query) = query {
            out.push('?');
            out.push_str(&self.pairs(query));
        }
        if let Some(fragment) = fragment {
            out.push('#');
            out.push_str(&self.pairs(fragment));
        }
        out
    }

    /// A parameter list in its encoded form.
    pub fn pairs(&mut self, encoded: &str) -> String {
        let written: Vec<String> = encoded.split('&').map(|pair| self.pair(pair)).collect();
        written.join("&")
    }

    fn pair(&mut self, pair: &str) -> String {
        let Some((encoded_name, encoded)) = pair.split_once('=') else { return self.literal(pair) };
        let (name, value) = (decode(encoded_name), decode(encoded));
        let echoed = self.flow.and_then(|flow| {
            let same = |echoed: &Option<String>| echoed.as_deref() == Some(value.as_str());
            match name.as_str() {
                "state" if same(&flow.state) => Some(Placeholder::State),
                "nonce" if same(&flow.nonce) => Some(Placeholder::Nonce),
                "redirect_uri" if flow.redirect_uri == value && !value.is_empty() => Some(Placeholder::RedirectUri),
                _ => None,
            }
        });
        let written = if let Some(echoed) = echoed {
            echoed.in_url()
        } else if let Some(token) = self.token(&name, &value) {
            token
        } else if policy::is_credential(&name, &value, Class::Credentials) || self.is_strange(&name, &value) {
            self.fresh(&name, &value)
        } else {
            let plain = self.literal(&value);
            if plain == value {
                encoded.to_owned()
            } else {
                // An address of the upstream, or a dollar sign: what is filled in must be encoded as the rest is.
                placeholder::in_query(&plain)
            }
        };
        format!("{}={written}", self.literal(encoded_name))
    }

    /// The parameters that a redirect brings to the application; `None`: it leads elsewhere.
    pub fn brought_to_app(&mut self, location: &str) -> Option<IndexMap<String, String>> {
        let flow = self.leads_to_app(location)?;
        let (before, fragment) = split(location, '#');
        let (_, query) = split(before, '?');
        let own = split(&flow.redirect_uri, '?').1.unwrap_or_default().to_owned();
        let own: Vec<&str> = own.split('&').collect();
        let state = flow.state.clone();
        let sent = [query, fragment].into_iter().flatten().flat_map(|list| list.split('&'));
        let pairs = sent.filter(|pair| !pair.is_empty() && !own.contains(pair));
        let pairs: Vec<(String, String)> =
            pairs.filter_map(|p| p.split_once('=')).map(|(name, value)| (decode(name), decode(value))).collect();
        Some(self.parameters(pairs, state.as_deref()))
    }

    /// Parameters for the application.
    pub fn parameters(&mut self, pairs: Vec<(String, String)>, state: Option<&str>) -> IndexMap<String, String> {
        let mut written = IndexMap::new();
        for (name, value) in pairs {
            let value = match name.as_str() {
                "state" if state == Some(value.as_str()) => Placeholder::State.to_string(),
                _ => self.string(&name, &value),
            };
            written.insert(self.literal(&name), value);
        }
        written
    }

    /// The authorization request that a URL brings an answer to, the latest one first.
    pub fn leads_to_app(&self, url: &str) -> Option<Flow> {
        let target = split(split(url, '#').0, '?').0.trim_end_matches('/');
        let leads = |flow: &Flow| {
            let registered = split(split(&flow.redirect_uri, '#').0, '?').0.trim_end_matches('/');
            !registered.is_empty() && registered == target
        };
        let own = self.flow.filter(|flow| leads(flow)).cloned();
        own.or_else(|| self.flows.iter().rev().find(|flow| leads(flow)).map(|flow| (**flow).clone()))
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
