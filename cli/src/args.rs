//! What was typed.

use clap::{Parser, Subcommand};

use crate::commands::{
    ca, completions, exec, export, findings, import, play, record, scenario, scope, serve, token, verify, why, world,
};

/// A pretend Microsoft Entra tenant on localhost
///
/// Start it, point an unmodified MSAL at it, make it misbehave on purpose, read what happened on the wire. Its
/// keys are public knowledge: nothing it issues is worth anything.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(serve::ServeArgs),
    Exec(Box<exec::ExecArgs>),
    Play(play::PlayArgs),
    Verify(verify::VerifyArgs),
    Findings(findings::FindingsCommandArgs),
    Scenario(scenario::ScenarioArgs),
    Record(Box<record::RecordArgs>),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    Ca(ca::CaArgs),
    Token(Box<token::TokenArgs>),
    World(world::WorldArgs),
    Scope(scope::ScopeArgs),
    Why(why::WhyArgs),
    Completions(completions::CompletionsArgs),
}
