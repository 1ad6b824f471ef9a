use std::{
    io::{Error, Read, Write},
    net::{IpAddr, TcpStream, UdpSocket},
    sync::{Arc, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use pretenant_client::{Browser, BrowserError, ClientErrorKind, InteractiveRequest, SystemBrowser};
use serde_json::json;
use url::Url;

use crate::support::*;

/// A browser in whose place a thread works with the address it was opened with.
fn browser(
    user: impl Fn(Url) -> Vec<String> + Send + Sync + 'static,
) -> (SystemBrowser, mpsc::Receiver<JoinHandle<Vec<String>>>) {
    let (sender, receiver) = mpsc::channel();
    let user = Arc::new(user);
    let browser = SystemBrowser::with_opener(move |url| {
        let (url, user) = (url.clone(), user.clone());
        sender.send(std::thread::spawn(move || user(url))).map_err(Error::other)
    });
    (browser, receiver)
}

/// Sends raw HTTP to the redirect URI; returns the status line.
fn deliver(url: &Url, method: &str, path: &str, form: &str) -> String {
    let redirect: Url = query(url, "redirect_uri").unwrap().parse().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (path, body) = match method {
        "POST" => (path.to_owned(), form),
        _ => (format!("{path}?{form}"), ""),
    };
    let head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_is_caught_and_strays_are_turned_away() {
    let world = World::new();
    let sts = world.sts.clone();
    let (browser, threads) = browser(move |url| {
        let state = query(&url, "state").unwrap();
        let nonce = query(&url, "nonce").unwrap();
        sts.reply(tokens(&ADA, "AT1", "RT1", "User.Read").id_claims(&ADA, json!({"nonce": nonce})));
        let right = format!("code=c&state={state}");
        vec![
            deliver(&url, "GET", "/favicon.ico", ""),
            deliver(&url, "GET", "/", &right),
            deliver(&url, "POST", "/", "code=stray&state=another"),
            deliver(&url, "POST", "/", &format!("state={state}")),
            deliver(&url, "POST", "/", &format!("{right}&x={}", "y".repeat(100 << 10))),
            deliver(&url, "POST", "/", &right),
        ]
    });
    let client = world.public_with(|builder| builder.redirect_uri("http://localhost").browser(Arc::new(browser)));
    let result = client.acquire_interactive(InteractiveRequest::new(["User.Read"])).await.unwrap();
    assert_eq!(token(&result), "AT1");
    let answers = threads.recv().unwrap().join().unwrap();
    let statuses: Vec<_> = answers.iter().map(|line| &line[9..12]).collect();
    assert_eq!(statuses, ["404", "405", "400", "400", "400", "200"]);
    let redeemed = world.sts.take().remove(0);
    let redirect_uri = redeemed.param("redirect_uri").unwrap();
    assert!(redirect_uri.starts_with("http://localhost:") && !redirect_uri.ends_with('/'), "{redirect_uri}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_is_caught_where_one_was_asked_for() {
    let world = World::new();
    let (browser, _threads) = browser(|url| {
        let state = query(&url, "state").unwrap();
        vec![deliver(&url, "GET", "/cb", &format!("error=access_denied&state={state}"))]
    });
    let client = world.public_with(|builder| builder.redirect_uri("http://127.0.0.1/cb").browser(Arc::new(browser)));
    let request = InteractiveRequest::new(["User.Read"]).response_mode(pretenant_client::ResponseMode::Query);
    assert_eq!(client.acquire_interactive(request).await.unwrap_err().code(), "access_denied");
    assert!(world.sts.wire().is_empty());
}

#[tokio::test]
async fn the_listener_is_on_the_loopback_interface_alone() {
    let browser = SystemBrowser::with_opener(|_| Ok(()));
    let redirect: Url = browser.redirect_uri(None).await.unwrap().parse().unwrap();
    let port = redirect.port().unwrap();
    TcpStream::connect(("127.0.0.1", port)).unwrap();
    // no packet is sent: it only tells which address this machine would use
    let probe = UdpSocket::bind("0.0.0.0:0").unwrap();
    let outside = probe.connect("192.0.2.1:9").and_then(|()| probe.local_addr()).map(|address| address.ip());
    match outside {
        Ok(IpAddr::V4(address)) if !address.is_loopback() => {
            TcpStream::connect((address, port)).expect_err("the port is closed on the machine's other address");
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_redirect_uri_elsewhere_is_refused_and_a_silent_browser_given_up() {
    let browser = SystemBrowser::with_opener(|_| Ok(())).timeout(Duration::from_millis(20));
    for elsewhere in ["https://app.test/cb", "http://192.0.2.1/", "nonsense"] {
        assert!(matches!(browser.redirect_uri(Some(elsewhere)).await, Err(BrowserError::Failed(_))), "{elsewhere}");
    }
    let redirect = browser.redirect_uri(None).await.unwrap();
    let url = "https://sts.test/authorize?state=s".parse().unwrap();
    assert_eq!(browser.open(&url, &redirect).await, Err(BrowserError::TimedOut));
    assert!(matches!(browser.open(&url, &redirect).await, Err(BrowserError::Failed(_))), "its listener is closed");

    let world = World::new();
    let browser = SystemBrowser::with_opener(|_| Err(Error::other("no display")));
    let client = world.public_with(|builder| builder.redirect_uri("http://localhost").browser(Arc::new(browser)));
    let error = client.acquire_interactive(InteractiveRequest::new(["User.Read"])).await.unwrap_err();
    let pretenant_client::Error::Client(error) = error else { panic!("{error}") };
    assert_eq!(error.kind, ClientErrorKind::Browser);
    assert!(error.message.contains("no display"));
}
