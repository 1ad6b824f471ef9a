use std::sync::Arc;

use crate::{
    Account, ClientError, ClientErrorKind, Error,
    cache::{CacheContents, Owner},
    client::Inner,
    request::Common,
    telemetry::Api,
};

impl Inner {
    pub(crate) async fn accounts(self: &Arc<Self>) -> Result<Vec<Account>, Error> {
        let mut accounts = self.listed_accounts().await?;
        if accounts.is_empty() && self.may_learn_cloud() && self.holds_any_account().await? {
            self.cloud(&self.call(Api::Silent, &Common::default())?).await?;
            accounts = self.listed_accounts().await?;
        }
        Ok(accounts)
    }

    pub(crate) async fn account(self: &Arc<Self>, home_account_id: &str) -> Result<Option<Account>, Error> {
        let cloud = self.known_cloud();
        self.user_cache.read(Some(home_account_id), |cache| cache.find_account(home_account_id, &cloud.aliases)).await
    }

    pub(crate) async fn remove_account(self: &Arc<Self>, account: &Account) -> Result<(), Error> {
        let cloud = self.known_cloud();
        let home_account_id = account.home_account_id.as_str();
        let owner = Owner { home_account_id, client_id: &self.client_id, environments: &cloud.aliases };
        self.user_cache
            .write(Some(home_account_id), |cache| cache.remove_account(&*self.policy, &owner, self.is_public()))
            .await
    }

    pub(crate) async fn export_cache(&self) -> Result<String, Error> {
        if self.is_public() {
            return self.user_cache.read(None, CacheContents::to_json).await;
        }
        // two locks are never held at once
        let app = self.app_cache.read(None, CacheContents::to_json).await?;
        let app = CacheContents::from_json(&app).map_err(unreadable)?;
        self.user_cache.read(None, |user| user.to_json_with(&app)).await
    }

    pub(crate) async fn import_cache(&self, json: &str) -> Result<(), Error> {
        let mut contents = CacheContents::from_json(json).map_err(unreadable)?;
        if !self.is_public() {
            let app = contents.split_off_app();
            self.app_cache.write(None, |cache| *cache = app).await?;
        }
        self.user_cache.write(None, |cache| *cache = contents).await
    }

    async fn listed_accounts(&self) -> Result<Vec<Account>, Error> {
        let cloud = self.known_cloud();
        self.user_cache.read(None, |cache| cache.all_accounts(&cloud.aliases)).await
    }

    async fn holds_any_account(&self) -> Result<bool, Error> {
        self.user_cache.read(None, |cache| cache.accounts.iter().next().is_some()).await
    }
}

fn unreadable(problem: String) -> Error {
    ClientError::new(ClientErrorKind::Cache, format!("this can't be imported as a token cache: {problem}")).into()
}
