//! The adapter's process, and the lines that go to and fro.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use super::message::{Answer, Line, Said};
use crate::driver::{Redirected, User};

/// How an adapter is started.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Program and arguments.
    pub command: Vec<String>,
    /// Environment variables beside those of this process.
    pub environment: BTreeMap<String, String>,
}

/// The adapter is at fault.
#[derive(Debug, thiserror::Error)]
pub enum AdapterError {
    /// It cannot be started.
    #[error("cannot start the adapter `{command}`: {source}")]
    Start {
        /// The program.
        command: String,
        /// Why.
        source: std::io::Error,
    },
    /// It went away.
    #[error("the adapter ended in the middle of a command")]
    Ended,
    /// A line of it is none of the protocol.
    #[error("the adapter wrote a line that is not of the protocol: {problem}: {line}")]
    Line {
        /// What is wrong.
        problem: String,
        /// The line.
        line: String,
    },
}

impl AdapterError {
    /// An answer to another question.
    pub(super) fn answer(command: &str, answer: &Answer) -> Self {
        Self::Line { problem: format!("no answer to `{command}`"), line: format!("{answer:?}") }
    }
}

/// A running adapter. Ends with it.
pub struct Process {
    talk: Mutex<Talk>,
    _child: Child,
}

struct Talk {
    stdin: ChildStdin,
    lines: tokio::io::Lines<BufReader<ChildStdout>>,
    last_id: u64,
}

impl Process {
    /// Starts it.
    pub fn start(launch: &Launch) -> Result<Self, AdapterError> {
        let (program, arguments) = launch.command.split_first().ok_or_else(|| AdapterError::Start {
            command: String::new(),
            source: std::io::Error::from(std::io::ErrorKind::NotFound),
        })?;
        let failed = |source| AdapterError::Start { command: program.clone(), source };
        let mut command = Command::new(program);
        command.args(arguments).envs(&launch.environment).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().map_err(failed)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(AdapterError::Ended);
        };
        let talk = Talk { stdin, lines: BufReader::new(stdout).lines(), last_id: 0 };
        Ok(Self { talk: Mutex::new(talk), _child: child })
    }

    /// Asks as one of its clients.
    pub async fn ask_as(
        &self,
        client: &str,
        command: &str,
        parameters: &Value,
        user: &Arc<dyn User>,
    ) -> Result<Answer, AdapterError> {
        let mut message = json!({"command": command, "client": client});
        if let (Value::Object(message), Value::Object(parameters)) = (&mut message, parameters) {
            message.extend(parameters.clone().into_iter().filter(|(_, value)| !value.is_null()));
        }
        self.ask(message, Some(user)).await
    }

    /// Sends a command and waits for its answer; in between, the adapter may need its user.
    pub async fn ask(&self, mut message: Value, user: Option<&Arc<dyn User>>) -> Result<Answer, AdapterError> {
        let mut talk = self.talk.lock().await;
        talk.last_id += 1;
        let id = talk.last_id;
        message["id"] = json!(id);
        talk.stdin.write_all(format!("{message}\n").as_bytes()).await.map_err(|_| AdapterError::Ended)?;
        talk.stdin.flush().await.map_err(|_| AdapterError::Ended)?;
        loop {
            let text = talk.lines.next_line().await.ok().flatten().ok_or(AdapterError::Ended)?;
            let line: Line = serde_json::from_str(&text)
                .map_err(|error| AdapterError::Line { problem: error.to_string(), line: text.clone() })?;
            if line.id != id {
                return Err(AdapterError::Line {
                    problem: format!("the command under way has the id {id}"),
                    line: text,
                });
            }
            match (line.said, user) {
                (Said::Answer(answer), _) => return Ok(answer),
                (Said::Open { url, redirect_uri }, Some(user)) => {
                    if let Some(arrived) = user.open(&url, &redirect_uri).await {
                        deliver(&arrived).await;
                    }
                }
                (Said::DeviceCode { user_code, verification_uri }, Some(user)) => {
                    user.device_code(&user_code, &verification_uri).await;
                    user.answer_now().await;
                }
                (_, None) => {
                    return Err(AdapterError::Line { problem: "this command has no user".into(), line: text });
                }
            }
        }
    }
}

/// Brings an answer of the authorize endpoint to the library's loopback listener, as a browser would. What the
/// listener says to it is for eyes only.
async fn deliver(arrived: &Redirected) {
    let client = reqwest::Client::new();
    let request = match &arrived.form {
        Some(form) => client.post(&arrived.url).form(form),
        None => client.get(&arrived.url),
    };
    let _ = request.send().await;
}
