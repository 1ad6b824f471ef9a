//! The environment that points a command at the world. No I/O: what to set and what to take away.

use std::path::Path;

use crate::child::{Environment, Reach};
use crate::server::ready::{Ready, ReadyApp};

/// What the environment tells of.
pub struct Facts<'a> {
    /// The running server.
    pub ready: &'a Ready,
    /// Its description as a file.
    pub ready_file: &'a Path,
    /// The app that SDKs find.
    pub app: Option<&'a ReadyApp>,
    /// What stands between the command and the world.
    pub reach: Reach<'a>,
}

/// Credentials of the real cloud that SDKs would find, and prefer to ours or send to us.
const REAL_CREDENTIALS: &[&str] = &[
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_USERNAME",
    "AZURE_PASSWORD",
];

/// The environment for what there is.
pub fn environment(facts: &Facts<'_>) -> Environment {
    let mut set = Environment::reaching(&facts.reach);
    set.remove = REAL_CREDENTIALS;
    world(&mut set, facts);
    sdks(&mut set, facts);
    set
}

/// Everything a test wants to know, under names of our own.
fn world(set: &mut Environment, facts: &Facts<'_>) {
    let ready = facts.ready;
    set.put("PRETENANT_ORIGIN", &ready.origin);
    set.put("PRETENANT_AUTHORITY", &ready.authority);
    set.put("PRETENANT_CONTROL", &ready.control);
    set.put("PRETENANT_READY_FILE", facts.ready_file);
    if let Some(tenant) = ready.tenants.first() {
        set.put("PRETENANT_TENANT_ID", tenant.id.to_string());
    }
    for app in &ready.apps {
        let name = format!("PRETENANT_APP_{}", variable(&app.name));
        set.add(format!("{name}_CLIENT_ID"), app.client_id.to_string());
        if let Some(secret) = &app.secret {
            set.add(format!("{name}_SECRET"), secret);
        }
        if let Some(file) = &app.certificate_file {
            set.add(format!("{name}_CERTIFICATE_FILE"), file);
        }
    }
    for user in &ready.users {
        let name = format!("PRETENANT_USER_{}", variable(&user.name));
        set.add(format!("{name}_UPN"), &user.upn);
        set.add(format!("{name}_PASSWORD"), &user.password);
    }
    for api in &ready.apis {
        let name = format!("PRETENANT_API_{}", variable(&api.name));
        set.add(format!("{name}_URL"), &api.url);
        let resource = api.identifier_uris.first().cloned().unwrap_or_else(|| api.app_id.to_string());
        set.add(format!("{name}_RESOURCE"), resource);
    }
}

/// A name in a world file as part of the name of a variable.
fn variable(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// What azure-identity and its relatives read.
fn sdks(set: &mut Environment, facts: &Facts<'_>) {
    set.put("AZURE_AUTHORITY_HOST", &facts.ready.origin);
    if let Some(tenant) = facts.ready.tenants.first() {
        set.put("AZURE_TENANT_ID", tenant.id.to_string());
    }
    let Some(app) = facts.app else { return };
    set.put("AZURE_CLIENT_ID", app.client_id.to_string());
    match (&app.secret, &app.certificate_file) {
        (Some(secret), _) => set.put("AZURE_CLIENT_SECRET", secret),
        (None, Some(file)) => set.put("AZURE_CLIENT_CERTIFICATE_PATH", file),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap as Map;
    use std::ffi::OsString;
    use std::net::SocketAddr;

    use pretenant_sts::clock::{Clock, Moment};
    use pretenant_sts::directory::file::load_str;
    use pretenant_sts::entropy::Entropy;
    use pretenant_sts::front::Binding;
    use pretenant_sts::world::{Settings, World};

    use super::*;
    use crate::child::TrustFiles;

    fn ready(world: &str) -> Ready {
        let directory = load_str("world.yaml", world, None).unwrap().build().unwrap();
        let world = World::new(directory, Settings::default(), Clock::fixed(Moment(0)), Entropy::seeded(1));
        let binding = Binding { address: SocketAddr::from(([127, 0, 0, 1], 4711)), tls: true };
        let with_certificate = world.directory().apps().iter().find(|a| !a.certificates.is_empty()).cloned();
        let certificates = with_certificate.map(|a| (a.client_id, "/run/daemon.pem".into())).into_iter().collect();
        Ready::new(&world, &[binding], None, &certificates)
    }

    fn made(ready: &Ready, app: &str, proxy: bool, java: Option<&str>) -> Environment {
        let trust = TrustFiles {
            authority: "/run/ca.pem".into(),
            bundle: "/run/ca-bundle.pem".into(),
            node: "/run/node-extra-ca.pem".into(),
            java: "/run/trust store.p12".into(),
        };
        environment(&Facts {
            ready,
            ready_file: Path::new("/run/ready.json"),
            app: ready.apps.iter().find(|a| a.name == app),
            reach: Reach {
                trust: &trust,
                proxy: proxy.then(|| SocketAddr::from(([127, 0, 0, 1], 4712))),
                java_options: java.map(OsString::from),
                no_proxy: Some("corp.example".into()),
            },
        })
    }

    fn lines(environment: &Environment) -> String {
        environment.set.iter().map(|(name, value)| format!("{name}={}\n", value.to_string_lossy())).collect()
    }

    #[test]
    fn every_stack_finds_what_it_reads() {
        let ready = ready("use: contoso");
        insta::assert_snapshot!(lines(&made(&ready, "daemon", true, Some("-Xmx1g"))));
    }

    #[test]
    fn without_a_proxy_none_is_named() {
        let ready = ready("use: contoso");
        let environment = made(&ready, "daemon", false, None);
        let named: Vec<&String> = environment.set.keys().filter(|name| name.ends_with("_PROXY")).collect();
        assert_eq!(named, ["NO_PROXY"]);
        assert_eq!(environment.set["no_proxy"], "corp.example,localhost,127.0.0.1,::1");
        assert!(!lines(&environment).contains("nonProxyHosts"));
    }

    #[test]
    fn the_chosen_app_gives_the_credential_that_it_has() {
        let world = "{tenants: [{name: acme}], apps: [{name: c, certificates: [sample]}, {name: p, allow_public_client: true}]}";
        let ready = ready(world);
        let azure = |app: &str| -> Map<String, String> {
            let set = made(&ready, app, false, None).set.into_iter();
            set.filter(|(name, _)| name.starts_with("AZURE_CLIENT"))
                .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
                .collect()
        };
        assert_eq!(azure("c")["AZURE_CLIENT_CERTIFICATE_PATH"], "/run/daemon.pem");
        assert_eq!(azure("p").len(), 1);
        assert!(azure("nobody").is_empty());
    }

    #[test]
    fn of_two_names_that_become_one_variable_the_first_counts() {
        let world =
            "{tenants: [{name: acme}], users: [{name: a-b, password: one-1!A}, {name: a.b, password: two-2!A}]}";
        assert_eq!(made(&ready(world), "", false, None).set["PRETENANT_USER_A_B_PASSWORD"], "one-1!A");
    }
}
