//! The server certificate, signed by the local authority.

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::authority::{DAY, set_validity};
use super::names::Name;
use super::store::{Access, Store};
use super::{Authority, TlsError};

/// Short enough for clients that refuse long-lived server certificates (398 days at most).
const LIFE: i64 = 397 * DAY;
/// What must be left of it, so that a server started today does not run into its end.
const MARGIN: i64 = 30 * DAY;

const CERTIFICATE: &str = "server.pem";
const KEY: &str = "server.key";

/// A server certificate and its key.
#[derive(Debug)]
pub(super) struct Leaf {
    pub certificate: CertificateDer<'static>,
    pub key: PrivateKeyDer<'static>,
}

impl Leaf {
    /// The stored certificate if it is still good for `names`, else a new one, which is then stored.
    pub(super) fn obtain(authority: &Authority, names: &[Name]) -> Result<Self, TlsError> {
        let Some(store) = authority.store() else {
            return Ok(issue(authority, names)?.leaf());
        };
        if let Some(leaf) = stored(store, authority, names)? {
            return Ok(leaf);
        }
        let lock = store.lock()?;
        // Between the two files of somebody who is replacing them, or replaced by him since.
        if let Some(leaf) = stored(store, authority, names)? {
            return Ok(leaf);
        }
        let issued = issue(authority, names)?;
        lock.write(KEY, &issued.key.serialize_pem(), Access::Private)?;
        lock.write(CERTIFICATE, &issued.certificate.pem(), Access::Public)?;
        Ok(issued.leaf())
    }
}

struct Issued {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Issued {
    fn leaf(self) -> Leaf {
        Leaf { certificate: self.certificate.into(), key: self.key.into() }
    }
}

fn issue(authority: &Authority, names: &[Name]) -> Result<Issued, TlsError> {
    let now = authority.now();
    let mut params = CertificateParams::default();
    let from = now - DAY;
    set_validity(&mut params, from, (from + LIFE).min(authority.not_after()));
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, "Pretenant server (fake)");
    params.subject_alt_names = names.iter().map(Name::to_san).collect::<Result<_, _>>()?;
    // Said explicitly, or rcgen leaves the subject key identifier out.
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Strict verifiers (Python 3.13's default) want to see who signed.
    params.use_authority_key_identifier_extension = true;

    // A new key every time: the serial number comes from it, and no two certificates may share one.
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, authority.issuer())?;
    Ok(Issued { certificate, key })
}

/// Why a stored certificate must be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfit {
    Unreadable,
    OtherKey,
    OtherAuthority,
    OutOfTime,
    NameMissing,
}

fn stored(store: &Store, authority: &Authority, names: &[Name]) -> Result<Option<Leaf>, TlsError> {
    let (Some(certificate), Some(key)) = (store.read(CERTIFICATE)?, store.read(KEY)?) else {
        return Ok(None);
    };
    // The reason interests nobody: only the authority is trusted, so replacing the certificate costs nothing.
    Ok(usable(&certificate, &key, authority, names).ok())
}

fn usable(certificate: &[u8], key: &[u8], authority: &Authority, names: &[Name]) -> Result<Leaf, Unfit> {
    let der = CertificateDer::from_pem_slice(certificate).map_err(|_| Unfit::Unreadable)?;
    let (_, parsed) = X509Certificate::from_der(&der).map_err(|_| Unfit::Unreadable)?;
    let key = PrivatePkcs8KeyDer::from_pem_slice(key).map_err(|_| Unfit::Unreadable)?;
    let pair = KeyPair::try_from(&key).map_err(|_| Unfit::Unreadable)?;
    if parsed.public_key().raw != pair.subject_public_key_info() {
        return Err(Unfit::OtherKey);
    }

    let (_, ca) = X509Certificate::from_der(authority.ca_der()).map_err(|_| Unfit::OtherAuthority)?;
    if parsed.issuer().as_raw() != ca.subject().as_raw() || parsed.verify_signature(Some(ca.public_key())).is_err() {
        return Err(Unfit::OtherAuthority);
    }

    let validity = parsed.validity();
    if validity.not_before.timestamp() > authority.now() || validity.not_after.timestamp() < authority.now() + MARGIN {
        return Err(Unfit::OutOfTime);
    }

    let alternative_names = parsed
        .subject_alternative_name()
        .map_err(|_| Unfit::Unreadable)?
        .map_or(&[][..], |names| &names.value.general_names);
    if !names.iter().all(|name| alternative_names.iter().any(|other| name.is(other))) {
        return Err(Unfit::NameMissing);
    }

    Ok(Leaf { key: key.into(), certificate: der })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use x509_parser::extensions::{GeneralName, ParsedExtension};

    use super::super::names;
    use super::super::tests::NOW;
    use super::*;

    fn needed(extra: &[&str]) -> Vec<Name> {
        let extra: Vec<_> = extra.iter().map(|name| (*name).to_owned()).collect();
        names::needed(&extra).unwrap()
    }

    fn unfit(issued: &Issued, authority: &Authority, names: &[Name]) -> Option<Unfit> {
        let (certificate, key) = (issued.certificate.pem(), issued.key.serialize_pem());
        usable(certificate.as_bytes(), key.as_bytes(), authority, names).err()
    }

    #[test]
    fn certificate_is_what_strict_verifiers_want() {
        let authority = Authority::in_memory(NOW).unwrap();
        let issued = issue(&authority, &needed(&["192.0.2.7"])).unwrap();
        let (_, certificate) = X509Certificate::from_der(issued.certificate.der()).unwrap();

        let names = certificate.subject_alternative_name().unwrap().unwrap();
        for expected in [
            GeneralName::DNSName("localhost"),
            GeneralName::DNSName("*.localhost"),
            GeneralName::IPAddress(&[127, 0, 0, 1]),
            GeneralName::IPAddress(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            GeneralName::DNSName("login.microsoftonline.com"),
            GeneralName::DNSName("*.login.microsoft.com"),
            GeneralName::DNSName("*.ciamlogin.com"),
            GeneralName::IPAddress(&[192, 0, 2, 7]),
        ] {
            assert!(names.value.general_names.contains(&expected), "{expected}");
        }

        let usage = certificate.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.server_auth && !usage.client_auth && !usage.any);
        assert!(certificate.key_usage().unwrap().unwrap().value.digital_signature());
        assert!(!certificate.is_ca());

        let (_, ca) = X509Certificate::from_der(authority.ca_der()).unwrap();
        let subject_key = |of: &X509Certificate<'_>| {
            of.iter_extensions().find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
                _ => None,
            })
        };
        let authority_key = certificate.iter_extensions().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(id) => Some(id.key_identifier.as_ref()?.0.to_vec()),
            _ => None,
        });
        assert!(subject_key(&certificate).is_some());
        assert!(authority_key.is_some());
        assert_eq!(authority_key, subject_key(&ca));

        let days = |seconds: i64| seconds / DAY;
        let validity = certificate.validity();
        assert_eq!(days(validity.not_after.timestamp() - validity.not_before.timestamp()), 397);
    }

    #[test]
    fn reasons_to_replace() {
        let dir = tempfile::tempdir().unwrap();
        let authority = Authority::open(dir.path(), NOW).unwrap();
        let names = needed(&[]);
        let issued = issue(&authority, &names).unwrap();
        assert_eq!(unfit(&issued, &authority, &names), None);

        let more = needed(&["login.example.com"]);
        assert_eq!(unfit(&issued, &authority, &more), Some(Unfit::NameMissing));

        let at = |now| Authority::open(dir.path(), now).unwrap();
        let end = NOW - DAY + LIFE;
        assert_eq!(unfit(&issued, &at(end - MARGIN), &names), None);
        assert_eq!(unfit(&issued, &at(end - MARGIN + 1), &names), Some(Unfit::OutOfTime));

        let other = Authority::in_memory(NOW).unwrap();
        assert_eq!(unfit(&issued, &other, &names), Some(Unfit::OtherAuthority));

        let key = KeyPair::generate().unwrap();
        let mixed = Issued { key, ..issued };
        assert_eq!(unfit(&mixed, &authority, &names), Some(Unfit::OtherKey));
        assert_eq!(usable(b"", b"", &authority, &names).err(), Some(Unfit::Unreadable));
    }

    #[test]
    fn kept_while_good_and_replaced_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        let authority = Authority::open(dir.path(), NOW).unwrap();
        let first = Leaf::obtain(&authority, &needed(&["a.example"])).unwrap();
        let fewer = Leaf::obtain(&authority, &needed(&[])).unwrap();
        assert_eq!(first.certificate, fewer.certificate);

        let more = Leaf::obtain(&authority, &needed(&["b.example"])).unwrap();
        assert_ne!(first.certificate, more.certificate);
        fs::remove_file(dir.path().join(KEY)).unwrap();
        let lost = Leaf::obtain(&authority, &needed(&["b.example"])).unwrap();
        assert_ne!(more.certificate, lost.certificate);
        fs::write(dir.path().join(CERTIFICATE), "damaged").unwrap();
        let damaged = Leaf::obtain(&authority, &needed(&["b.example"])).unwrap();
        let again = Leaf::obtain(&authority, &needed(&["b.example"])).unwrap();
        assert_ne!(lost.certificate, damaged.certificate);
        assert_eq!(damaged.certificate, again.certificate);
    }

    #[test]
    fn does_not_outlive_its_authority() {
        let dir = tempfile::tempdir().unwrap();
        let made = Authority::open(dir.path(), NOW).unwrap();
        let late = Authority::open(dir.path(), made.not_after() - 10 * DAY).unwrap();
        let leaf = Leaf::obtain(&late, &needed(&[])).unwrap();
        let (_, certificate) = X509Certificate::from_der(&leaf.certificate).unwrap();
        assert_eq!(certificate.validity().not_after.timestamp(), made.not_after());
    }

    #[cfg(unix)]
    #[test]
    fn key_is_the_owners_only() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let authority = Authority::open(dir.path(), NOW).unwrap();
        Leaf::obtain(&authority, &needed(&[])).unwrap();
        let mode = fs::metadata(dir.path().join(KEY)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
