use std::io;
use std::path::PathBuf;

/// Why there is no authority, no server certificate or no export: always something that the person who started
/// the server can put right, so every text says how.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file or directory could not be read, written or locked.
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        /// What was tried, e.g. `read`.
        action: &'static str,
        /// What it was tried on.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file of the authority is there but cannot be used. It is never replaced unasked: clients may trust it.
    #[error(
        "{} {reason}; restore it from a copy, or delete ca.pem and ca.key there to get a new authority \
         (which clients must then be told to trust)",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, e.g. `holds no private key`.
        reason: &'static str,
    },
    /// The authority's certificate is there but its private key is not.
    #[error(
        "{} is missing, so nothing can be signed in the name of {}; restore the key, or delete the certificate \
         to get a new authority (which clients must then be told to trust)",
        .key.display(), .certificate.display()
    )]
    KeyMissing {
        /// Where the certificate is.
        certificate: PathBuf,
        /// Where the key should be.
        key: PathBuf,
    },
    /// The authority's certificate is not valid at this time.
    #[error(
        "{} is valid from {from} to {until}, but the clock says {now}; set the clock right, or delete ca.pem and \
         ca.key to get a new authority (which clients must then be told to trust)",
        .path.display()
    )]
    NotValidNow {
        /// The certificate.
        path: PathBuf,
        /// First day of its validity.
        from: String,
        /// Last day of its validity.
        until: String,
        /// Today.
        now: String,
    },
    /// A name that a certificate cannot carry.
    #[error(
        "`{host}` is neither a host name nor an IP address; write it without scheme and port, as in \
         `login.example.com`, `*.example.com` or `192.0.2.7`"
    )]
    Host {
        /// The name as given.
        host: String,
    },
    /// A password that Java could not open the trust store with.
    #[error("the trust store's password must be one or more printable ASCII characters: Java cannot use others")]
    Password,
    /// No directory to keep state in.
    #[error("no home directory to keep the local authority in; set PRETENANT_STATE_DIR to a directory")]
    NoHome,
    /// A key or certificate could not be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS does not accept what was made.
    #[error("cannot set up TLS: {0}")]
    Config(#[from] rustls::Error),
    /// The trust store could not be written.
    #[error("cannot make the trust store: {0}")]
    Export(#[from] p12_keystore::error::Error),
}
