//! What every command that listens shares.

use pretenant_sts::front::ServeError;

use crate::failure::Failure;

/// An address that cannot be listened on, and what to do about it.
pub fn cannot_listen(error: ServeError) -> Failure {
    let ServeError::Bind { address, source } = &error;
    let cure = match source.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "something else listens there: stop it, or choose another port, e.g. --listen {}:0",
            if address.is_ipv6() { "[::1]" } else { "127.0.0.1" }
        ),
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need permission: choose a higher one with --listen".to_owned()
        }
        std::io::ErrorKind::AddrNotAvailable => "this machine has no such address: choose one it has".to_owned(),
        _ => "choose another address with --listen".to_owned(),
    };
    Failure::usage(format!("{error}\n  {cure}"))
}

/// Waits until somebody asks this program to end.
#[cfg(unix)]
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

/// Waits until somebody asks this program to end.
#[cfg(not(unix))]
pub async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}
