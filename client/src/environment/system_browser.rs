use std::{
    collections::BTreeMap,
    convert::Infallible,
    fmt, io,
    net::{Ipv4Addr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use url::Url;

use super::{AuthResponse, Browser, BrowserError};

/// An answer is a code and a few words.
const LARGEST_ANSWER: usize = 64 << 10;

const TIMEOUT: Duration = Duration::from_secs(300);

const DONE: &str = "You are signed in, or were told why not. This page can be closed.";

const NOT_MINE: &str = "This isn't the answer that was waited for.";

/// The system's browser, whose answer is caught by a listener on the loopback interface (RFC 8252 §7.3).
///
/// The redirect URI must be `http://localhost`, `http://127.0.0.1` or `http://[::1]`, with or without port and path;
/// without a port, a free one is taken. Deliveries with another state are turned away, and the listener waits on.
pub struct SystemBrowser {
    opener: Opener,
    timeout: Duration,
    listeners: Mutex<BTreeMap<String, Listeners>>,
}

type Opener = Box<dyn Fn(&Url) -> io::Result<()> + Send + Sync>;

/// One port, on both kinds of loopback: nobody knows which one the browser's `localhost` is.
struct Listeners {
    v4: TcpListener,
    v6: Option<TcpListener>,
}

impl SystemBrowser {
    /// Opens addresses as the desktop does, and waits five minutes for an answer.
    pub fn new() -> Self {
        Self::with_opener(|url| open::that_detached(url.as_str()))
    }

    /// Opens addresses this way instead.
    pub fn with_opener(opener: impl Fn(&Url) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self { opener: Box::new(opener), timeout: TIMEOUT, listeners: Mutex::default() }
    }

    /// Waits so long for an answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn listeners(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Listeners>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for SystemBrowser {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SystemBrowser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemBrowser").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

#[async_trait]
impl Browser for SystemBrowser {
    async fn redirect_uri(&self, configured: Option<&str>) -> Result<String, BrowserError> {
        let configured = configured.unwrap_or("http://localhost");
        let refuse = || {
            let cure = "the system's browser answers to a loopback redirect URI only, such as http://localhost";
            BrowserError::Failed(format!("{cure}; {configured:?} is configured"))
        };
        let mut url = Url::parse(configured).ok().filter(is_loopback).ok_or_else(refuse)?;
        let failed = |error| BrowserError::Failed(format!("no port can be opened for {configured}: {error}"));
        let listeners = Listeners::bind(url.port().unwrap_or(0)).await.map_err(failed)?;
        let port = listeners.v4.local_addr().map_err(failed)?.port();
        url.set_port(Some(port)).map_err(|()| refuse())?;
        // as the platform has it registered: `http://localhost:1234`, without a slash nobody wrote
        let uri = match configured.ends_with('/') || url.path() != "/" {
            true => url.to_string(),
            false => url.as_str().trim_end_matches('/').to_owned(),
        };
        self.listeners().insert(uri.clone(), listeners);
        Ok(uri)
    }

    async fn open(&self, url: &Url, redirect_uri: &str) -> Result<AuthResponse, BrowserError> {
        let Some(listeners) = self.listeners().remove(redirect_uri) else {
            return Err(BrowserError::Failed(format!("nobody listens at {redirect_uri}")));
        };
        let awaited = Awaited::new(url, redirect_uri);
        (self.opener)(url).map_err(|error| BrowserError::Failed(format!("the browser can't be opened: {error}")))?;
        tokio::time::timeout(self.timeout, listeners.wait_for(Arc::new(awaited)))
            .await
            .unwrap_or(Err(BrowserError::TimedOut))
    }
}

/// What the answer must be like.
struct Awaited {
    path: String,
    state: Option<String>,
    method: Method,
}

impl Awaited {
    fn new(url: &Url, redirect_uri: &str) -> Self {
        let parameter = |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, v)| v.into_owned());
        Self {
            path: Url::parse(redirect_uri).map_or_else(|_| "/".to_owned(), |uri| uri.path().to_owned()),
            state: parameter("state"),
            method: match parameter("response_mode").as_deref() {
                Some("form_post") => Method::POST,
                _ => Method::GET,
            },
        }
    }

    fn is(&self, answer: &AuthResponse) -> bool {
        answer.single("state") == self.state.as_deref()
            && (answer.single("code").is_some() || answer.single("error").is_some())
    }
}

impl Listeners {
    async fn bind(port: u16) -> io::Result<Self> {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, v4.local_addr()?.port())).await.ok();
        Ok(Self { v4, v6 })
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        let v4 = self.v4.accept();
        let accepted = match &self.v6 {
            None => v4.await,
            Some(v6) => match select(std::pin::pin!(v4), std::pin::pin!(v6.accept())).await {
                Either::Left((accepted, _)) | Either::Right((accepted, _)) => accepted,
            },
        };
        accepted.map(|(stream, _)| stream)
    }

    /// Serves until the awaited answer has come; browsers ask for an icon, and keep connections open.
    async fn wait_for(self, awaited: Arc<Awaited>) -> Result<AuthResponse, BrowserError> {
        let (sender, mut answers) = mpsc::channel(1);
        let mut connections = tokio::task::JoinSet::new();
        loop {
            match select(std::pin::pin!(self.accept()), std::pin::pin!(answers.recv())).await {
                Either::Left((Ok(stream), _)) => {
                    connections.spawn(serve(stream, awaited.clone(), sender.clone()));
                }
                Either::Left((Err(error), _)) => {
                    return Err(BrowserError::Failed(format!("the listener failed: {error}")));
                }
                Either::Right((answer, _)) => {
                    // what has been answered is still to reach the browser
                    let farewell = async { while connections.join_next().await.is_some() {} };
                    let _ = tokio::time::timeout(Duration::from_secs(1), farewell).await;
                    return answer.ok_or(BrowserError::TimedOut);
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, awaited: Arc<Awaited>, sender: mpsc::Sender<AuthResponse>) {
    let service = service_fn(move |request| {
        let (awaited, sender) = (awaited.clone(), sender.clone());
        async move { Ok::<_, Infallible>(answer(request, &awaited, &sender).await) }
    });
    // a browser that breaks off will come again
    let _ = http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(
    request: Request<Incoming>,
    awaited: &Awaited,
    sender: &mpsc::Sender<AuthResponse>,
) -> Response<Full<Bytes>> {
    if request.uri().path() != awaited.path {
        return page(StatusCode::NOT_FOUND, NOT_MINE);
    }
    if request.method() != awaited.method {
        return page(StatusCode::METHOD_NOT_ALLOWED, NOT_MINE);
    }
    let parameters = match request.method() {
        &Method::POST => match Limited::new(request.into_body(), LARGEST_ANSWER).collect().await {
            Ok(body) => body.to_bytes(),
            Err(_) => return page(StatusCode::BAD_REQUEST, NOT_MINE),
        },
        _ => Bytes::copy_from_slice(request.uri().query().unwrap_or_default().as_bytes()),
    };
    let response = AuthResponse::from_form(&parameters);
    if !awaited.is(&response) {
        return page(StatusCode::BAD_REQUEST, NOT_MINE);
    }
    // the first answer counts
    let _ = sender.try_send(response);
    page(StatusCode::OK, DONE)
}

fn page(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "http" && ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}
