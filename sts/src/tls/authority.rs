//! The local certificate authority.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData, SerialNumber,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::TlsError;
use super::store::{Access, Store};

pub(super) const DAY: i64 = 24 * 60 * 60;
const LIFE: i64 = 20 * 365 * DAY;

const CERTIFICATE: &str = "ca.pem";
const KEY: &str = "ca.key";

/// A certificate authority of this installation's own: another one on every machine, so that trusting it means
/// trusting nobody else's.
#[derive(Debug)]
pub struct Authority {
    store: Option<Store>,
    file: Option<PathBuf>,
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
    now: i64,
}

impl Authority {
    /// The authority of a state directory; made, and the directory with it, on first use. Several processes may
    /// do this at once.
    ///
    /// `now` (Unix seconds) is what real clients compare certificates with, so it is the real time even where a
    /// world's clock stands still.
    ///
    /// # Errors
    /// When the directory cannot be used, or what it holds is damaged: that is reported, never replaced.
    pub fn open(state_dir: &Path, now: i64) -> Result<Self, TlsError> {
        let now = expressible(now);
        let store = Store::new(state_dir)?;
        let Files { certificate, key } = match stored(&store)? {
            Some(files) => files,
            None => make(&store, now)?,
        };
        let key = parse_key(&store, key)?;
        let certificate = Certificate::parse(certificate, &key).map_err(damaged(&store, CERTIFICATE))?;
        if now < certificate.not_before || now > certificate.not_after {
            return Err(TlsError::NotValidNow {
                path: store.path(CERTIFICATE),
                from: day(certificate.not_before),
                until: day(certificate.not_after),
                now: day(now),
            });
        }
        Ok(Self {
            file: Some(store.path(CERTIFICATE)),
            store: Some(store),
            issuer: Issuer::from_ca_cert_der(&certificate.der, key)?,
            certificate,
            now,
        })
    }

    /// An authority that lives as long as the value: nothing is written anywhere.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn in_memory(now: i64) -> Result<Self, TlsError> {
        let now = expressible(now);
        let key = KeyPair::generate()?;
        let certificate = Certificate::parse(self_signed(&key, now)?.pem().into_bytes(), &key)
            .map_err(|_| rcgen::Error::CouldNotParseCertificate)?;
        Ok(Self { store: None, file: None, issuer: Issuer::from_ca_cert_der(&certificate.der, key)?, certificate, now })
    }

    /// The authority's certificate in PEM, for clients to trust.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.certificate.pem
    }

    /// The file of [`Authority::ca_pem`], as an absolute path; none for an authority in memory.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The authority's certificate in DER, for clients in this process.
    #[must_use]
    pub fn ca_der(&self) -> &CertificateDer<'static> {
        &self.certificate.der
    }

    pub(super) fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    pub(super) fn issuer(&self) -> &Issuer<'static, KeyPair> {
        &self.issuer
    }

    pub(super) fn now(&self) -> i64 {
        self.now
    }

    pub(super) fn not_after(&self) -> i64 {
        self.certificate.not_after
    }
}

#[derive(Debug)]
struct Certificate {
    pem: String,
    der: CertificateDer<'static>,
    not_before: i64,
    not_after: i64,
}

impl Certificate {
    /// Reads a certificate that can sign with `key`, or says what is wrong with it.
    fn parse(bytes: Vec<u8>, key: &KeyPair) -> Result<Self, &'static str> {
        let pem = String::from_utf8(bytes).map_err(|_| "is not a text file")?;
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| "holds no readable certificate")?;
        let (_, parsed) = X509Certificate::from_der(&der).map_err(|_| "holds a damaged certificate")?;
        if !parsed.is_ca() {
            return Err("is not the certificate of an authority");
        }
        if parsed.public_key().raw != key.subject_public_key_info() {
            return Err("does not belong to the key in ca.key");
        }
        let not_before = parsed.validity().not_before.timestamp();
        let not_after = parsed.validity().not_after.timestamp();
        Ok(Self { pem, der, not_before, not_after })
    }
}

/// The content of the two files.
struct Files {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

fn stored(store: &Store) -> Result<Option<Files>, TlsError> {
    // In this order: the key is written first, so whoever sees the certificate sees the key too.
    let Some(certificate) = store.read(CERTIFICATE)? else {
        return Ok(None);
    };
    match store.read(KEY)? {
        Some(key) => Ok(Some(Files { certificate, key })),
        None => Err(TlsError::KeyMissing { certificate: store.path(CERTIFICATE), key: store.path(KEY) }),
    }
}

fn make(store: &Store, now: i64) -> Result<Files, TlsError> {
    let lock = store.lock()?;
    // Somebody else may have had the lock before.
    if let Some(files) = stored(store)? {
        return Ok(files);
    }
    // A key alone is what a process leaves that was killed right here: carry on with it. Name and key identifier
    // come from the key, so even clients that trust a lost certificate of this key stay content.
    let key = match store.read(KEY)? {
        Some(key) => key,
        None => {
            let key = KeyPair::generate()?.serialize_pem();
            lock.write(KEY, &key, Access::Private)?;
            key.into_bytes()
        }
    };
    let certificate = self_signed(&parse_key(store, key.clone())?, now)?.pem();
    lock.write(CERTIFICATE, &certificate, Access::Public)?;
    Ok(Files { certificate: certificate.into_bytes(), key })
}

fn parse_key(store: &Store, bytes: Vec<u8>) -> Result<KeyPair, TlsError> {
    String::from_utf8(bytes)
        .ok()
        .and_then(|text| KeyPair::from_pem(&text).ok())
        .ok_or("holds no readable private key")
        .map_err(damaged(store, KEY))
}

fn damaged<'a>(store: &'a Store, name: &'a str) -> impl FnOnce(&'static str) -> TlsError + use<'a> {
    move |reason| TlsError::Damaged { path: store.path(name), reason }
}

fn self_signed(key: &KeyPair, now: i64) -> Result<rcgen::Certificate, TlsError> {
    let fingerprint = digest(&SHA256, &key.subject_public_key_info());
    let fingerprint = fingerprint.as_ref();
    let (id, rest) = fingerprint.split_at(4);
    let id = id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));

    let mut params = CertificateParams::default();
    set_validity(&mut params, now - DAY, now + LIFE);
    params.distinguished_name.remove(DnType::CommonName);
    params
        .distinguished_name
        .push(DnType::CommonName, format!("Pretenant local CA (fake, do not trust in production) {id:08x}"));
    // With the time in it, because browsers refuse a second certificate of the same name and number.
    let mut serial = now.to_be_bytes().to_vec();
    serial.extend_from_slice(&rest[..8]);
    params.serial_number = Some(SerialNumber::from(serial));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params.self_signed(key)?)
}

/// Sets the validity in Unix seconds.
pub(super) fn set_validity(params: &mut CertificateParams, from: i64, until: i64) {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let moment = |seconds| epoch + Duration::from_secs(expressible(seconds).unsigned_abs());
    params.not_before = moment(from);
    params.not_after = moment(until);
}

/// The nearest moment from 1970 to 9999: the years that certificates and the crates that read them can express.
fn expressible(seconds: i64) -> i64 {
    const END_OF_9999: i64 = 253_402_300_799;
    seconds.clamp(0, END_OF_9999)
}

fn day(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::super::tests::NOW;
    use super::*;

    fn parsed(authority: &Authority) -> X509Certificate<'_> {
        X509Certificate::from_der(authority.ca_der()).unwrap().1
    }

    fn name(authority: &Authority) -> String {
        let certificate = parsed(authority);
        let name = certificate.subject().iter_common_name().next().unwrap();
        name.as_str().unwrap().to_owned()
    }

    #[test]
    fn made_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("a").join("b");
        let first = Authority::open(&state, NOW).unwrap();
        let again = Authority::open(&state, NOW + LIFE - DAY).unwrap();
        assert_eq!(first.ca_pem(), again.ca_pem());
        let file = first.ca_file().unwrap();
        assert!(file.is_absolute());
        assert_eq!(fs::read_to_string(file).unwrap(), first.ca_pem());
    }

    #[cfg(unix)]
    #[test]
    fn key_is_the_owners_only() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;

        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("state");
        Authority::open(&state, NOW).unwrap();
        assert_eq!(mode(&state), 0o700);
        assert_eq!(mode(&state.join(KEY)), 0o600);
    }

    #[test]
    fn many_at_once_get_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("state");
        let open = || Authority::open(&state, NOW).unwrap().ca_pem().to_owned();
        let pems = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(pems.iter().all(|pem| *pem == pems[0]));
        assert_eq!(open(), pems[0]);
    }

    #[test]
    fn certificate_is_what_strict_verifiers_want() {
        let authority = Authority::in_memory(NOW).unwrap();
        let certificate = parsed(&authority);
        let constraints = certificate.basic_constraints().unwrap().unwrap();
        assert!(constraints.critical && constraints.value.ca);
        let usage = certificate.key_usage().unwrap().unwrap();
        assert!(usage.critical && usage.value.key_cert_sign() && usage.value.crl_sign());
        let oid = x509_parser::oid_registry::OID_X509_EXT_SUBJECT_KEY_IDENTIFIER;
        assert!(certificate.get_extension_unique(&oid).unwrap().is_some());
        assert_eq!(certificate.validity().not_before.timestamp(), NOW - DAY);
        assert_eq!(certificate.validity().not_after.timestamp(), NOW + LIFE);
        certificate.verify_signature(None).unwrap();
    }

    #[test]
    fn installations_differ() {
        let [one, other] = [(); 2].map(|()| Authority::in_memory(NOW).unwrap());
        let start = "Pretenant local CA (fake, do not trust in production) ";
        assert_eq!(name(&one).strip_prefix(start).unwrap().len(), 8);
        assert_ne!(name(&one), name(&other));
        assert_eq!(one.ca_file(), None);
    }

    #[test]
    fn damage_is_reported_and_left_alone() {
        let foreign = Authority::in_memory(NOW).unwrap();
        let cases: [(&str, &[u8], &str); 6] = [
            (CERTIFICATE, b"", "holds no readable certificate"),
            (CERTIFICATE, b"\xff", "is not a text file"),
            (
                CERTIFICATE,
                b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "holds a damaged certificate",
            ),
            (CERTIFICATE, foreign.ca_pem().as_bytes(), "does not belong to the key in ca.key"),
            (KEY, b"", "holds no readable private key"),
            (KEY, b"\xff", "holds no readable private key"),
        ];
        for (file, content, reason) in cases {
            let dir = tempfile::tempdir().unwrap();
            Authority::open(dir.path(), NOW).unwrap();
            let path = dir.path().join(file);
            fs::write(&path, content).unwrap();
            let error = Authority::open(dir.path(), NOW).unwrap_err().to_string();
            let expected = format!(
                "{} {reason}; restore it from a copy, or delete ca.pem and ca.key there to get a new authority \
                 (which clients must then be told to trust)",
                path.display()
            );
            assert_eq!(error, expected);
            assert_eq!(fs::read(&path).unwrap(), content);
        }
    }

    #[test]
    fn certificate_without_key_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        Authority::open(dir.path(), NOW).unwrap();
        fs::remove_file(dir.path().join(KEY)).unwrap();
        let error = Authority::open(dir.path(), NOW).unwrap_err();
        assert!(matches!(error, TlsError::KeyMissing { .. }));
        assert!(error.to_string().contains("restore the key"), "{error}");
    }

    #[test]
    fn key_without_certificate_is_carried_on_with() {
        let dir = tempfile::tempdir().unwrap();
        let first = Authority::open(dir.path(), NOW).unwrap();
        fs::remove_file(dir.path().join(CERTIFICATE)).unwrap();
        let second = Authority::open(dir.path(), NOW + 1).unwrap();
        assert_eq!(name(&first), name(&second));
        assert_eq!(parsed(&first).public_key().raw, parsed(&second).public_key().raw);
        assert_ne!(parsed(&first).raw_serial(), parsed(&second).raw_serial());
    }

    #[test]
    fn expiry_is_reported_with_dates() {
        let dir = tempfile::tempdir().unwrap();
        Authority::open(dir.path(), NOW).unwrap();
        for later in [LIFE + DAY, -2 * DAY] {
            let error = Authority::open(dir.path(), NOW + later).unwrap_err().to_string();
            assert!(error.contains("is valid from 2026-08-02 to 2046-07-29, but the clock says 20"), "{error}");
        }
    }

    #[test]
    fn odd_clocks_do_no_harm() {
        for now in [i64::MIN, 0, i64::MAX] {
            Authority::in_memory(now).unwrap().server_config(&[]).unwrap();
        }
    }
}
