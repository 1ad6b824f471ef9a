use std::sync::LazyLock;

use super::WorldFile;

/// The built-in world as its commented YAML source.
pub const CONTOSO_YAML: &str = include_str!("../../../worlds/contoso.yaml");

/// The sample certificate (`certificates: [sample]`), PEM.
pub const SAMPLE_CERTIFICATE_PEM: &str = include_str!("../../../worlds/daemon-cert.pem");

/// The private key of the sample certificate, PKCS#8 PEM. Everybody has it: it protects nothing.
pub const SAMPLE_KEY_PEM: &str = include_str!("../../../worlds/daemon-key.pem");

static CONTOSO: LazyLock<WorldFile> = LazyLock::new(|| match serde_saphyr::from_str(CONTOSO_YAML) {
    Ok(world) => world,
    Err(error) => panic!("the built-in world is malformed: {error}"),
});

/// The built-in world.
#[must_use]
pub fn builtin() -> WorldFile {
    CONTOSO.clone()
}
