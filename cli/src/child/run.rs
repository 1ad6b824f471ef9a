//! The command that is run: started, told of signals, waited for.

use std::ffi::OsString;
use std::io;
use std::process::ExitStatus;

use tokio::process::{Child, Command};

use super::environment::Environment;
use crate::failure::Failure;

/// Runs a command to its end; its exit code, or 128 and the number of the signal that ended it.
///
/// # Errors
/// When it cannot be started; the exit code is then the one that shells use, 127 or 126.
pub async fn run(command: &[OsString], environment: &Environment) -> Result<u8, Failure> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(Failure::usage("no command was given"));
    };
    let mut child = Command::new(program);
    child.args(arguments).kill_on_drop(true);
    for name in environment.remove {
        child.env_remove(name);
    }
    child.envs(&environment.set);
    // Before the child is there, so that no signal gets lost.
    let mut signals = signals::Signals::new().map_err(cannot_wait)?;
    let mut child = child.spawn().map_err(|error| cannot_start(program, &error))?;
    loop {
        tokio::select! {
            ended = child.wait() => return ended.map(code).map_err(cannot_wait),
            signal = signals.next() => signals::pass_on(&child, signal),
        }
    }
}

fn cannot_wait(error: io::Error) -> Failure {
    Failure::failed(format!("cannot wait for the command: {error}"))
}

fn cannot_start(program: &OsString, error: &io::Error) -> Failure {
    let program = program.to_string_lossy();
    let (exit_code, message) = match error.kind() {
        io::ErrorKind::NotFound => {
            (127, format!("cannot run `{program}`: there is no such command\n  check its spelling, and PATH"))
        }
        _ => (126, format!("cannot run `{program}`: {error}")),
    };
    Failure { message, exit_code }
}

#[cfg(unix)]
fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}

/// Exit codes have 32 bits here; what does not fit must not look like success.
#[cfg(not(unix))]
fn code(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}

#[cfg(unix)]
mod signals {
    use std::fs::File;
    use std::io;

    use rustix::process::{Pid, Signal, getpgrp, kill_process};
    use rustix::termios::tcgetpgrp;
    use tokio::signal::unix::{self, SignalKind, signal};

    use super::Child;

    /// The signals that ask a program to end.
    pub struct Signals {
        hangup: unix::Signal,
        interrupt: unix::Signal,
        quit: unix::Signal,
        terminate: unix::Signal,
    }

    impl Signals {
        pub fn new() -> io::Result<Self> {
            Ok(Self {
                hangup: signal(SignalKind::hangup())?,
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.hangup.recv() => Signal::HUP,
                _ = self.interrupt.recv() => Signal::INT,
                _ = self.quit.recv() => Signal::QUIT,
                _ = self.terminate.recv() => Signal::TERM,
            }
        }
    }

    /// Sends the signal to the child, unless it has it already.
    pub fn pass_on(child: &Child, signal: Signal) {
        let from_keyboard = matches!(signal, Signal::INT | Signal::QUIT);
        if from_keyboard && in_foreground() {
            return;
        }
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // A child that is gone needs no signal.
            let _ = kill_process(pid, signal);
        }
    }

    /// True when a terminal sends what is typed, such as ctrl-C, to us and to the child alike.
    fn in_foreground() -> bool {
        File::open("/dev/tty").ok().and_then(|tty| tcgetpgrp(tty).ok()) == Some(getpgrp())
    }
}

/// Consoles send ctrl-C to all their programs: the command gets it without us, and we wait for its end.
#[cfg(not(unix))]
mod signals {
    use std::io;

    use super::Child;

    pub struct Signals(());

    impl Signals {
        pub fn new() -> io::Result<Self> {
            Ok(Self(()))
        }

        pub async fn next(&mut self) {
            let _ = tokio::signal::ctrl_c().await;
        }
    }

    pub fn pass_on(_: &Child, (): ()) {}
}
