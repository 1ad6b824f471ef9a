//! Strings that clients must not look into: codes, refresh tokens, `rh`, `uti`, `aio` (entra-server §5.9).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::entropy::Draw;

/// The `rh` claim: tenant and app in a fixed frame, Microsoft byte order.
#[must_use]
pub fn rh(tenant: Uuid, app: Uuid) -> String {
    format!("1.{}.", frame(tenant, app))
}

fn frame(tenant: Uuid, app: Uuid) -> String {
    let mut bytes = [0; 38];
    bytes[..3].copy_from_slice(&[0x01, 0x17, 0x00]);
    bytes[3..19].copy_from_slice(&tenant.to_bytes_le());
    bytes[19..35].copy_from_slice(&app.to_bytes_le());
    bytes[35..].copy_from_slice(&[0x17, 0x00, 0xfb]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An authorization code.
pub fn authorization_code(tenant: Uuid, app: Uuid, draw: &Draw) -> String {
    format!("1.{}.AgABAAIAAAD{}{}", frame(tenant, app), draw.text("code"), draw.text("code"))
}

/// A refresh token.
pub fn refresh_token(tenant: Uuid, app: Uuid, draw: &Draw) -> String {
    format!("1.{}.AgABAwEAAAD{}{}", frame(tenant, app), draw.text("refresh"), draw.text("refresh"))
}

/// A device code.
pub fn device_code(draw: &Draw) -> String {
    format!("GAQABIQEAAAD{}{}", draw.text("device"), draw.text("device"))
}

/// A user code: nine letters and digits that nobody mistakes for each other.
pub fn user_code(draw: &Draw) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let bytes = draw.bytes("user code");
    bytes.iter().take(9).map(|b| char::from(ALPHABET[usize::from(*b) % ALPHABET.len()])).collect()
}

/// The `uti` claim: a trace-like id, 22 characters ending in `AA`.
pub fn uti(draw: &Draw) -> String {
    URL_SAFE_NO_PAD.encode(draw.trace_id().as_bytes())
}

/// The `aio` claim.
pub fn aio(draw: &Draw) -> String {
    format!("AVQAq/8{}", draw.text("aio"))
}
