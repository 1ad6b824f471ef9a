//! What `serve` prints when it is ready.

use pretenant_sts::world::World;

use crate::server::ready::Ready;

/// Prints the banner on standard output. A closed pipe is not an error: the server goes on.
pub fn print(ready: &Ready, world: &World) {
    let _ = std::io::Write::write_all(&mut std::io::stdout(), text(ready, world).as_bytes());
}

fn text(ready: &Ready, world: &World) -> String {
    let mut out = String::from(
        "\nPretenant: a pretend Microsoft Entra tenant. Its keys are public; nothing it issues is worth anything.\n\n",
    );
    let mut line = |name: &str, value: &str| out.push_str(&format!("  {name:<10} {value}\n"));
    line("authority", &ready.authority);
    line("", &format!("{}/common", ready.origin));
    if let Some(ca) = &ready.ca_file {
        line("trust", &ca.display().to_string());
    }
    line("control", &ready.control);
    for (i, user) in ready.users.iter().take(4).enumerate() {
        line(if i == 0 { "users" } else { "" }, &format!("{:<28} {}", user.upn, user.password));
    }
    for (i, app) in ready.apps.iter().take(9).enumerate() {
        let secret = app.secret.as_deref().map_or(String::new(), |s| format!("  secret {s}"));
        line(if i == 0 { "apps" } else { "" }, &format!("{}  {:<12}{secret}", app.client_id, app.name));
    }
    if let Some(curl) = curl(ready, world) {
        out.push_str(&format!("\nGet a token:\n\n{curl}\n"));
    }
    out
}

/// A command that gets an app-only token: from the first app with a secret and an app role.
fn curl(ready: &Ready, world: &World) -> Option<String> {
    let (app, api) = ready.daemon(&world.directory())?;
    let secret = app.secret.as_deref()?;
    let api = ready.apis.iter().find(|a| a.app_id == api)?;
    let resource = api.identifier_uris.first().cloned().unwrap_or_else(|| api.app_id.to_string());
    let ca = ready.ca_file.as_ref().map_or(String::new(), |ca| format!(" --cacert {}", ca.display()));
    Some(format!(
        "  curl{ca} {}/oauth2/v2.0/token \\\n    -d grant_type=client_credentials -d client_id={} \\\n    -d client_secret={secret} -d scope={resource}/.default",
        ready.authority, app.client_id
    ))
}
