use http::Method;
use scraper::{ElementRef, Html, Selector};

/// A request that a link or form leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where to, absolute or not.
    pub action: String,
    /// GET or POST.
    pub method: Method,
    /// What is sent.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Follows a link.
    pub fn get(url: &str) -> Self {
        Self { action: url.to_owned(), method: Method::GET, fields: Vec::new() }
    }
}

/// A page of the world, as a person sees it.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its name, from `data-page`; for others their title.
    pub name: String,
    action: String,
    /// Hidden fields and filled-in ones.
    fields: Vec<(String, String)>,
    /// Names of all inputs.
    inputs: Vec<String>,
    /// Buttons: name, value and text.
    buttons: Vec<(String, String, String)>,
}

impl Page {
    /// Reads HTML.
    pub fn read(html: &str) -> Self {
        let document = Html::parse_document(html);
        let first = |css: &str| select(css).and_then(|s| document.select(&s).next());
        let text = |e: ElementRef<'_>| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        let name = first("body").and_then(|b| b.value().attr("data-page")).map(str::to_owned);
        let title = || first("title").map(text).unwrap_or_default();
        let relays = first("form[name=hiddenform]").map(|_| "form-post".to_owned());
        let name = name.or(relays);
        let Some(form) = first("form[method=post i]") else {
            return Self { name: name.unwrap_or_else(title), ..Self::default() };
        };
        let within = |css: &str| select(css).map(|s| form.select(&s).collect::<Vec<_>>()).unwrap_or_default();
        let attribute = |e: &ElementRef<'_>, name: &str| e.value().attr(name).unwrap_or_default().to_owned();
        let inputs = within("input[name]");
        let filled = |e: &&ElementRef<'_>| !matches!(e.value().attr("type"), Some("checkbox" | "password"));
        Self {
            name: name.unwrap_or_else(title),
            action: attribute(&form, "action"),
            fields: inputs.iter().filter(filled).map(|e| (attribute(e, "name"), attribute(e, "value"))).collect(),
            inputs: inputs.iter().map(|e| attribute(e, "name")).collect(),
            buttons: within("button[name]")
                .iter()
                .map(|e| (attribute(e, "name"), attribute(e, "value"), text(*e)))
                .collect(),
        }
    }

    /// Fills in fields and sends the form.
    pub fn submit(&self, filled: &[(&str, &str)]) -> Option<Form> {
        if self.action.is_empty() {
            return None;
        }
        let mut fields = self.fields.clone();
        fields.retain(|(name, _)| filled.iter().all(|(f, _)| f != name));
        fields.extend(filled.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        Some(Form { action: self.action.clone(), method: Method::POST, fields })
    }

    /// Presses the button with this value; `None`: there is none.
    pub fn press(&self, value: &str) -> Option<Form> {
        let (name, value, _) = self.buttons.iter().find(|(_, v, _)| v == value)?;
        self.submit(&[(name, value)])
    }

    /// The value of the account tile that shows a user name.
    pub fn tile(&self, user: &str) -> Option<String> {
        let shows = |text: &str| text.split(' ').any(|word| word.eq_ignore_ascii_case(user));
        self.buttons.iter().find(|(name, _, text)| name == "account" && shows(text)).map(|(_, value, _)| value.clone())
    }

    /// Is there such an input?
    pub fn has(&self, name: &str) -> bool {
        self.inputs.iter().any(|n| n == name)
    }
}

fn select(css: &str) -> Option<Selector> {
    Selector::parse(css).ok()
}
