//! The route table: one row per operation. The router and the OpenAPI document are both made from it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Path, Query as QueryString, State};
use axum::response::IntoResponse as _;
use axum::routing::{MethodRouter, delete, get, patch, post, put};
use bytes::Bytes;
use http::{Method, Response, StatusCode, Uri};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::directory::Kind;
use super::http::{json, read, reply, value};
use super::site::{PREFIX, Site};
use super::{
    ConsentBody, ConsentRow, ControlError, DeviceRow, FindingsQuery, KeyRow, Minted, NewWorld, RefreshTokenRow,
    RevokeBody, RulesBody, SessionRow, SettingsBody, Wait, WorldRow,
};
use crate::directory::file::{ApiEntry, AppEntry, TenantEntry, UserEntry, WorldFile};
use crate::doctor::{ScopeQuestion, ScopeReport, TokenQuestion, TokenReport};
use crate::findings::Report;
use crate::journal::Query;
use crate::ledger::NextSignIn;
use crate::origin::Origin;
use crate::rules::{Rule, RuleRow};
use crate::token::mint::MintOrder;
use crate::world::Settings;

type S = State<Arc<Site>>;
type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One operation.
pub struct Operation {
    /// HTTP method, lower case.
    pub method: &'static str,
    /// Path below `/_pretenant`.
    pub path: &'static str,
    /// One line.
    pub summary: String,
    /// Shape of the query parameters.
    pub query: Option<SchemaOf>,
    /// Shape of the body.
    pub body: Option<SchemaOf>,
    /// Shape of the answer.
    pub answer: Option<SchemaOf>,
    handler: MethodRouter<Arc<Site>>,
}

/// How many things an operation touched.
#[derive(Debug, Serialize, JsonSchema)]
struct Count {
    count: usize,
}

/// A duration to advance by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// `1h 30m`, `90s`, `-5m`.
    by: String,
}

/// A time to set the clock to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetClock {
    /// RFC 3339.
    now: String,
}

/// Who approves a device.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Approve {
    /// Name, id or user principal name.
    user: String,
}

/// How many polls to slow down.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SlowDown {
    /// So many polls are answered `slow_down`.
    polls: u32,
}

fn schema<T: JsonSchema>() -> Option<SchemaOf> {
    Some(|generator| generator.subschema_for::<T>())
}

fn operation(
    method: &'static str,
    path: &'static str,
    summary: impl Into<String>,
    (query, body, answer): (Option<SchemaOf>, Option<SchemaOf>, Option<SchemaOf>),
    handler: MethodRouter<Arc<Site>>,
) -> Operation {
    Operation { method, path, summary: summary.into(), query, body, answer, handler }
}

/// The router of all operations.
pub fn router() -> Router<Arc<Site>> {
    let mut router = Router::new();
    for operation in operations() {
        router = router.route(&format!("{PREFIX}{}", operation.path), operation.handler);
    }
    let unknown = |method: Method, uri: Uri| async move {
        ControlError::NoOperation { method: method.to_string(), path: uri.path().to_owned() }.into_response()
    };
    router.fallback(unknown).method_not_allowed_fallback(unknown)
}

/// Every operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let mut all = vec![
        operation(
            "get",
            "/health",
            "Is the server up?",
            (None, None, None),
            get(|| async { json(StatusCode::OK, &json!({"status": "ok"})) }),
        ),
        operation(
            "get",
            "/openapi.json",
            "This document",
            (None, None, None),
            get(|| async { json(StatusCode::OK, &super::openapi::document()) }),
        ),
    ];
    all.extend(world_operations());
    for kind in [Kind::Tenants, Kind::Users, Kind::Apps, Kind::Apis] {
        all.extend(entry_operations(kind));
    }
    all.extend(rule_operations());
    all.extend(ledger_operations());
    all.extend(sign_in_operations());
    all.extend(time_and_token_operations());
    all.extend(journal_operations());
    all.extend(findings_operations());
    all.extend(explain_operations());
    all.extend(further_world_operations());
    all
}

fn world_operations() -> Vec<Operation> {
    vec![
        operation(
            "get",
            "/world",
            "The world file as it stands",
            (None, None, schema::<WorldFile>()),
            get(|State(s): S| async move { json(StatusCode::OK, &s.control.dump()) }),
        ),
        operation(
            "put",
            "/world",
            "Replace the world file; what has happened stays",
            (None, schema::<WorldFile>(), schema::<WorldFile>()),
            put(|State(s): S, body: Bytes| async move { reply(value(&body).and_then(|v| s.control.replace(&v))) }),
        ),
        operation(
            "patch",
            "/world",
            "Apply a JSON merge patch (RFC 7396) to the world file; all or nothing",
            (None, None, schema::<WorldFile>()),
            patch(|State(s): S, body: Bytes| async move { reply(value(&body).and_then(|v| s.control.patch(&v))) }),
        ),
        operation(
            "post",
            "/world/reset",
            "Back to the start: directory, rules, ledger, clock, keys, settings, journal",
            (None, None, None),
            post(|State(s): S| async move { reply(s.control.reset().map(|()| json!({"status": "reset"}))) }),
        ),
        operation(
            "get",
            "/settings",
            "The settings",
            (None, None, schema::<Settings>()),
            get(|State(s): S| async move { json(StatusCode::OK, &s.control.settings()) }),
        ),
        operation(
            "patch",
            "/settings",
            "Change settings",
            (None, schema::<SettingsBody>(), schema::<Settings>()),
            patch(|State(s): S, body: Bytes| async move {
                reply(read(&body).map(|b: SettingsBody| s.control.change_settings(&b)))
            }),
        ),
    ]
}

fn entry_operations(kind: Kind) -> Vec<Operation> {
    let (list, one, what, entry) = match kind {
        Kind::Tenants => ("/tenants", "/tenants/{name}", "tenant", schema::<TenantEntry>()),
        Kind::Users => ("/users", "/users/{name}", "user", schema::<UserEntry>()),
        Kind::Apps => ("/apps", "/apps/{name}", "client application", schema::<AppEntry>()),
        Kind::Apis => ("/apis", "/apis/{name}", "protected API", schema::<ApiEntry>()),
    };
    let summary = |text: &str| text.replace("ENTRY", what);
    vec![
        operation(
            "get",
            list,
            summary("Every ENTRY"),
            (None, None, None),
            get(move |State(s): S| async move { json(StatusCode::OK, &json!({ kind.key(): s.control.list(kind) })) }),
        ),
        operation(
            "post",
            list,
            summary("Add: ENTRY"),
            (None, entry, entry),
            post(move |State(s): S, body: Bytes| async move {
                match value(&body).and_then(|v| s.control.create(kind, &v)) {
                    Ok(created) => json(StatusCode::CREATED, &created),
                    Err(error) => error.into_response(),
                }
            }),
        ),
        operation(
            "get",
            one,
            summary("One ENTRY, by name or id"),
            (None, None, entry),
            get(move |State(s): S, Path(name): Path<String>| async move { reply(s.control.get(kind, &name)) }),
        ),
        operation(
            "patch",
            one,
            summary("Apply a JSON merge patch: ENTRY"),
            (None, None, entry),
            patch(move |State(s): S, Path(name): Path<String>, body: Bytes| async move {
                reply(value(&body).and_then(|v| s.control.update(kind, &name, &v)))
            }),
        ),
        operation(
            "delete",
            one,
            summary("Remove: ENTRY"),
            (None, None, None),
            delete(move |State(s): S, Path(name): Path<String>| async move {
                reply(s.control.delete(kind, &name).map(|()| json!({"status": "deleted"})))
            }),
        ),
    ]
}

fn rule_operations() -> Vec<Operation> {
    vec![
        operation(
            "get",
            "/rules",
            "The rules, in order, with their counters",
            (None, None, schema::<Vec<RuleRow>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"rules": s.control.rules()})) }),
        ),
        operation(
            "post",
            "/rules",
            "Add a rule behind the others",
            (None, schema::<Rule>(), schema::<RuleRow>()),
            post(|State(s): S, body: Bytes| async move {
                match read_rules(&body).and_then(|rule: Rule| s.control.add_rule(rule)) {
                    Ok(row) => json(StatusCode::CREATED, &row),
                    Err(error) => error.into_response(),
                }
            }),
        ),
        operation(
            "put",
            "/rules",
            "Replace all rules; counting starts anew",
            (None, schema::<RulesBody>(), schema::<Vec<RuleRow>>()),
            put(|State(s): S, body: Bytes| async move {
                let replaced = read_rules(&body).and_then(|b: RulesBody| s.control.replace_rules(&b.rules));
                reply(replaced.map(|rules| json!({"rules": rules})))
            }),
        ),
        operation(
            "delete",
            "/rules",
            "Remove all rules",
            (None, None, schema::<Count>()),
            delete(|State(s): S| async move { json(StatusCode::OK, &Count { count: s.control.clear_rules() }) }),
        ),
        operation(
            "get",
            "/rules/{name}",
            "A rule, by name or number",
            (None, None, schema::<RuleRow>()),
            get(|State(s): S, Path(name): Path<String>| async move { reply(s.control.rule(&name)) }),
        ),
        operation(
            "delete",
            "/rules/{name}",
            "Remove a rule, by name or number",
            (None, None, schema::<RuleRow>()),
            delete(|State(s): S, Path(name): Path<String>| async move { reply(s.control.remove_rule(&name)) }),
        ),
    ]
}

/// Rules: what is wrong with them is a bad request, whether it is the shape or the meaning.
fn read_rules<T: serde::de::DeserializeOwned + JsonSchema>(body: &Bytes) -> Result<T, ControlError> {
    read(body).map_err(|error| match error {
        ControlError::Invalid(mistakes) => ControlError::InvalidRules(mistakes),
        other => other,
    })
}

fn ledger_operations() -> Vec<Operation> {
    vec![
        operation(
            "get",
            "/consents",
            "Consent that holds now",
            (None, None, schema::<Vec<ConsentRow>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"consents": s.control.consents()})) }),
        ),
        operation(
            "post",
            "/consents",
            "Give consent, of a user or for everybody",
            (None, schema::<ConsentBody>(), None),
            post(|State(s): S, body: Bytes| async move {
                reply(
                    read(&body)
                        .and_then(|b: ConsentBody| s.control.grant_consent(&b))
                        .map(|()| json!({"status": "granted"})),
                )
            }),
        ),
        operation(
            "delete",
            "/consents",
            "Take consent back",
            (None, schema::<ConsentBody>(), schema::<Count>()),
            delete(|State(s): S, body: Bytes| async move {
                reply(read(&body).and_then(|b: ConsentBody| s.control.revoke_consent(&b)).map(|count| Count { count }))
            }),
        ),
        operation(
            "get",
            "/sessions",
            "Accounts signed in to browsers",
            (None, None, schema::<Vec<SessionRow>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"sessions": s.control.sessions()})) }),
        ),
        operation(
            "post",
            "/sessions/revoke",
            "End browser sessions, a user's or all",
            (None, schema::<RevokeBody>(), schema::<Count>()),
            post(|State(s): S, body: Bytes| async move {
                reply(read(&body).and_then(|b: RevokeBody| s.control.revoke_sessions(&b)).map(|count| Count { count }))
            }),
        ),
        operation(
            "get",
            "/refresh-tokens",
            "Refresh tokens, without the tokens",
            (None, None, schema::<Vec<RefreshTokenRow>>()),
            get(
                |State(s): S| async move { json(StatusCode::OK, &json!({"refresh_tokens": s.control.refresh_tokens()})) },
            ),
        ),
        operation(
            "post",
            "/refresh-tokens/revoke",
            "Revoke refresh tokens, of a user, a client, or all",
            (None, schema::<RevokeBody>(), schema::<Count>()),
            post(|State(s): S, body: Bytes| async move {
                reply(
                    read(&body)
                        .and_then(|b: RevokeBody| s.control.revoke_refresh_tokens(&b))
                        .map(|count| Count { count }),
                )
            }),
        ),
        operation(
            "post",
            "/users/{name}/revoke",
            "Void everything a user has: sessions, codes, refresh tokens",
            (None, None, None),
            post(|State(s): S, Path(name): Path<String>| async move {
                reply(s.control.revoke_user(&name).map(|()| json!({"status": "revoked"})))
            }),
        ),
    ]
}

fn sign_in_operations() -> Vec<Operation> {
    type Code = Path<String>;
    vec![
        operation(
            "get",
            "/device-codes",
            "Device codes, without the codes",
            (None, None, schema::<Vec<DeviceRow>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"device_codes": s.control.device_codes()})) }),
        ),
        operation(
            "post",
            "/device-codes/{user_code}/approve",
            "Approve a device code as a user would",
            (None, schema::<Approve>(), schema::<DeviceRow>()),
            post(|State(s): S, Path(code): Code, body: Bytes| async move {
                reply(read(&body).and_then(|b: Approve| s.control.approve_device(&code, &b.user)))
            }),
        ),
        operation(
            "post",
            "/device-codes/{user_code}/decline",
            "Decline a device code as a user would",
            (None, None, schema::<DeviceRow>()),
            post(|State(s): S, Path(code): Code| async move { reply(s.control.decline_device(&code)) }),
        ),
        operation(
            "post",
            "/device-codes/{user_code}/expire",
            "Let a device code expire now",
            (None, None, schema::<DeviceRow>()),
            post(|State(s): S, Path(code): Code| async move { reply(s.control.expire_device(&code)) }),
        ),
        operation(
            "post",
            "/device-codes/{user_code}/slow-down",
            "Answer the next polls with slow_down",
            (None, schema::<SlowDown>(), schema::<DeviceRow>()),
            post(|State(s): S, Path(code): Code, body: Bytes| async move {
                reply(read(&body).and_then(|b: SlowDown| s.control.slow_down_device(&code, b.polls)))
            }),
        ),
        operation(
            "get",
            "/sign-in/next",
            "Scripted sign-ins that did not happen yet",
            (None, None, schema::<Vec<NextSignIn>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"next": s.control.next_sign_ins()})) }),
        ),
        operation(
            "post",
            "/sign-in/next",
            "Script what the user does where a page would be shown next; several queue up",
            (None, schema::<NextSignIn>(), None),
            post(|State(s): S, body: Bytes| async move {
                reply(
                    read(&body)
                        .and_then(|b: NextSignIn| s.control.next_sign_in(b))
                        .map(|()| json!({"status": "queued"})),
                )
            }),
        ),
        operation(
            "delete",
            "/sign-in/next",
            "Forget scripted sign-ins",
            (None, None, None),
            delete(|State(s): S| async move {
                s.control.clear_next_sign_ins();
                json(StatusCode::OK, &json!({"status": "cleared"}))
            }),
        ),
    ]
}

fn time_and_token_operations() -> Vec<Operation> {
    use super::ClockState;
    vec![
        operation(
            "get",
            "/clock",
            "What the clock shows",
            (None, None, schema::<ClockState>()),
            get(|State(s): S| async move { json(StatusCode::OK, &s.control.clock()) }),
        ),
        operation(
            "put",
            "/clock",
            "Set the clock",
            (None, schema::<SetClock>(), schema::<ClockState>()),
            put(|State(s): S, body: Bytes| async move {
                reply(read(&body).and_then(|b: SetClock| s.control.set_clock(&b.now)))
            }),
        ),
        operation(
            "post",
            "/clock/advance",
            "Move the clock",
            (None, schema::<Advance>(), schema::<ClockState>()),
            post(|State(s): S, body: Bytes| async move {
                reply(read(&body).and_then(|b: Advance| s.control.advance(&b.by)))
            }),
        ),
        operation(
            "get",
            "/keys",
            "The published signing keys",
            (None, None, schema::<Vec<KeyRow>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"keys": s.control.keys()})) }),
        ),
        operation(
            "post",
            "/keys/rotate",
            "Sign with the next published key from now on",
            (None, None, schema::<Vec<KeyRow>>()),
            post(|State(s): S| async move { json(StatusCode::OK, &json!({"keys": s.control.rotate_keys()})) }),
        ),
        operation(
            "post",
            "/tokens",
            "Mint a token to order: any claims, expired, badly signed, unknown key",
            (None, schema::<MintOrder>(), schema::<Minted>()),
            post(|State(s): S, Extension(origin): Extension<Origin>, body: Bytes| async move {
                reply(read(&body).and_then(|order: MintOrder| s.control.mint(&order, &origin)))
            }),
        ),
    ]
}

fn journal_operations() -> Vec<Operation> {
    vec![
        operation(
            "get",
            "/journal",
            "Exchanges that match, oldest first",
            (schema::<Query>(), None, None),
            get(|State(s): S, uri: Uri| async move { reply(query(&uri).map(|(q, _)| s.control.journal(&q))) }),
        ),
        operation(
            "get",
            "/journal/wait",
            "Wait until `count` exchanges match; 408 with what there is after `timeout`",
            (schema::<Query>(), None, None),
            get(|State(s): S, uri: Uri| async move { wait(&s, &uri).await }),
        ),
        operation(
            "delete",
            "/journal",
            "Forget all exchanges",
            (None, None, None),
            delete(|State(s): S| async move {
                s.control.clear_journal();
                json(StatusCode::OK, &json!({"status": "cleared"}))
            }),
        ),
    ]
}

fn findings_operations() -> Vec<Operation> {
    vec![operation(
        "get",
        "/findings",
        "What the journal shows clients doing wrong, the worst first",
        (schema::<FindingsQuery>(), None, schema::<Report>()),
        get(|State(s): S, uri: Uri| async move {
            let asked = pairs(&uri, &["after"]).and_then(|pairs| super::directory::read(&pairs.into()));
            reply(asked.map(|query: FindingsQuery| s.control.findings(&query)))
        }),
    )]
}

fn explain_operations() -> Vec<Operation> {
    vec![
        operation(
            "post",
            "/explain/scope",
            "What a request for scopes leads to, what is wrong with it, and what to try next",
            (None, schema::<ScopeQuestion>(), schema::<ScopeReport>()),
            post(|State(s): S, body: Bytes| async move {
                reply(read(&body).and_then(|question: ScopeQuestion| s.control.explain_scope(&question)))
            }),
        ),
        operation(
            "post",
            "/explain/token",
            "What the APIs say to a token, check by check, and which scope to ask for",
            (None, schema::<TokenQuestion>(), schema::<TokenReport>()),
            post(|State(s): S, Extension(origin): Extension<Origin>, body: Bytes| async move {
                reply(read(&body).and_then(|question: TokenQuestion| s.control.explain_token(&question, &origin)))
            }),
        ),
    ]
}

fn further_world_operations() -> Vec<Operation> {
    vec![
        operation(
            "get",
            "/worlds",
            "Further worlds on ports of their own",
            (None, None, schema::<Vec<WorldRow>>()),
            get(|State(s): S| async move { json(StatusCode::OK, &json!({"worlds": s.worlds().await})) }),
        ),
        operation(
            "post",
            "/worlds",
            "Make an isolated world on a free port, new or as a copy of this one",
            (None, schema::<NewWorld>(), schema::<WorldRow>()),
            post(|State(s): S, body: Bytes| async move {
                match read::<NewWorld>(&body) {
                    Ok(new) => match s.create_world(&new).await {
                        Ok(row) => json(StatusCode::CREATED, &row),
                        Err(error) => error.into_response(),
                    },
                    Err(error) => error.into_response(),
                }
            }),
        ),
        operation(
            "delete",
            "/worlds/{name}",
            "Stop a further world and forget it",
            (None, None, None),
            delete(|State(s): S, Path(name): Path<String>| async move {
                reply(s.delete_world(&name).await.map(|()| json!({"status": "deleted"})))
            }),
        ),
    ]
}

/// The query of a journal request, and how long to wait for it.
fn query(uri: &Uri) -> Result<(Query, Wait), ControlError> {
    let (mut query, mut wait) = (serde_json::Map::new(), serde_json::Map::new());
    for (name, value) in pairs(uri, &["status", "code", "after", "limit", "count"])? {
        let target = if matches!(name.as_str(), "count" | "timeout") { &mut wait } else { &mut query };
        target.insert(name, value);
    }
    Ok((super::directory::read(&query.into())?, super::directory::read(&wait.into())?))
}

/// The pairs of a query string as JSON; those that are `numbers` become numbers where they can.
fn pairs(uri: &Uri, numbers: &[&str]) -> Result<serde_json::Map<String, serde_json::Value>, ControlError> {
    let QueryString::<Vec<(String, String)>>(pairs) = QueryString::try_from_uri(uri)
        .map_err(|error| ControlError::bad(format!("the query cannot be read: {error}"), "write name=value pairs"))?;
    let value = |name: &str, text: String| {
        let number = text.parse::<u64>().ok().filter(|_| numbers.contains(&name));
        number.map_or(serde_json::Value::String(text), serde_json::Value::from)
    };
    Ok(pairs.into_iter().map(|(name, text)| (name.clone(), value(&name, text))).collect())
}

async fn wait(site: &Site, uri: &Uri) -> Response<Body> {
    let (query, wait) = match query(uri) {
        Ok(parsed) => parsed,
        Err(error) => return error.into_response(),
    };
    match site.control.wait(&query, &wait).await {
        Ok(Ok(answer)) => json(StatusCode::OK, &answer),
        Ok(Err(late)) => json(StatusCode::REQUEST_TIMEOUT, &late),
        Err(error) => error.into_response(),
    }
}
