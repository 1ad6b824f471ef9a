//! The AADSTS catalogue: data only, one row per code, split by number range.
//!
//! Facts: entra-server §9.3 and the sections it points to. Rows whose words Microsoft never published say so in
//! their confidence.

mod extended;
mod oauth;
mod request;
mod sign_in;

use super::Entry;

/// The AADSTS catalogue, sorted by code.
pub const TABLE: &[Entry] = &join::<{ count(PARTS) }>(PARTS);

const PARTS: &[&[Entry]] = &[sign_in::ROWS, oauth::ROWS, request::ROWS, extended::ROWS];

const fn count(parts: &[&[Entry]]) -> usize {
    let mut total = 0;
    let mut part = 0;
    while part < parts.len() {
        total += parts[part].len();
        part += 1;
    }
    total
}

const fn join<const N: usize>(parts: &[&[Entry]]) -> [Entry; N] {
    let mut all = [parts[0][0]; N];
    let mut next = 0;
    let mut part = 0;
    while part < parts.len() {
        let mut row = 0;
        while row < parts[part].len() {
            all[next] = parts[part][row];
            next += 1;
            row += 1;
        }
        part += 1;
    }
    all
}
