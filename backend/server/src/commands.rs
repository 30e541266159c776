//! What each command does.

mod doctor;
mod migrate;
mod serve;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use chakra_backend_server::configuration::Sources;
use clap::ArgMatches;

/// The configuration cannot be used; the same code clap uses.
const MISUSE: u8 = 2;
const FAILURE: u8 = 1;

/// Does what the command line says.
pub(crate) async fn run(line: &ArgMatches) -> ExitCode {
    let Some((name, flags)) = line.subcommand() else {
        return fail(MISUSE, &"no command is given");
    };
    let sources = match Sources::gather(flags, &|name| std::env::var_os(name)) {
        Ok(sources) => sources,
        Err(faults) => return fail(MISUSE, &faults),
    };
    match name {
        "serve" => serve::serve(&sources).await,
        "doctor" => doctor::doctor(&sources, flags.get_flag("json")).await,
        "migrate" => migrate::migrate(&sources).await,
        _ => fail(MISUSE, &"there is no such command"),
    }
}

fn fail(code: u8, error: &dyn Display) -> ExitCode {
    // Nothing is left to do if stderr is closed.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(code)
}

/// Prints one line on stdout.
fn say(line: &dyn Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
