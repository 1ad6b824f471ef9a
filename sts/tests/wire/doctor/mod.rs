//! The scope doctor: what it says, and that the platform and its APIs answer what it says.

mod agreement;
mod control;
mod examples;
mod reports;
mod tokens;
