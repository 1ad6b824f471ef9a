use std::sync::Arc;

use super::code::Asked;
use crate::{
    BrowserError, ClientError, ClientErrorKind, Error, InteractiveRequest, TokenResult, client::Inner, telemetry::Api,
};

impl Inner {
    /// Signs the user in with the browser at hand.
    pub(crate) async fn acquire_interactive(
        self: &Arc<Self>,
        request: InteractiveRequest,
    ) -> Result<TokenResult, Error> {
        let Some(browser) = &self.browser else {
            let cure = "there is no browser to sign in with: give the client's builder one";
            return Err(ClientError::new(ClientErrorKind::Configuration, cure).into());
        };
        let call = self.call(Api::Interactive, &request.common)?;
        let redirect_uri = browser.redirect_uri(self.redirect_uri.as_deref()).await.map_err(browser_failed)?;
        let asked = Asked { scopes: request.scopes, mode: request.response_mode, hints: request.hints };
        let flow = self.begin_sign_in(&call, asked, redirect_uri, &request.common).await?;
        let answer = browser.open(&flow.url, &flow.redirect_uri).await.map_err(browser_failed)?;
        self.finish_sign_in(Api::Interactive, &flow, &answer, &request.common.extra_query).await
    }
}

fn browser_failed(error: BrowserError) -> Error {
    let kind = match error {
        BrowserError::Cancelled => ClientErrorKind::Cancelled,
        _ => ClientErrorKind::Browser,
    };
    ClientError::new(kind, error.to_string()).into()
}
