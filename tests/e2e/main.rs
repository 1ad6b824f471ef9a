//! End to end: the product from outside, started as a user starts it, over real TLS.

mod bad_input;
mod cli;
mod once;
mod serve;
mod support;
