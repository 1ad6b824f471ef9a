//! Steps in which the world changes, or time passes.

use pretenant_sts::control::{ConsentBody, ControlError, Kind, RevokeBody, SettingsBody};
use serde_json::json;

use super::stage::Stage;
use crate::language::{Change, ConsentChange};
use crate::names;

impl Stage<'_> {
    /// Changes the world. `Err`: what could not be changed, and why.
    pub fn change(&self, change: &Change) -> Result<(), ControlError> {
        let control = self.control();
        if let Some(world) = &change.world {
            control.lay_over(world.clone())?;
        }
        if let Some(password) = &change.password {
            let directory = self.directory();
            let name = names::user(&directory, &password.user).map_or(password.user.as_str(), |u| u.name.as_str());
            control.update(Kind::Users, name, &json!({"password": password.to}))?;
        }
        if let Some(consent) = &change.grant_consent {
            control.grant_consent(&body(consent))?;
        }
        if let Some(consent) = &change.revoke_consent {
            control.revoke_consent(&body(consent))?;
        }
        if let Some(revoke) = &change.revoke {
            let of = |user: &String| RevokeBody { user: Some(user.clone()), ..RevokeBody::default() };
            if let Some(user) = &revoke.refresh_tokens_of {
                control.revoke_refresh_tokens(&of(user))?;
            }
            if let Some(user) = &revoke.sessions_of {
                control.revoke_sessions(&of(user))?;
            }
        }
        if change.keys.is_some() {
            let _published = control.rotate_keys();
        }
        if let Some(rules) = &change.rules {
            for name in &rules.remove {
                control.remove_rule(name)?;
            }
            for rule in &rules.add {
                control.add_rule(rule.clone())?;
            }
        }
        if let Some(enforce) = change.enforce_polling_interval {
            control
                .change_settings(&SettingsBody { enforce_polling_interval: Some(enforce), ..SettingsBody::default() });
        }
        Ok(())
    }
}

fn body(consent: &ConsentChange) -> ConsentBody {
    ConsentBody {
        client: consent.client.clone(),
        api: consent.api.clone(),
        scopes: consent.scopes.clone(),
        user: consent.user.clone(),
    }
}
