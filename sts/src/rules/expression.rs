//! Expressions over a request, in the Common Expression Language.

use cel::objects::{Key, Map};
use cel::{Context, Program, Value};

use super::facts::Facts;

/// A compiled expression.
pub struct Expression {
    program: Program,
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Expression")
    }
}

/// What an expression may name: the members of `request`.
pub const MEMBERS: &[&str] = &[
    "method",
    "path",
    "endpoint",
    "version",
    "grant",
    "tenant",
    "client",
    "user",
    "scopes",
    "resources",
    "parameters",
    "headers",
    "status",
];

impl Expression {
    /// Compiles an expression.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn compile(source: &str) -> Result<Self, String> {
        let program = Program::compile(source).map_err(|errors| one_line(&errors.to_string()))?;
        let unknown = program.references().variables().into_iter().find(|v| *v != "request").map(str::to_owned);
        match unknown {
            Some(name) => Err(format!("there is no `{name}`: an expression looks at `request`")),
            None => Ok(Self { program }),
        }
    }

    /// Whether it holds for an exchange. What an expression cannot be evaluated on, such as a parameter that is not
    /// there, does not meet it.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        let mut context = Context::default();
        context.add_variable_from_value("request", request(facts));
        matches!(self.program.execute(&context), Ok(Value::Bool(true)))
    }
}

fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with(['|', '.']));
    lines.map(|l| l.trim_start_matches("ERROR: ")).collect::<Vec<_>>().join("; ")
}

fn request(facts: &Facts) -> Value {
    let text = |t: Option<&str>| Value::from(t.unwrap_or_default().to_owned());
    let list = |items: Vec<String>| Value::from(items.into_iter().map(Value::from).collect::<Vec<_>>());
    let map = |pairs: Vec<(String, String)>| {
        Value::Map(Map {
            map: std::sync::Arc::new(pairs.into_iter().map(|(k, v)| (Key::from(k), Value::from(v))).collect()),
        })
    };
    let headers = facts.headers.iter();
    let headers = headers.map(|(n, v)| (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned()));
    let parameters = facts.parameters.iter().map(|(n, v)| (n.to_owned(), v.to_owned()));
    let members = [
        ("method", text(Some(&facts.method))),
        ("path", text(Some(&facts.path))),
        ("endpoint", text(facts.endpoint)),
        ("version", text(facts.version)),
        ("grant", text(facts.grant)),
        ("tenant", text(facts.segment.as_deref())),
        ("client", text(facts.client.as_ref().map(|c| c.name.as_str()))),
        ("user", text(facts.user.as_ref().map(|u| u.upn.as_str()))),
        ("scopes", list(facts.scopes.iter().map(|(typed, _)| typed.clone()).collect())),
        ("resources", list(facts.resources.iter().map(|r| r.name.clone()).collect())),
        ("parameters", map(parameters.collect())),
        ("headers", map(headers.collect())),
        ("status", Value::Int(i64::from(facts.status.unwrap_or(0)))),
    ];
    Value::Map(Map { map: std::sync::Arc::new(members.into_iter().map(|(k, v)| (Key::from(k), v)).collect()) })
}
