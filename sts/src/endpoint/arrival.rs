//! Received: a raw request with everything that is the same for all endpoints.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use indexmap::IndexMap;
use uuid::Uuid;

use super::fingerprint;
use crate::clock::Moment;
use crate::decide::Context;
use crate::directory::{Directory, TenantSegment};
use crate::entropy::Draw;
use crate::journal::{
    self, ClientName, Exchange, Issued, Note, Presented, Told, redact, redact_location, redact_query,
};
use crate::ledger::Ledger;
use crate::origin::{Issuers, Origin};
use crate::protocol::error_body::Trace;
use crate::protocol::form::Form;
use crate::protocol::token_response::Signing;
use crate::refusal::{Refusal, names};
use crate::route::Dialect;
use crate::rules::ExchangeRules;
use crate::world::{Settings, World};

/// Extension on a request whose body exceeded the limit and was not read.
#[derive(Debug, Clone, Copy)]
pub struct BodyTooLarge;

/// Extension on a request to a world that issues tokens under other host names, too: those hosts (with port), whose
/// issuers its APIs accept as well.
#[derive(Debug, Clone)]
pub struct OtherNames(pub Arc<[String]>);

/// Extension on a request that was sent before it is handed over, as steps at the same time are: number of the last
/// exchange that had been answered when it was sent.
#[derive(Debug, Clone, Copy)]
pub struct SentAfter(pub u64);

/// A request as it arrived.
pub struct Arrival<'w> {
    /// The world it arrived in.
    pub world: &'w World,
    /// The request.
    pub request: &'w Request<Bytes>,
    /// The host the client used.
    pub origin: Origin,
    /// Issuers as the client sees them.
    pub issuers: Issuers,
    /// Issuers under the world's other names.
    pub other_issuers: Vec<Issuers>,
    /// When it arrived; rules can pretend another time.
    pub now: Moment,
    /// When it really arrived.
    pub arrived: Moment,
    /// Number of the last exchange that had been answered then.
    pub after: u64,
    /// Its identifiers.
    pub draw: Draw,
    /// Its trace and correlation ids.
    pub trace: Trace,
    /// The client wants its request id back.
    pub echo_request_id: bool,
    /// The directory as it was on arrival.
    pub directory: Arc<Directory>,
    /// The settings as they were on arrival.
    pub settings: Settings,
    /// The world's rules, in this exchange.
    pub rules: ExchangeRules<'w>,
    /// What the handlers note for the journal.
    pub note: Note,
}

impl<'w> Arrival<'w> {
    /// Reads what every endpoint needs.
    pub fn new(world: &'w World, tls: bool, request: &'w Request<Bytes>) -> Self {
        let now = world.clock.now();
        let target = request.uri().path_and_query().map_or("", |p| p.as_str());
        let body = fingerprint::meaning(request.body());
        let draw = world.entropy.for_request(&[request.method().as_str().as_bytes(), target.as_bytes(), &body]);
        let host = header(request, "host").or_else(|| request.uri().host()).unwrap_or_default();
        let host = request.uri().authority().map_or(host, http::uri::Authority::as_str);
        let origin = Origin::new(tls, host);
        let directory = world.directory();
        let pinned = directory.settings().issuer_host.as_deref();
        let issuers = Issuers::new(&origin, pinned);
        let other_names = request.extensions().get::<OtherNames>().into_iter().flat_map(|names| names.0.iter());
        let other_issuers = other_names.map(|host| Issuers::new(&Origin::new(true, host), pinned)).collect();
        let telemetry = Form::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
        let sent = ["client-request-id", "x-ms-client-request-id"]
            .into_iter()
            .find_map(|name| header(request, name))
            .or_else(|| telemetry.first("client-request-id"))
            .and_then(|id| Uuid::try_parse(id).ok());
        let echo = header(request, "return-client-request-id").or_else(|| telemetry.first("return-client-request-id"));
        let trace_id = draw.trace_id();
        let correlation_id = sent.unwrap_or_else(|| draw.guid("correlation"));
        Self {
            world,
            request,
            origin,
            issuers,
            other_issuers,
            now,
            arrived: now,
            after: request.extensions().get::<SentAfter>().map_or_else(|| world.journal.last(), |sent| sent.0),
            trace: Trace { trace_id, correlation_id, time: now },
            echo_request_id: echo.is_some_and(|v| v.eq_ignore_ascii_case("true")),
            settings: world.settings(),
            rules: ExchangeRules::new(&world.rules, &draw),
            draw,
            directory,
            note: Note::default(),
        }
    }

    /// A request header that is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'w str> {
        header(self.request, name)
    }

    /// The value of a request cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&'w str> {
        let all = self.request.headers().get_all(http::header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
        all.flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(n, v)| (n == name).then_some(v))
    }

    /// True when the body exceeded the limit and was not read.
    #[must_use]
    pub fn too_large(&self) -> bool {
        self.request.extensions().get::<BodyTooLarge>().is_some()
    }

    /// Parameters of the query.
    ///
    /// # Errors
    /// AADSTS9002313 when they are not UTF-8.
    pub fn query(&self) -> Result<Form, Refusal> {
        Form::parse(self.request.uri().query().unwrap_or_default().as_bytes())
    }

    /// Parameters of the body. A body of another type than a form has none.
    ///
    /// # Errors
    /// AADSTS9002313 when they are not UTF-8.
    pub fn body(&self) -> Result<Form, Refusal> {
        let kind = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("application/x-www-form-urlencoded") {
            Form::parse(self.request.body())
        } else {
            Ok(Form::default())
        }
    }

    /// What the path's tenant segment names.
    ///
    /// # Errors
    /// AADSTS90002 for an unknown tenant, 900023 for a segment that cannot be one.
    pub fn segment(&self, typed: &str) -> Result<TenantSegment, Refusal> {
        use crate::aadsts;
        if let Some(segment) = self.directory.tenant_segment(typed) {
            return Ok(segment);
        }
        let plausible = Uuid::try_parse(typed).is_ok() || typed.contains('.');
        let tenants = self.directory.tenants().iter();
        let known = names(tenants.map(|t| format!("{} ({})", t.id, t.default_domain())));
        let refusal = if plausible { aadsts!(90002) } else { aadsts!(900023) };
        Err(refusal
            .check("tenant.exists")
            .with("tenant", typed)
            .expected(format!("common, organizations, consumers or {known}"))
            .found(typed.to_owned()))
    }

    /// What decisions look at, under a tenant segment.
    #[must_use]
    pub fn context<'a>(&'a self, typed: &'a str, segment: &'a TenantSegment, dialect: Dialect) -> Context<'a> {
        Context {
            directory: &self.directory,
            ledger: &self.world.ledger,
            settings: &self.settings,
            keys: self.world.keys(),
            now: self.now,
            typed,
            segment,
            dialect,
            origin: &self.origin,
            issuers: &self.issuers,
            rules: &self.rules,
        }
    }

    /// What signing tokens takes, as rules leave it; `None` without a key.
    #[must_use]
    pub fn signing(&self) -> Option<Signing<'_>> {
        let keys = self.world.keys();
        Some(Signing {
            key: keys.active()?,
            keys,
            access: self.rules.token_alteration(),
            id: self.rules.id_token_alteration(),
            issuers: &self.issuers,
            now: self.now,
            lifetimes: self.directory.settings().lifetimes,
        })
    }

    /// The ledger, locked.
    pub fn ledger(&self) -> std::sync::MutexGuard<'w, Ledger> {
        self.world.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Notes the client application that a request names, if it exists.
    pub fn note_client(&mut self, id: Option<&str>) {
        let app = id.and_then(|id| Uuid::try_parse(id).ok()).and_then(|id| self.directory.app(id));
        self.note.client = app.map(|app| ClientName { id: app.client_id, name: app.name.clone() });
    }

    /// The journal's record of the exchange.
    #[must_use]
    pub fn into_exchange(self, response: &Response<Bytes>, micros: u64) -> Exchange {
        let uri = self.request.uri();
        let mut parameters: IndexMap<String, String> = IndexMap::new();
        let [query, body] = [self.query().unwrap_or_default(), self.body().unwrap_or_default()];
        let presented = self.presented(&body);
        let (issued, told) = self.answered(response);
        for (name, value) in query.iter().chain(body.iter()) {
            let value = redact(name, value);
            parameters
                .entry(name.to_owned())
                .and_modify(|old| {
                    old.push(' ');
                    old.push_str(&value);
                })
                .or_insert(value);
        }
        let headers = self
            .request
            .headers()
            .iter()
            .map(|(n, v)| (n.as_str().to_owned(), redact(n.as_str(), &String::from_utf8_lossy(v.as_bytes()))))
            .collect();
        let location = response.headers().get(http::header::LOCATION).and_then(|l| l.to_str().ok());
        Exchange {
            id: 0,
            time: self.now.iso(),
            at: self.arrived.0,
            after: self.after,
            method: self.request.method().to_string(),
            origin: self.origin.base(),
            path: uri.path().to_owned(),
            query: redact_query(uri.query().unwrap_or_default()),
            headers,
            parameters,
            presented,
            trace_id: self.trace.trace_id,
            correlation_id: self.trace.correlation_id,
            note: self.note,
            status: response.status().as_u16(),
            location: location.map(redact_location),
            issued,
            told,
            micros,
        }
    }

    fn presented(&self, body: &Form) -> Presented {
        match self.note.endpoint {
            Some("token") => Presented::to_token_endpoint(body),
            Some("userinfo" | journal::API) => Presented::to_api(self.header("authorization")),
            _ => Presented::default(),
        }
    }

    /// What the client finds in the answer, whatever rules have done to it.
    fn answered(&self, response: &Response<Bytes>) -> (Issued, Told) {
        let told = Told::by(response, self.now);
        let (issued, told) = match self.note.endpoint {
            Some("token" | "devicecode") => match journal::json(response) {
                Some(body) => (Issued::in_json(&body), told.in_json(&body)),
                None => (Issued::default(), told),
            },
            Some("authorize" | "login") => {
                let location = response.headers().get(http::header::LOCATION).and_then(|l| l.to_str().ok());
                let redirected = location.map(at_redirect_uri).unwrap_or_default();
                (Issued::at_redirect(response, &redirected), told.at_redirect(&redirected))
            }
            _ => (Issued::default(), told),
        };
        (if told.lost { Issued::default() } else { issued }, told)
    }
}

/// Parameters in query and fragment of a redirect.
fn at_redirect_uri(location: &str) -> Form {
    let (before, fragment) = location.split_once('#').unwrap_or((location, ""));
    let query = before.split_once('?').map_or("", |(_, query)| query);
    let parse = |text: &str| Form::parse(text.as_bytes()).unwrap_or_default();
    parse(query).chain(parse(fragment))
}

fn header<'r>(request: &'r Request<Bytes>, name: &str) -> Option<&'r str> {
    request.headers().get(name).and_then(|v| v.to_str().ok())
}
