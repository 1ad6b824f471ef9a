//! The environment in which a command reaches a server of ours. No I/O: what to set and what to take away.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::SocketAddr;

use super::trust::{JAVA_PASSWORD, TrustFiles};

/// What stands between a command and the server.
pub struct Reach<'a> {
    /// Certificates to trust.
    pub trust: &'a TrustFiles,
    /// The intercepting proxy.
    pub proxy: Option<SocketAddr>,
    /// `JAVA_TOOL_OPTIONS` of the environment we were started in.
    pub java_options: Option<OsString>,
    /// `NO_PROXY` of the environment we were started in.
    pub no_proxy: Option<OsString>,
}

impl<'a> Reach<'a> {
    /// Reads what the environment says already.
    pub fn new(trust: &'a TrustFiles, proxy: Option<SocketAddr>) -> Self {
        Self {
            trust,
            proxy,
            java_options: std::env::var_os("JAVA_TOOL_OPTIONS"),
            no_proxy: std::env::var_os("NO_PROXY").or_else(|| std::env::var_os("no_proxy")),
        }
    }
}

/// Changes to the environment that a command inherits.
#[derive(Debug, PartialEq, Eq)]
pub struct Environment {
    /// Variables to set.
    pub set: BTreeMap<String, OsString>,
    /// Variables to take away.
    pub remove: &'static [&'static str],
}

/// Names of this machine, as `NO_PROXY` has them.
const THIS_MACHINE: &str = "localhost,127.0.0.1,::1";

impl Environment {
    /// An environment whose programs get through to the server and trust it.
    pub fn reaching(reach: &Reach<'_>) -> Self {
        let mut set = BTreeMap::new();
        put(&mut set, "PRETENANT_CA_FILE", &reach.trust.authority);
        trust(&mut set, reach.trust);
        proxies(&mut set, reach);
        put(&mut set, "JAVA_TOOL_OPTIONS", java(reach));
        Self { set, remove: &[] }
    }

    /// Sets a variable.
    pub fn put(&mut self, name: impl Into<String>, value: impl Into<OsString>) {
        put(&mut self.set, name, value);
    }

    /// Sets a variable unless it is set already.
    pub fn add(&mut self, name: String, value: impl Into<OsString>) {
        self.set.entry(name).or_insert_with(|| value.into());
    }
}

fn put(set: &mut BTreeMap<String, OsString>, name: impl Into<String>, value: impl Into<OsString>) {
    set.insert(name.into(), value.into());
}

fn trust(set: &mut BTreeMap<String, OsString>, trust: &TrustFiles) {
    for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"] {
        put(set, name, &trust.bundle);
    }
    put(set, "NODE_EXTRA_CA_CERTS", &trust.node);
}

/// In both spellings: curl reads only `http_proxy`, others only capitals.
fn proxies(set: &mut BTreeMap<String, OsString>, reach: &Reach<'_>) {
    // Whatever proxy there is, this machine is reached without it. Beside ours nothing else is.
    let others = reach.no_proxy.clone().filter(|others| reach.proxy.is_none() && !others.is_empty());
    let mut direct = others.map_or_else(OsString::new, |mut others| {
        others.push(",");
        others
    });
    direct.push(THIS_MACHINE);
    for name in ["NO_PROXY", "no_proxy"] {
        put(set, name, &direct);
    }
    let Some(proxy) = reach.proxy else { return };
    let url = format!("http://{proxy}");
    put(set, "PRETENANT_PROXY", &url);
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        put(set, name, &url);
    }
    put(set, "NODE_USE_ENV_PROXY", "1");
}

/// The options that are there, and ours: of a property that is set twice, Java takes the last.
fn java(reach: &Reach<'_>) -> OsString {
    let mut options = reach.java_options.clone().unwrap_or_default();
    let mut add = |option: OsString| {
        if !options.is_empty() {
            options.push(" ");
        }
        options.push(option);
    };
    let mut store = OsString::from("-Djavax.net.ssl.trustStore=");
    store.push(&reach.trust.java);
    add(quoted(store));
    add("-Djavax.net.ssl.trustStoreType=PKCS12".into());
    add(format!("-Djavax.net.ssl.trustStorePassword={JAVA_PASSWORD}").into());
    if let Some(proxy) = reach.proxy {
        for scheme in ["http", "https"] {
            add(format!("-D{scheme}.proxyHost={} -D{scheme}.proxyPort={}", proxy.ip(), proxy.port()).into());
        }
        add("-Dhttp.nonProxyHosts=localhost|127.*|[::1]".into());
    }
    options
}

/// Java splits the variable at white space that is not in quotes.
fn quoted(option: OsString) -> OsString {
    if !option.to_string_lossy().contains(char::is_whitespace) {
        return option;
    }
    let mut quoted = OsString::from("\"");
    quoted.push(option);
    quoted.push("\"");
    quoted
}
