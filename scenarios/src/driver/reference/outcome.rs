//! The client's own types, told in the words of a play.

use pretenant_client::{Account, Error, TokenResult};

use crate::driver::{AccountRow, Outcome, Refused, TokenOutcome};

/// The end of an acquisition.
pub fn of(result: Result<TokenResult, Error>) -> Outcome {
    match result {
        Ok(result) => Outcome::Token(Box::new(token(&result))),
        Err(error) if error.is_ui_required() => Outcome::UiRequired(refused(&error)),
        Err(error) => Outcome::Error(refused(&error)),
    }
}

fn token(result: &TokenResult) -> TokenOutcome {
    TokenOutcome {
        access_token: result.access_token.reveal().to_owned(),
        scopes: result.scopes.iter().map(str::to_owned).collect(),
        declined: result.declined_scopes.iter().map(str::to_owned).collect(),
        expires_on: result.expires_on,
        account: result.account.as_ref().map(account),
        tenant_id: result.tenant_id.clone(),
        unique_id: result.unique_id.clone(),
        id_token_claims: result.id_token.as_ref().map(|t| t.claims.clone()).unwrap_or_default(),
    }
}

/// An account.
pub fn account(account: &Account) -> AccountRow {
    AccountRow { username: account.username.clone(), home_account_id: account.home_account_id.clone() }
}

/// A refusal.
pub fn refused(error: &Error) -> Refused {
    let response = error.response();
    Refused {
        error: error.code().to_owned(),
        suberror: response.and_then(|r| r.suberror.clone()),
        codes: response.map(|r| r.codes.clone()).unwrap_or_default(),
        claims: error.claims().map(str::to_owned),
        description: error.to_string(),
    }
}
