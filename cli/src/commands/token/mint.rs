//! `pretenant token`: tokens to order, without a server.

use std::path::PathBuf;

use pretenant_sts::clock::parse_duration;
use pretenant_sts::entropy::Entropy;
use pretenant_sts::origin::Issuers;
use pretenant_sts::token::keys::KeyRing;
use pretenant_sts::token::mint::{Mint, MintKey, MintKind, MintOrder, MintSignature};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::server::world::ClockArg;

/// An order for a token.
#[derive(Debug, clap::Args)]
pub struct MintArgs {
    /// API the token is for: name or id [default: the first of the world]
    #[arg(long, value_name = "API")]
    api: Option<String>,

    /// Client application: name or id [default: the first that is not an API]
    #[arg(long, value_name = "APP")]
    client: Option<String>,

    /// User: name, id or user principal name; without one the token is app-only
    #[arg(long, value_name = "USER")]
    user: Option<String>,

    /// Delegated permission (`scp`); may be given several times
    #[arg(long = "scope", value_name = "NAME")]
    scopes: Vec<String>,

    /// App role (`roles`); may be given several times [default: what is assigned]
    #[arg(long = "role", value_name = "VALUE")]
    roles: Vec<String>,

    /// Mint an ID token instead of an access token
    #[arg(long, requires = "user")]
    id_token: bool,

    /// Set a claim to a JSON value, or to a string; `null` removes it; may be given several times
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = claim)]
    claims: Vec<(String, Value)>,

    /// How long it lives from now, e.g. 5m
    #[arg(long, value_name = "DURATION", value_parser = seconds, allow_hyphen_values = true)]
    lifetime: Option<i64>,

    /// Make it expired for an hour
    #[arg(long, conflicts_with = "lifetime")]
    expired: bool,

    /// Not valid before this long from now, e.g. 10m
    #[arg(long, value_name = "DURATION", value_parser = seconds, allow_hyphen_values = true)]
    not_before: Option<i64>,

    /// `aud`
    #[arg(long, value_name = "AUD")]
    audience: Option<String>,

    /// `iss`
    #[arg(long, value_name = "ISS")]
    issuer: Option<String>,

    /// How it is signed
    #[arg(long, value_enum, default_value_t = Signature::Good)]
    signature: Signature,

    /// Which key signs
    #[arg(long, value_enum, default_value_t = Key::Active)]
    key: Key,

    /// World file [default: the built-in world]
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,

    /// The server that issuers name
    #[arg(long, value_name = "URL", default_value = "https://localhost:8443")]
    origin: String,

    /// `real`, or `fixed:2026-11-22T12:00:00Z`
    #[arg(long, value_name = "real|fixed:RFC3339", default_value = "real")]
    clock: ClockArg,

    /// Derive every identifier from this number
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Print header and claims too
    #[arg(long)]
    decode: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Signature {
    /// Properly
    Good,
    /// With one bit wrong
    Bad,
    /// Not at all: `alg` none
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Key {
    /// The one that signs issued tokens
    Active,
    /// A published one that does not sign yet
    Next,
    /// One that is not published
    Unpublished,
    /// The active one, under a `kid` that no key has
    UnknownKid,
}

fn claim(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, e.g. groups=[\"a\"]")?;
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| json!(value))))
}

fn seconds(text: &str) -> Result<i64, String> {
    parse_duration(text)
        .map(|millis| millis / 1000)
        .map_err(|error| format!("{error}; expected a duration, e.g. 90s, 1h 30m or -5m"))
}

/// Runs the command.
pub fn run(args: MintArgs) -> Result<(), Failure> {
    let directory = crate::commands::directory(args.world.as_deref())?;
    let origin = super::origin(&args.origin)?;
    let order = MintOrder {
        kind: if args.id_token { MintKind::Id } else { MintKind::Access },
        version: None,
        api: args.api,
        client: args.client,
        user: args.user,
        scopes: args.scopes,
        roles: Some(args.roles).filter(|r| !r.is_empty()),
        claims: args.claims.into_iter().collect::<Map<_, _>>(),
        header: Map::new(),
        lifetime: args.lifetime,
        expired: args.expired,
        not_before: args.not_before,
        audience: args.audience,
        issuer: args.issuer,
        signature: match args.signature {
            Signature::Good => MintSignature::Good,
            Signature::Bad => MintSignature::Bad,
            Signature::None => MintSignature::None,
        },
        key: match args.key {
            Key::Active => MintKey::Active,
            Key::Next => MintKey::Next,
            Key::Unpublished => MintKey::Unpublished,
            Key::UnknownKid => MintKey::UnknownKid,
        },
    };
    let entropy = args.seed.map_or_else(Entropy::os, Entropy::seeded);
    let fingerprint = serde_json::to_vec(&order).unwrap_or_default();
    let mint = Mint {
        directory: &directory,
        keys: KeyRing::new(),
        issuers: &Issuers::new(&origin, directory.settings().issuer_host.as_deref()),
        now: args.clock.clock().now(),
        draw: &entropy.for_request(&[b"mint", &fingerprint]),
    };
    let minted = mint.mint(&order).map_err(Failure::usage)?;
    if args.decode {
        println!("{:#}\n{:#}", minted.header, minted.claims);
    }
    println!("{}", minted.token);
    Ok(())
}
