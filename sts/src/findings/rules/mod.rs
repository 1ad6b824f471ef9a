//! One file per rule of judgement.

mod cache_key;
mod challenge_dropped;
mod code_sent_again;
mod dead_token_sent_again;
mod device;
mod equal_requests;
mod escape;
mod grant_kinds;
mod hammered;
mod id_token_sent;
mod nonce;
mod partition;
mod pkce;
mod polled_after_the_end;
mod refused_token_sent_again;
mod retry_after;
mod secret_in_query;
mod silent;
mod state;
mod token_still_good;
mod value_reused;
mod wrong_audience;

use super::rule::Rule;

/// Every rule, by chapter.
pub static RULES: &[Rule] = &[
    token_still_good::RULE,
    equal_requests::RULE,
    silent::RULE,
    retry_after::RULE,
    hammered::RULE,
    device::TOO_FAST,
    device::SLOW_DOWN,
    polled_after_the_end::RULE,
    challenge_dropped::RULE,
    refused_token_sent_again::RULE,
    id_token_sent::RULE,
    wrong_audience::RULE,
    code_sent_again::RULE,
    dead_token_sent_again::RULE,
    pkce::MISSING,
    pkce::PLAIN,
    state::RULE,
    nonce::RULE,
    value_reused::RULE,
    secret_in_query::RULE,
    grant_kinds::PASSWORD,
    grant_kinds::IMPLICIT,
    escape::RULE,
];
