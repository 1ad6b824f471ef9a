//! Laying one description over another: a value that is given replaces, one that is absent leaves.

use super::{
    ApiEntry, AppEntry, ConsentEntry, ExposedApi, FlowsEntry, GroupEntry, LifetimesEntry, RedirectUris, RoleEntry,
    ScopeEntry, SettingsEntry, TenantEntry, UserEntry, WorldFile,
};

/// Something that can be overridden value by value.
pub(super) trait Overlay {
    /// Takes over every value that `patch` gives.
    fn lay_over(&mut self, patch: Self);
}

/// An entry that others refer to, and override, by name.
pub(super) trait Named {
    /// The name.
    fn name(&self) -> &str;
}

impl WorldFile {
    /// Overrides and adds by name, as a file with `use:` does with its bundled world: given values replace,
    /// absent ones leave what was there. Consents take the place of those for the same client, API, tenant and user;
    /// role assignments are added.
    pub fn lay_over(&mut self, patch: Self) {
        self.use_world = patch.use_world.or(self.use_world);
        patch.settings.overlay_into(&mut self.settings);
        by_name(&mut self.tenants, patch.tenants);
        by_name(&mut self.users, patch.users);
        by_name(&mut self.groups, patch.groups);
        by_name(&mut self.apps, patch.apps);
        by_name(&mut self.apis, patch.apis);
        self.consents.retain(|old| !patch.consents.iter().any(|new| new.is_for_the_same(old)));
        self.consents.extend(patch.consents);
        self.role_assignments.extend(patch.role_assignments);
    }
}

impl ConsentEntry {
    fn is_for_the_same(&self, other: &Self) -> bool {
        let key = |entry: &Self| (entry.client.clone(), entry.api.clone(), entry.user.clone(), entry.tenant.clone());
        key(self) == key(other)
    }
}

/// Overrides entries of the same name and appends the others.
fn by_name<T: Overlay + Named>(entries: &mut Vec<T>, patches: Vec<T>) {
    for patch in patches {
        match entries.iter_mut().find(|entry| entry.name() == patch.name()) {
            Some(entry) => entry.lay_over(patch),
            None => entries.push(patch),
        }
    }
}

/// How one kind of field is overridden.
trait OverlayField {
    /// Puts this patch value into `field`.
    fn overlay_into(self, field: &mut Self);
}

impl<T: Overlay> OverlayField for Option<T> {
    fn overlay_into(self, field: &mut Self) {
        match (field, self) {
            (_, None) => {}
            (Some(field), Some(patch)) => field.lay_over(patch),
            (field, patch) => *field = patch,
        }
    }
}

impl<T: Overlay + Named> OverlayField for Vec<T> {
    fn overlay_into(self, field: &mut Self) {
        by_name(field, self);
    }
}

/// Implements [`Overlay`]. The pattern names every field, so a new one can't be forgotten here.
macro_rules! overlay {
    ($type:ident { $($plain:ident),* $(; merged: $($merged:ident),*)? $(; key: $key:ident)? }) => {
        impl Overlay for $type {
            fn lay_over(&mut self, patch: Self) {
                let Self { $($plain,)* $($($merged,)*)? $($key: _)? } = patch;
                $(if $plain.is_some() {
                    self.$plain = $plain;
                })*
                $($($merged.overlay_into(&mut self.$merged);)*)?
            }
        }
        $(impl Named for $type {
            fn name(&self) -> &str {
                &self.$key
            }
        })?
    };
}

overlay!(TenantEntry { id, domains, display_name, region, created; key: name });
overlay!(UserEntry {
    id, tenant, upn, password, display_name, given_name, family_name, mail, enabled, password_expired, admin, groups,
    directory_roles; key: name
});
overlay!(GroupEntry { id; key: name });
overlay!(AppEntry {
    id, service_principal, tenant, display_name, sign_in_audience, enabled, first_party, secrets, certificates,
    allow_public_client, requires, assignment_required, logout_url;
    merged: redirect_uris, flows, lifetimes, api; key: name
});
overlay!(ApiEntry {
    id, service_principal, tenant, display_name, sign_in_audience, enabled, first_party, assignment_required,
    identifier_uris, token_version, preauthorized, known_clients, aud, optional_claims, group_claims, style, path,
    accepted_audiences;
    merged: scopes, roles, lifetimes; key: name
});
overlay!(ExposedApi {
    identifier_uris, token_version, preauthorized, known_clients, aud, optional_claims, group_claims, style, path,
    accepted_audiences;
    merged: scopes, roles, lifetimes
});
overlay!(ScopeEntry { id, admin_only, display_name, description; key: name });
overlay!(RoleEntry { id, members; key: name });
overlay!(RedirectUris { web, spa, public });
overlay!(FlowsEntry { id_token_implicit, token_implicit, foci, refresh_in, client_info, id_token_claims });
overlay!(SettingsEntry { issuer_host, default_user; merged: lifetimes });
overlay!(LifetimesEntry { access_token, id_token, refresh_token, authorization_code, device_code, session });
