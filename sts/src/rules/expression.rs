//! Expressions over a request, in the Common Expression Language.

use std::collections::BTreeMap;

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::{Context, Program, Value};
use serde::Serialize;

use super::facts::Facts;
use crate::document::suggest;
use crate::token::jws::Object;

/// A compiled expression.
pub struct Expression {
    program: Program,
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Expression")
    }
}

/// A longer one is not for a rule.
const LONGEST: usize = 1000;
/// Parser and interpreter recurse, with large frames: they get a stack that fits the longest expression.
const STACK: usize = 64 * 1024 * 1024;

/// Functions beside the operators and macros of the language.
const FUNCTIONS: &[&str] = &[
    "bool",
    "bytes",
    "contains",
    "double",
    "dyn",
    "endsWith",
    "int",
    "matches",
    "size",
    "startsWith",
    "string",
    "type",
    "uint",
];

/// What an expression looks at: `request`.
#[derive(Serialize)]
struct Request<'f> {
    method: &'f str,
    path: &'f str,
    endpoint: &'f str,
    version: &'f str,
    grant: &'f str,
    tenant: &'f str,
    client: &'f str,
    user: &'f str,
    scopes: Vec<&'f str>,
    resources: Vec<&'f str>,
    parameters: BTreeMap<&'f str, &'f str>,
    headers: BTreeMap<&'f str, String>,
    token: &'f Object,
    correlation_id: String,
    status: i64,
}

const MEMBERS: &[&str] = &[
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
    "token",
    "correlation_id",
    "status",
];

impl Expression {
    /// Compiles an expression.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn compile(source: &str) -> Result<Self, String> {
        if source.len() > LONGEST {
            return Err(format!("an expression has at most {LONGEST} characters"));
        }
        stacker::grow(STACK, || {
            let program = Program::compile(source).map_err(|errors| one_line(&errors.to_string()))?;
            check(program.expression(), &mut Vec::new())?;
            Ok(Self { program })
        })
    }

    /// Whether it holds for an exchange. What an expression cannot be evaluated on, such as a parameter that is not
    /// there, does not meet it.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        let Ok(request) = cel::to_value(request(facts)) else { return false };
        let mut context = Context::default();
        context.add_variable_from_value("request", request);
        stacker::grow(STACK, || matches!(self.program.execute(&context), Ok(Value::Bool(true))))
    }
}

/// The first of the parser's errors, `ERROR: <input>:1:16: Syntax error: …`, without all that could have stood there.
fn one_line(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default().trim_start_matches("ERROR: <input>:");
    let (position, message) = first.split_once(": ").unwrap_or(("", first));
    let message = message.trim_start_matches("Syntax error: ");
    let message = match message.split(" expecting ").next().unwrap_or(message) {
        "mismatched input '<EOF>'" => return "the expression ends too early".to_owned(),
        other => other.to_owned(),
    };
    match position.split_once(':') {
        Some((_, column)) => format!("{message} at character {column}"),
        None => message,
    }
}

fn request(facts: &Facts) -> Request<'_> {
    let text = |name: &http::HeaderName| {
        let all = facts.headers.get_all(name).into_iter().map(|v| String::from_utf8_lossy(v.as_bytes()));
        all.collect::<Vec<_>>().join(", ")
    };
    Request {
        method: &facts.method,
        path: &facts.path,
        endpoint: facts.endpoint.unwrap_or_default(),
        version: facts.version.unwrap_or_default(),
        grant: facts.grant.unwrap_or_default(),
        tenant: facts.segment.as_deref().unwrap_or_default(),
        client: facts.client.as_ref().map_or("", |c| &c.name),
        user: facts.user.as_ref().map_or("", |u| &u.upn),
        scopes: facts.scopes.iter().map(|(typed, _)| typed.as_str()).collect(),
        resources: facts.resources.iter().map(|r| r.name.as_str()).collect(),
        parameters: facts.parameters.iter().collect(),
        headers: facts.headers.keys().map(|name| (name.as_str(), text(name))).collect(),
        token: &facts.token,
        correlation_id: facts.correlation_id.to_string(),
        status: facts.status.map_or(0, i64::from),
    }
}

/// Names that nothing answers to would quietly make an expression false: they are mistakes.
fn check<'e>(expression: &'e IdedExpr, bound: &mut Vec<&'e str>) -> Result<(), String> {
    match &expression.expr {
        Expr::Unspecified | Expr::Literal(_) => Ok(()),
        Expr::Ident(name) if name == "request" || name.starts_with('@') || bound.contains(&name.as_str()) => Ok(()),
        Expr::Ident(name) => Err(format!("there is no `{name}`: an expression looks at `request`")),
        Expr::Select(select) => {
            let of_request = matches!(&select.operand.expr, Expr::Ident(name) if name == "request");
            if of_request && !MEMBERS.contains(&select.field.as_str()) {
                let help = suggest::help(&select.field, MEMBERS.iter().copied()).unwrap_or_default();
                return Err(format!("`request` has no `{}`; {help}", select.field));
            }
            check(&select.operand, bound)
        }
        Expr::Call(call) => {
            let operator = !call.func_name.starts_with(|c: char| c.is_ascii_alphabetic());
            if !operator && !FUNCTIONS.contains(&call.func_name.as_str()) {
                let help = suggest::help(&call.func_name, FUNCTIONS.iter().copied()).unwrap_or_default();
                return Err(format!("there is no function `{}`; {help}", call.func_name));
            }
            call.target.iter().map(AsRef::as_ref).chain(&call.args).try_for_each(|part| check(part, bound))
        }
        Expr::List(list) => list.elements.iter().try_for_each(|element| check(element, bound)),
        Expr::Map(map) => map.entries.iter().try_for_each(|entry| match &entry.expr {
            EntryExpr::StructField(field) => check(&field.value, bound),
            EntryExpr::MapEntry(pair) => check(&pair.key, bound).and_then(|()| check(&pair.value, bound)),
        }),
        Expr::Struct(made) => Err(format!("there is no type `{}`", made.type_name)),
        Expr::Comprehension(loops) => {
            check(&loops.iter_range, bound)?;
            check(&loops.accu_init, bound)?;
            let depth = bound.len();
            bound.extend([loops.iter_var.as_str(), loops.accu_var.as_str()]);
            bound.extend(loops.iter_var2.as_deref());
            let parts = [&loops.loop_cond, &loops.loop_step, &loops.result];
            let checked = parts.into_iter().try_for_each(|part| check(part, bound));
            bound.truncate(depth);
            checked
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::protocol::form::Form;

    fn facts() -> Facts {
        let Json::Object(token) = json!({"acrs": ["c1"], "exp": 7}) else { panic!("an object") };
        Facts {
            method: "POST".into(),
            path: "/contoso/oauth2/token".into(),
            parameters: Form::parse(b"scope=Mail.Read+User.Read&claims=%7B%7D").unwrap(),
            scopes: vec![("Mail.Read".into(), "Mail.Read".into())],
            status: Some(400),
            token,
            ..Facts::default()
        }
    }

    #[test]
    fn expressions_look_at_the_request() {
        for (source, holds) in [
            (r#"request.parameters.scope.contains("Mail")"#, true),
            (r#"request.parameters.nothing.contains("Mail")"#, false),
            (r#"has(request.parameters.claims) && !has(request.parameters.nonce)"#, true),
            (r#"request.scopes.exists(s, s.startsWith("Mail."))"#, true),
            (r#""c1" in request.token.acrs && request.token.exp < 8"#, true),
            ("request.status == 400 && request.method == 'POST'", true),
            (r#"request.path.matches("^/[a-z]+/oauth2/")"#, true),
            (r#"size(request.headers) == 0 && request.user == """#, true),
            ("request.status", false),
        ] {
            assert_eq!(Expression::compile(source).unwrap().holds(&facts()), holds, "{source}");
        }
    }

    #[test]
    fn every_function_that_may_be_called_is_there() {
        let calls = [
            r#"bool("true")"#,
            r#"bytes("a") == b"a""#,
            r#""abc".contains("b")"#,
            r#"double("1.5") == 1.5"#,
            "dyn(1) == 1",
            r#""abc".endsWith("c")"#,
            r#"int("1") == 1"#,
            r#""abc".matches("^a")"#,
            "size([1]) == 1",
            r#""abc".startsWith("a")"#,
            r#"string(1) == "1""#,
            "type(1) == type(2)",
            "uint(1) == 1u",
        ];
        assert_eq!(calls.len(), FUNCTIONS.len());
        for call in calls {
            assert!(Expression::compile(call).unwrap().holds(&facts()), "{call}");
        }
    }

    #[test]
    fn what_would_quietly_be_false_is_a_mistake() {
        let error = |source: &str| Expression::compile(source).unwrap_err();
        insta::assert_snapshot!(
            [
                "scope == 'x'",
                "request.scope == 'x'",
                "request.path.startWith('/v1')",
                "request.scopes.exists(s, t == 'x')",
                "request.path ==",
                "request.path == '/a' '/b'",
                "Foo{a: 1} == 1",
            ]
            .map(|source| format!("{source}: {}", error(source)))
            .join("\n"),
        );
    }

    #[test]
    fn deep_expressions_neither_parse_nor_run_out_of_stack() {
        let deep =
            |open: &str, middle: &str, close: &str, n: usize| format!("{}{middle}{}", open.repeat(n), close.repeat(n));
        for source in [
            deep("(", "true", ")", 90),
            deep("[", "", "]", 400),
            deep("!", "true", "", 900),
            deep("1+", "1", "", 490),
            deep("true?1:", "1", "", 140),
            deep("size([", "1", "])", 45),
            deep("[1].exists(x,", "true", ")", 60),
        ] {
            if let Ok(expression) = Expression::compile(&source) {
                let _ = expression.holds(&facts());
            }
        }
        assert!(Expression::compile(&"!".repeat(1001)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_text_breaks_the_compiler(source in r#"[a-z0-9 .()\[\]{}<>=!&|?:,+*/%"'\\@\-é]{0,40}"#) {
            if let Ok(expression) = Expression::compile(&source) {
                let _ = expression.holds(&facts());
            }
        }
    }
}
