//! World files: the built-in one, overriding it, and what a faulty one is told.

use std::fs;
use std::path::{Path, PathBuf};

use pretenant_sts::directory::file::{
    CONTOSO_YAML, CertificateEntry, SAMPLE_CERTIFICATE_PEM, WorldFile, builtin, load, load_str, schema,
};
use pretenant_sts::directory::{ConsentType, Directory, GRAPH, RedirectKind, TokenVersion};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

fn built(yaml: &str) -> Directory {
    let world = load_str("world.yaml", yaml, None).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    world.build().unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

#[test]
fn the_builtin_world_builds() {
    let directory = built(CONTOSO_YAML);
    assert_eq!(directory.tenants().len(), 1);
    assert_eq!(directory.users().len(), 4);
    assert_eq!(directory.apps().len(), 13);
    assert_eq!(directory.grants().len(), 7);
    assert_eq!(directory.assignments().len(), 3);
    let ada = directory.user_by_upn("ada@contoso.example").unwrap();
    assert_eq!(directory.settings().default_user, Some(ada.oid));
    assert_eq!(ada.display_name, "Ada Lovelace");
}

#[test]
fn the_sample_certificate_is_the_one_with_the_published_key() {
    let directory = built(CONTOSO_YAML);
    let daemon = directory.apps().iter().find(|app| app.name == "daemon").unwrap();
    let [certificate] = daemon.certificates.as_slice() else { panic!("one certificate") };
    let pem = certificate.sample_key_pem.as_deref().unwrap();
    assert!(pem.starts_with(SAMPLE_CERTIFICATE_PEM) && pem.contains("-----BEGIN PRIVATE KEY-----"));

    let assertion = json!({ "iss": "c0000000", "exp": 4_000_000_000_u64 });
    let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::RS256);
    let key = jsonwebtoken::EncodingKey::from_rsa_pem(&pem.as_bytes()[SAMPLE_CERTIFICATE_PEM.len()..]).unwrap();
    let token = jsonwebtoken::encode(&header, &assertion, &key).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.validate_aud = false;
    let public = jsonwebtoken::DecodingKey::from_rsa_der(&certificate.public_key);
    jsonwebtoken::decode::<serde_json::Value>(&token, &public, &validation).unwrap();
}

#[test]
fn the_builtin_world_is_what_its_yaml_says() {
    assert_eq!(load_str("contoso.yaml", CONTOSO_YAML, None).unwrap(), builtin());
    assert_eq!(load(&repository("sts/worlds/contoso.yaml")).unwrap(), builtin());
}

#[test]
fn a_world_survives_json() {
    let json = serde_json::to_string_pretty(&builtin()).unwrap();
    assert_eq!(serde_json::from_str::<WorldFile>(&json).unwrap(), builtin());
    assert_eq!(load_str("world.json", &json, None).unwrap(), builtin(), "JSON is YAML");
}

#[test]
fn a_small_world_is_filled_in() {
    let directory = built(
        "
        tenants: [{ name: Acme Inc }]
        users: [{ name: ann }, { name: root, admin: true }]
        apis: [{ name: orders, scopes: [{ name: orders.read }], roles: [{ name: Reader }] }]
        apps: [{ name: cli, redirect_uris: { public: [http://localhost] } }]
        consents: [{ client: cli, api: orders, scopes: [Orders.Read] }]
        ",
    );
    let tenant = &directory.tenants()[0];
    assert_eq!(tenant.domains, ["acme-inc.example"]);
    let ann = directory.user_by_upn("ann@acme-inc.example").unwrap();
    assert_eq!((ann.password.as_str(), ann.enabled, ann.tenant), ("Pa55-ann!", true, tenant.id));
    assert_eq!(directory.settings().default_user, Some(ann.oid));
    assert_eq!(directory.users()[1].directory_roles.len(), 1, "an admin has a directory role");

    let orders = directory.apps().iter().find(|app| app.name == "orders").unwrap();
    let api = orders.api.as_ref().unwrap();
    assert_eq!(api.identifier_uris, [format!("api://{}", orders.client_id)]);
    assert_eq!((api.token_version, api.path.as_str()), (TokenVersion::V2, "/api/orders"));
    assert_eq!(api.roles[0].members.len(), 2);

    let [grant] = directory.grants() else { panic!("one grant") };
    assert_eq!(grant.consent_type, ConsentType::AllPrincipals);
    assert_eq!(grant.scopes, ["orders.read"], "spelt as the API spells it");
}

#[test]
fn names_with_blanks_have_usable_defaults() {
    let directory = built(
        "
        tenants: [{ name: Acme }]
        users: [{ name: Ann Smith }]
        apis: [{ name: Orders API }]
        apps: [{ name: Kiosk 1 }]
        ",
    );
    assert_eq!(directory.users()[0].upn, "Ann.Smith@acme.example");
    assert_eq!(directory.apps()[0].api.as_ref().unwrap().path, "/api/orders-api");
}

#[test]
fn derived_ids_never_change() {
    let directory = built("tenants: [{ name: acme }]\nusers: [{ name: ann }]\napps: [{ name: cli }]");
    let ids = [directory.tenants()[0].id, directory.users()[0].oid, directory.apps()[0].client_id];
    insta::assert_debug_snapshot!(ids, @r"
    [
        1ecff493-88e3-8706-8881-d37bfc861cc9,
        16900e78-8681-877f-a900-c7df20c2ac3c,
        90f1052c-6eb3-838a-ad6c-70818fd084fc,
    ]
    ");
}

#[test]
fn a_file_overrides_the_bundled_world_key_by_key() {
    let directory = built(
        "
        use: contoso
        settings: { lifetimes: { access_token: 10m } }
        tenants: [{ name: contoso, domains: [corp.example] }]
        users:
          - { name: ada, password: hunter2 }
          - { name: linus }
        apps:
          - name: desktop
            redirect_uris: { web: [https://desktop.example/cb] }
        apis:
          - name: graph
            scopes: [{ name: User.Read, admin_only: true }, { name: Chat.Read }]
        consents:
          - { client: desktop, api: orders, scopes: [] }
          - { client: desktop, api: graph, scopes: [openid, Chat.Read] }
          - { client: desktop, api: graph, scopes: [Mail.Read], user: ada }
        role_assignments:
          - { app: daemon, api: graph, role: User.Read.All }
        ",
    );
    let bundled = built(CONTOSO_YAML);
    assert_eq!(directory.settings().lifetimes.access_token, Some(600));
    assert!(directory.settings().default_user.is_some(), "a setting that isn't given stays");

    let ada = directory.user_by_upn("ada@corp.example").expect("users follow the tenant's domain");
    assert_eq!((ada.password.as_str(), ada.display_name.as_str()), ("hunter2", "Ada Lovelace"));
    assert_eq!(directory.users().last().unwrap().name, "linus", "new entries follow the bundled ones");
    assert_eq!(directory.apps().len(), bundled.apps().len());

    let desktop = directory.apps().iter().find(|app| app.name == "desktop").unwrap();
    let kinds: Vec<RedirectKind> = desktop.redirect_uris.iter().map(|uri| uri.kind).collect();
    assert_eq!(kinds.iter().filter(|&&kind| kind == RedirectKind::Web).count(), 1);
    assert_eq!(kinds.iter().filter(|&&kind| kind == RedirectKind::Public).count(), 4, "the other kinds stay");

    let graph = directory.app(GRAPH).unwrap().api.as_ref().unwrap();
    let scope = |name: &str| graph.scopes.iter().find(|scope| scope.value == name).unwrap();
    assert!(scope("User.Read").admin_only && scope("User.Read").display_name.starts_with("Sign you in"));
    assert_eq!(scope("Chat.Read").display_name, "Chat.Read");

    let of_desktop: Vec<_> = directory.grants().iter().filter(|grant| grant.client == desktop.client_id).collect();
    assert_eq!(of_desktop.len(), 2, "one replaced, one taken away, one added");
    assert_eq!(of_desktop[0].scopes, ["openid", "Chat.Read"]);
    assert_eq!(of_desktop[1].consent_type, ConsentType::Principal(ada.oid));
    assert_eq!(directory.assignments().len(), bundled.assignments().len(), "repeating one changes nothing");
}

#[test]
fn laying_a_patch_over_a_world_is_what_use_does() {
    let patch = load_str("patch.yaml", "use: contoso\nusers: [{ name: ada, enabled: false }]", None).unwrap();
    let mut world = builtin();
    world.lay_over(WorldFile { use_world: None, ..patch.clone() });
    let enabled = |world: &WorldFile| world.build().unwrap().user_by_upn("ada@contoso.example").unwrap().enabled;
    assert!(!enabled(&world) && !enabled(&patch));
    assert_eq!(world.users.len(), 4);
}

#[test]
fn a_consent_laid_over_a_world_takes_the_place_of_the_one_there() {
    let mut world = builtin();
    let before = world.consents.len();
    let patch = json!({"consents": [
        {"client": "desktop", "api": "graph", "scopes": ["Mail.Read"]},
        {"client": "desktop", "api": "vault", "scopes": ["api.read"]},
    ]});
    world.lay_over(serde_json::from_value(patch).unwrap());
    assert_eq!(world.consents.len(), before + 1);
    let built = world.build().unwrap();
    let desktop = built.apps().iter().find(|app| app.name == "desktop").unwrap().client_id;
    let granted = built.grants().iter().find(|g| g.client == desktop && g.api == GRAPH).unwrap();
    assert_eq!(granted.scopes, ["Mail.Read"]);
}

#[test]
fn certificate_files_become_part_of_the_world() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("app.pem"), SAMPLE_CERTIFICATE_PEM).unwrap();
    let path = folder.path().join("world.yaml");
    fs::write(&path, "use: contoso\napps: [{ name: mine, certificates: [{ file: app.pem }] }]").unwrap();
    let world = load(&path).unwrap();
    assert_eq!(world.apps[0].certificates, Some(vec![CertificateEntry::Pem(SAMPLE_CERTIFICATE_PEM.into())]));
    fs::remove_dir_all(folder.path()).unwrap();
    assert_eq!(world.build().unwrap().apps().last().unwrap().certificates.len(), 1);
}

#[test]
fn mistakes_in_json_carry_pointers() {
    let world: WorldFile = serde_json::from_value(json!({
        "use": "contoso",
        "apps": [{ "name": "cli", "certificates": [{ "file": "/etc/hostname" }], "requires": [{ "api": "grahp" }] }],
    }))
    .unwrap();
    let mistakes = world.build().unwrap_err();
    assert_eq!(
        serde_json::to_value(mistakes.mistakes()).unwrap(),
        json!([
            {
                "path": "/apps/0/certificates/0/file",
                "message": "the certificate file `/etc/hostname` can only be read from a world file",
                "suggestion": "put the certificate itself under `pem`",
            },
            {
                "path": "/apps/0/requires/0/api",
                "message": "there is no app or API `grahp`",
                "suggestion": "did you mean `graph`?",
            },
        ])
    );
}

#[test]
fn positions_count_characters() {
    let mistakes = load_str("w.yaml", "\u{feff}# ünïcödé\r\ntenants: [{ name: é, id: ü }]\r\n", None).unwrap_err();
    let [mistake] = mistakes.mistakes() else { panic!("{mistakes}") };
    assert_eq!((mistake.line, mistake.column), (Some(2), Some(26)));
}

#[test]
fn a_missing_file_is_a_mistake_too() {
    let mistakes = load(Path::new("does-not-exist.yaml")).unwrap_err();
    assert!(mistakes.to_string().contains("does-not-exist.yaml"), "{mistakes}");
}

/// Every `worlds/invalid/NAME.yaml` has its report beside it, `NAME.snap`.
#[test]
fn invalid_worlds_are_told_everything_that_is_wrong() {
    let folder = repository("sts/tests/worlds/invalid");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut cases = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let mistakes = load_str(&format!("{name}.yaml"), &text, Some(&folder)).expect_err(name);
        settings.bind(|| insta::assert_snapshot!(name, mistakes.to_string()));
        cases += 1;
    }
    assert!(cases > 10, "the folder of invalid worlds was not found");
}

/// `UPDATE_SCHEMA=1 cargo test` writes the committed schema anew.
#[test]
fn the_committed_schema_is_current() {
    let path = repository("docs/world.schema.json");
    let current = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &current).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), current, "run the tests once with UPDATE_SCHEMA=1");
}

#[test]
fn the_schema_accepts_the_builtin_world_and_refuses_invalid_shapes() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let yaml = |text: &str| serde_saphyr::from_str::<serde_json::Value>(text).unwrap();
    if let Err(error) = validator.validate(&yaml(CONTOSO_YAML)) {
        panic!("{error} at {}", error.instance_path());
    }
    for name in ["unknown_keys", "unknown_words", "wrong_types", "missing_keys"] {
        let text = fs::read_to_string(repository(&format!("sts/tests/worlds/invalid/{name}.yaml"))).unwrap();
        assert!(!validator.is_valid(&yaml(&text)), "{name}");
    }
}

/// The example in the documentation, and the ids, users and passwords that it promises.
#[test]
fn the_documentation_is_true() {
    let documentation = fs::read_to_string(repository("docs/world-files.md")).unwrap();
    let mut blocks = documentation.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.by_ref().for_each(|block| drop(built(block)));
    let directory = built(CONTOSO_YAML);
    let rows = directory.tenants().iter().map(|tenant| (&tenant.name, tenant.id));
    let rows = rows.chain(directory.users().iter().map(|user| (&user.name, user.oid)));
    for (name, id) in rows.chain(directory.apps().iter().map(|app| (&app.name, app.client_id))) {
        let row = documentation.lines().find(|line| line.contains(&id.to_string()));
        assert!(row.is_some_and(|row| row.contains(&format!("`{name}`"))), "{name} is not in the tables");
    }
    for password in directory.users().iter().map(|user| &user.password) {
        assert!(documentation.contains(&format!("`{password}`")), "{password} is not in the tables");
    }
}

fn survives(text: &str) {
    if let Err(mistakes) = load_str("fuzz.yaml", text, None) {
        assert!(!mistakes.mistakes().is_empty());
        assert!(!mistakes.to_string().is_empty() && !mistakes.styled().is_empty());
    }
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
        survives(&format!("users: {}{}", open.repeat(20_000), close.repeat(20_000)));
    }
}

#[test]
fn aliases_do_not_explode() {
    let mut text = String::from("a0: &a0 [x, x]\n");
    for i in 1..40 {
        text.push_str(&format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
    }
    survives(&text);
}

proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(text in "(?s).{0,200}") {
        survives(&text);
    }

    #[test]
    fn no_yaml_like_text_makes_the_loader_panic(
        text in "(([ ]{0,6})(- )?(name|users|apps|id|api|use|scopes|\"|'|[|]|[{\\[&*!>%@`]|é)?:?[ \n]?[a-z0-9,\\]}\u{85}\r]{0,3}){0,40}"
    ) {
        survives(&text);
    }

    /// Any stretch of the built-in world replaced by any other stretch of it, or by anything.
    #[test]
    fn no_mutation_makes_the_loader_panic(
        cut in any::<(prop::sample::Index, u8)>(),
        paste in any::<(prop::sample::Index, u8)>(),
        insert in "(?s).{0,8}",
    ) {
        let characters: Vec<char> = CONTOSO_YAML.chars().collect();
        let stretch = |(start, length): (prop::sample::Index, u8)| {
            let start = start.index(characters.len());
            start..(start + usize::from(length)).min(characters.len())
        };
        let (cut, paste) = (stretch(cut), stretch(paste));
        let mut text: Vec<char> = characters[..cut.start].to_vec();
        text.extend(&characters[paste]);
        text.extend(insert.chars());
        text.extend(&characters[cut.end..]);
        survives(&text.into_iter().collect::<String>());
    }

    /// What is read as a world can be dumped and read again.
    #[test]
    fn names_of_any_kind_survive_json(name in "[^/\\p{C}\\s]{1,12}", password in "\\PC{0,12}") {
        prop_assume!(Uuid::try_parse(&name).is_err());
        let world: WorldFile = serde_json::from_value(json!({
            "tenants": [{ "name": "acme" }],
            "users": [{ "name": name, "upn": "x@acme.example", "password": password }],
        })).unwrap();
        world.build().unwrap();
        let again: WorldFile = serde_json::from_str(&serde_json::to_string(&world).unwrap()).unwrap();
        prop_assert_eq!(again, world);
    }
}
