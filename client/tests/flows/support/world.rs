use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use pretenant_client::{
    Account, AuthResponse, Browser, BrowserError, ClientBuilder, ConfidentialClient, Credential, Error, PublicClient,
    SilentRequest, TokenResult,
};
use url::Url;

use super::{ADA, Counter, HandClock, Reply, Sts, User, tokens};

pub const CLIENT: &str = "client-1";
pub const HOME: &str = "tenant-h";

/// A client with its scripted surroundings.
pub struct World {
    pub sts: Arc<Sts>,
    pub clock: Arc<HandClock>,
    pub random: Arc<Counter>,
    pub browser: Arc<ScriptedBrowser>,
}

impl World {
    pub fn new() -> Self {
        let sts = Arc::new(Sts::default());
        let browser =
            Arc::new(ScriptedBrowser { sts: sts.clone(), visits: Mutex::default(), answer: Mutex::default() });
        Self { sts, clock: Arc::default(), random: Arc::default(), browser }
    }

    pub fn public(&self) -> PublicClient {
        self.public_with(|builder| builder)
    }

    pub fn public_with(
        &self,
        change: impl FnOnce(ClientBuilder<PublicClient>) -> ClientBuilder<PublicClient>,
    ) -> PublicClient {
        change(self.surround(PublicClient::builder(CLIENT))).build().unwrap()
    }

    pub fn confidential(&self) -> ConfidentialClient {
        self.confidential_with(|builder| builder)
    }

    pub fn confidential_with(
        &self,
        change: impl FnOnce(ClientBuilder<ConfidentialClient>) -> ClientBuilder<ConfidentialClient>,
    ) -> ConfidentialClient {
        let builder = ConfidentialClient::builder(CLIENT, Credential::secret("s3cr&t ü"));
        change(self.surround(builder)).build().unwrap()
    }

    pub fn surround<C>(&self, builder: ClientBuilder<C>) -> ClientBuilder<C> {
        builder
            .authority(format!("https://sts.test:8443/{HOME}"))
            .redirect_uri("http://localhost/auth")
            .transport(self.sts.clone())
            .clock(self.clock.clone())
            .random(self.random.clone())
            .browser(self.browser.clone())
    }

    /// Signs Ada in: AT1 and RT1 for `User.Read`.
    pub async fn sign_in_ada(&self, client: &PublicClient) -> Account {
        self.sign_in(client, &ADA, tokens(&ADA, "AT1", "RT1", "User.Read openid profile")).await
    }

    /// Signs somebody in, by name and password.
    pub async fn sign_in(&self, client: &PublicClient, user: &User, answer: impl Into<Reply>) -> Account {
        self.sts.reply(managed());
        self.sts.reply(answer);
        let request = pretenant_client::PasswordRequest::new(["User.Read"], user.name, "pw");
        let result = client.acquire_by_password(request).await.unwrap();
        self.sts.take();
        result.account.unwrap()
    }
}

pub fn managed() -> Reply {
    Reply::json(200, serde_json::json!({"ver": "1.0", "account_type": "Managed"}))
}

/// A silent call for one scope string.
pub async fn silent(client: &PublicClient, account: &Account, scopes: &str) -> Result<TokenResult, Error> {
    client.acquire_silent(SilentRequest::new(scopes).account(account)).await
}

/// The text of a result's access token.
pub fn token(result: &TokenResult) -> &str {
    result.access_token.reveal()
}

/// A browser whose user does as told.
pub struct ScriptedBrowser {
    sts: Arc<Sts>,
    pub visits: Mutex<Vec<Url>>,
    answer: Mutex<Option<Answer>>,
}

type Answer = Box<dyn Fn(&Url, &Sts) -> Result<AuthResponse, BrowserError> + Send>;

impl ScriptedBrowser {
    /// What the user and the authorize endpoint do with the next address.
    pub fn then(&self, answer: impl Fn(&Url, &Sts) -> Result<AuthResponse, BrowserError> + Send + 'static) {
        *self.answer.lock().unwrap() = Some(Box::new(answer));
    }
}

#[async_trait]
impl Browser for ScriptedBrowser {
    async fn open(&self, url: &Url, _redirect_uri: &str) -> Result<AuthResponse, BrowserError> {
        self.visits.lock().unwrap().push(url.clone());
        let answer = self.answer.lock().unwrap();
        answer.as_ref().expect("the script has an answer")(url, &self.sts)
    }
}

pub fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
