use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use pretenant_sts::control::Control;
use pretenant_sts::endpoint::arrival::SentAfter;
use pretenant_sts::front::Handler;
use pretenant_sts::journal::{Exchange, Query};
use pretenant_sts::rules::WireFault;

/// One exchange as it went over the wire, and the journal's entry of it.
#[derive(Debug, Clone)]
pub struct Traffic {
    /// The journal's entry.
    pub exchange: Arc<Exchange>,
    /// Method of the request.
    pub method: Method,
    /// Path and query of the request.
    pub target: String,
    /// Headers of the request.
    pub request_headers: HeaderMap,
    /// Body of the request.
    pub request_body: Bytes,
    /// Status of the answer.
    pub status: StatusCode,
    /// Headers of the answer.
    pub headers: HeaderMap,
    /// Body of the answer; what a rule keeps back from the client is in it.
    pub body: Bytes,
}

/// Stands between the sockets and a world, and records everything byte for byte.
pub struct Tap {
    control: Control,
    record: Mutex<Vec<Arc<Traffic>>>,
    /// Requests on their way: target, body, and the last exchange that had been answered when they were sent.
    sent: Mutex<Vec<(String, Bytes, SentAfter)>>,
}

impl Tap {
    /// Taps a world.
    #[must_use]
    pub fn new(control: Control) -> Self {
        Self { control, record: Mutex::default(), sent: Mutex::default() }
    }

    /// The controls of the world.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    fn record(&self) -> MutexGuard<'_, Vec<Arc<Traffic>>> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a client in this process sends a request: of those sent at the same time, each is on its way before
    /// one of the others is answered, though the world answers one after the other.
    pub fn sent(&self, request: &Request<Bytes>) {
        let after = SentAfter(self.control.world().journal().last());
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push((target(request), request.body().clone(), after));
    }

    fn sent_after(&self, request: &Request<Bytes>) -> Option<SentAfter> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = target(request);
        let place = sent.iter().position(|(target, body, _)| *target == wanted && body == request.body())?;
        Some(sent.remove(place).2)
    }

    /// Lets the world answer.
    pub fn exchange(&self, tls: bool, mut request: Request<Bytes>) -> Response<Bytes> {
        if let Some(after) = self.sent_after(&request) {
            request.extensions_mut().insert(after);
        }
        // The record and the journal must agree on the order.
        let mut record = self.record();
        let world = self.control.world();
        let before = record.last().map_or(0, |t| t.exchange.id);
        let mut response = world.handle(tls, &request);
        self.wait(&mut response);
        let exchange =
            world.journal().find(&Query { after: Some(before), ..Query::default() }).pop().unwrap_or_default();
        let target = target(&request);
        let (parts, body) = request.into_parts();
        record.push(Arc::new(Traffic {
            exchange,
            method: parts.method,
            target,
            request_headers: parts.headers,
            request_body: body,
            status: response.status(),
            headers: response.headers().clone(),
            body: response.body().clone(),
        }));
        response
    }

    /// In a world whose clock stands still, waiting moves the clock, and nobody really waits.
    fn wait(&self, response: &mut Response<Bytes>) {
        let clock = self.control.world().clock();
        if let Some(fault) = response.extensions_mut().get_mut::<WireFault>()
            && clock.is_frozen()
        {
            let delay = std::mem::take(&mut fault.delay);
            clock.advance(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX));
        }
    }

    /// How many exchanges there were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.record().len()
    }

    /// True before the first exchange.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The exchanges from the `first`th on, counted from 0.
    #[must_use]
    pub fn since(&self, first: usize) -> Vec<Arc<Traffic>> {
        self.record().get(first..).unwrap_or_default().to_vec()
    }
}

/// Path and query.
fn target(request: &Request<Bytes>) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

impl Handler for Tap {
    async fn handle(self: Arc<Self>, tls: bool, request: Request<Bytes>) -> Response<Bytes> {
        self.exchange(tls, request)
    }
}
