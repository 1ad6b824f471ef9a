use serde_json::{Map, Value};

use crate::{
    Account, ClientError, ClientErrorKind, Error, IdToken, RefreshReason, Scopes, TenantProfile, TokenResult,
    TokenSource,
    cache::{NewAccessToken, NewAccount, NewEntries, NewRefreshToken, Owner},
    client::{Call, Inner, is_early},
    policy::IdTokenExpectation,
    wire::{ClientInfo, TokenResponse, UserClaims, decode_id_token},
};

/// How an answer is to be taken.
pub(super) struct Acceptance<'a> {
    pub requested: &'a Scopes,
    pub belongs_to: BelongsTo<'a>,
    pub reason: RefreshReason,
}

/// Whose token it is.
pub(super) enum BelongsTo<'a> {
    /// A user who has just signed in: the one expected, if one is.
    SignedIn { expected: Option<&'a str>, nonce: Option<&'a str> },
    /// The user of the refresh token that was redeemed.
    Refreshed { home_account_id: &'a str },
    /// The user of an on-behalf-of assertion, by its hash.
    Assertion { hash: &'a str },
    /// Nobody: the application itself.
    App,
}

/// An answer that has passed the checks.
struct Checked {
    claims: Option<Map<String, Value>>,
    /// Empty where nothing says who the user is, and for the application.
    home_account_id: String,
    realm: String,
    info: Option<ClientInfo>,
}

impl Inner {
    /// Checks an answer, files it, and makes the result of it. What fails a check leaves no trace.
    pub(super) async fn accept(
        &self,
        call: &Call,
        response: TokenResponse,
        acceptance: Acceptance<'_>,
    ) -> Result<TokenResult, Error> {
        let checked = self.check(call, &response, &acceptance.belongs_to)?;
        let entries = self.entries(call, &response, &acceptance, &checked);
        let account = match acceptance.belongs_to {
            BelongsTo::App => {
                self.app_cache
                    .write(Some(&self.app_partition(call)), |cache| cache.save(&*self.policy, &entries))
                    .await?;
                None
            }
            _ if checked.home_account_id.is_empty() => None,
            _ => self.keep_users_tokens(&acceptance, &entries).await?.or_else(|| account_of(&entries)),
        };
        let user = checked.claims.as_ref().map(UserClaims);
        let unique_id = user.as_ref().and_then(UserClaims::unique_id).map(str::to_owned);
        let profile = account.as_ref().and_then(|account| account.profile_in(&checked.realm));
        Ok(TokenResult {
            access_token: response.access_token,
            token_type: response.token_type,
            expires_on: entries.access_token.expires_on,
            refresh_on: entries.access_token.refresh_on,
            tenant_id: user.as_ref().and_then(UserClaims::tenant_id).map(str::to_owned).or(tenant(&checked.realm)),
            declined_scopes: self.policy.declined(acceptance.requested, response.scope.as_ref()),
            scopes: response.scope.unwrap_or_else(|| entries.access_token.target.clone()),
            unique_id: unique_id.or_else(|| profile.map(|profile| profile.local_account_id.clone())),
            account,
            id_token: response.id_token.zip(checked.claims).map(|(raw, claims)| IdToken { raw, claims }),
            source: match is_early(acceptance.reason) {
                true => TokenSource::ProactiveRefresh,
                false => TokenSource::Network,
            },
            refresh_reason: acceptance.reason,
            correlation_id: call.correlation_id.clone(),
        })
    }

    fn check(&self, call: &Call, response: &TokenResponse, belongs_to: &BelongsTo<'_>) -> Result<Checked, Error> {
        let literal = call.authority.tenant().to_ascii_lowercase();
        let (expected, nonce) = match belongs_to {
            BelongsTo::App => {
                return Ok(Checked { claims: None, home_account_id: String::new(), realm: literal, info: None });
            }
            BelongsTo::SignedIn { expected, nonce } => (*expected, *nonce),
            BelongsTo::Refreshed { home_account_id } => (Some(*home_account_id), None),
            BelongsTo::Assertion { .. } => (None, None),
        };
        let claims = response.id_token.as_ref().map(|token| {
            decode_id_token(token.reveal()).ok_or_else(|| {
                let problem = "the token answer can't be understood: its id_token is no JWT";
                ClientError::new(ClientErrorKind::MalformedResponse, problem)
            })
        });
        let claims = claims.transpose()?;
        if let Some(claims) = &claims {
            self.check_id_token(call, claims, nonce)?;
        }
        let info = response.client_info.as_deref().and_then(ClientInfo::decode);
        let user = claims.as_ref().map(UserClaims);
        if expected.is_some_and(|home| !self.policy.answers_for(home, info.as_ref(), user.as_ref())) {
            let problem = "the answer is about another user than the one asked for; it was dropped";
            return Err(ClientError::new(ClientErrorKind::UserMismatch, problem).into());
        }
        let home_account_id = info
            .as_ref()
            .map(ClientInfo::home_account_id)
            .or_else(|| expected.map(str::to_owned))
            .or_else(|| user.as_ref()?.subject().map(str::to_owned))
            .unwrap_or_default();
        let realm = match call.authority.is_tenantless() {
            true => {
                let tenant = user.as_ref().and_then(UserClaims::tenant_id);
                tenant.or(info.as_ref().map(|info| info.utid.as_str())).map_or(literal, str::to_ascii_lowercase)
            }
            false => literal,
        };
        Ok(Checked { home_account_id, realm, info, claims })
    }

    fn check_id_token(&self, call: &Call, claims: &Map<String, Value>, nonce: Option<&str>) -> Result<(), Error> {
        let expected =
            IdTokenExpectation { client_id: &self.client_id, authority: call.authority.url(), now: self.clock.now() };
        if let Err(problem) = self.policy.check_id_token(claims, &expected) {
            let message = format!("the ID token was refused: {problem}");
            return Err(ClientError::new(ClientErrorKind::IdTokenRefused, message).into());
        }
        if nonce.is_some_and(|nonce| !self.policy.nonce_fits(nonce, claims)) {
            let message = "the ID token doesn't carry the nonce of the request; it was refused";
            return Err(ClientError::new(ClientErrorKind::NonceMismatch, message).into());
        }
        Ok(())
    }

    fn entries(
        &self,
        call: &Call,
        response: &TokenResponse,
        acceptance: &Acceptance<'_>,
        checked: &Checked,
    ) -> NewEntries {
        let now = self.clock.now();
        let cloud = self.known_cloud();
        let sent = match acceptance.belongs_to {
            BelongsTo::App => acceptance.requested.clone(),
            _ => acceptance.requested.decorated(),
        };
        let target = self.policy.target(&sent, response.scope.as_ref());
        let user = checked.claims.as_ref().map(UserClaims);
        let (keeps_refresh_token, assertion_hash) = match acceptance.belongs_to {
            BelongsTo::SignedIn { .. } | BelongsTo::Refreshed { .. } => (true, None),
            // it would let the client act for the user when no request of his is there any more
            BelongsTo::Assertion { hash } => (false, Some(hash.to_owned())),
            BelongsTo::App => (false, None),
        };
        let refresh_token = response.refresh_token.as_ref().filter(|_| keeps_refresh_token);
        NewEntries {
            client_id: self.client_id.clone(),
            environment: cloud.preferred.clone(),
            environments: cloud.aliases.clone(),
            home_account_id: checked.home_account_id.clone(),
            realm: checked.realm.clone(),
            assertion_hash,
            client_info: response.client_info.clone().filter(|_| checked.info.is_some()),
            now,
            access_token: NewAccessToken {
                secret: response.access_token.reveal().to_owned(),
                token_type: response.token_type.clone(),
                expires_on: now.saturating_add(response.expires_in),
                extended_expires_on: response.extended_expires_in.map(|seconds| now.saturating_add(seconds)),
                refresh_on: response.refresh_in.map(|seconds| now.saturating_add(seconds)),
                target: target.clone(),
            },
            refresh_token: refresh_token.map(|token| NewRefreshToken { secret: token.reveal().to_owned(), target }),
            id_token: response.id_token.as_ref().map(|token| token.reveal().to_owned()),
            account: new_account(call, checked, user.as_ref()),
            family_id: response.family_id.clone().filter(|_| keeps_refresh_token && self.is_public()),
        }
    }

    /// Files a user's tokens. A refresh that comes back after its account was removed brings nothing back.
    async fn keep_users_tokens(
        &self,
        acceptance: &Acceptance<'_>,
        entries: &NewEntries,
    ) -> Result<Option<Account>, Error> {
        let owner = Owner {
            home_account_id: &entries.home_account_id,
            client_id: &self.client_id,
            environments: &entries.environments,
        };
        let partition = entries.assertion_hash.as_deref().unwrap_or(&entries.home_account_id);
        self.user_cache
            .write(Some(partition), |cache| {
                if matches!(acceptance.belongs_to, BelongsTo::Refreshed { .. }) && !cache.knows(&owner) {
                    return None;
                }
                cache.save(&*self.policy, entries);
                cache.find_account(&entries.home_account_id, &entries.environments)
            })
            .await
    }

    /// What stores that keep one entry per application call the app's tokens of a tenant.
    pub(super) fn app_partition(&self, call: &Call) -> String {
        format!("{}_{}_AppTokenCache", self.client_id, call.authority.tenant())
    }
}

fn new_account(call: &Call, checked: &Checked, user: Option<&UserClaims<'_>>) -> Option<NewAccount> {
    if checked.home_account_id.is_empty() {
        return None;
    }
    let local = user.and_then(UserClaims::unique_id).or(checked.info.as_ref().map(|info| info.uid.as_str()))?;
    let tenant = user.and_then(UserClaims::tenant_id).or(checked.info.as_ref().map(|info| info.utid.as_str()));
    Some(NewAccount {
        tenant_id: tenant.map_or_else(|| checked.realm.clone(), str::to_owned),
        local_account_id: local.to_owned(),
        username: user.and_then(UserClaims::username).unwrap_or_default().to_owned(),
        name: user.and_then(UserClaims::name).map(str::to_owned),
        authority_type: call.authority.account_type(),
        is_told: user.is_some(),
    })
}

/// The account of tokens that weren't filed.
fn account_of(entries: &NewEntries) -> Option<Account> {
    let account = entries.account.as_ref()?;
    Some(Account {
        home_account_id: entries.home_account_id.clone(),
        environment: entries.environment.clone(),
        username: account.username.clone(),
        name: account.name.clone(),
        tenant_profiles: vec![TenantProfile {
            tenant_id: account.tenant_id.clone(),
            local_account_id: account.local_account_id.clone(),
            username: account.username.clone(),
            name: account.name.clone(),
        }],
    })
}

pub(super) fn tenant(realm: &str) -> Option<String> {
    Some(realm.to_owned()).filter(|realm| !realm.is_empty() && !crate::authority::is_tenantless(realm))
}
