//! The identity platform of Pretenant.
