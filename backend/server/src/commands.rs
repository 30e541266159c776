//! The work of each command.

mod collected;
mod doctor;
mod export;
mod import;
mod migrate;
mod serve;
mod settle;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use chakra_backend::store::Store;
use chakra_backend_check::cli::{self, CheckArgs};
use chakra_backend_server::Database;
use chakra_backend_server::configuration::{Sources, database, misspelled};
use clap::{ArgMatches, FromArgMatches as _};

use crate::log;

/// The configuration cannot be used. The same code as clap's.
const MISUSE: u8 = 2;
pub(crate) const FAILURE: u8 = 1;

/// Runs the command line.
pub(crate) async fn run(line: &ArgMatches) -> ExitCode {
    let Some((name, flags)) = line.subcommand() else {
        return fail(MISUSE, &"no command is given");
    };
    match name {
        "openapi" => return openapi(),
        "check" => return check(flags).await,
        _ => {}
    }
    let sources = match Sources::gather(flags, &|name| std::env::var_os(name)) {
        Ok(sources) => sources,
        Err(faults) => return fail(MISUSE, &faults),
    };
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for (name, meant) in misspelled(set) {
        log::complain(&format_args!(
            "warning: the variable {name} is not read; there is {meant}"
        ));
    }
    match name {
        "serve" => serve::serve(&sources).await,
        "doctor" => doctor::doctor(&sources, flags.get_flag("json")).await,
        "export" => export::export(&sources).await,
        "import" => {
            let path = flags.get_one::<String>("FILE");
            import::import(&sources, path.map_or("-", String::as_str)).await
        }
        "settle" => {
            let id = flags.get_one::<String>("ID");
            settle::settle(&sources, id.map_or("", String::as_str)).await
        }
        "migrate" => migrate::migrate(&sources).await,
        _ => fail(MISUSE, &"there is no such command"),
    }
}

/// Prints the calls as an `OpenAPI` document.
fn openapi() -> ExitCode {
    let printed = chakra_backend::openapi().to_pretty_json();
    match printed
        .map_err(io::Error::other)
        .and_then(|text| say(&text))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(FAILURE, &error),
    }
}

/// Checks a backend in any language.
async fn check(flags: &ArgMatches) -> ExitCode {
    match CheckArgs::from_arg_matches(flags) {
        Ok(args) => cli::run(args).await,
        Err(error) => fail(MISUSE, &error),
    }
}

/// The configured store, created if it is missing.
async fn opened(sources: &Sources) -> Result<Arc<dyn Store>, ExitCode> {
    let database = configured(sources)?;
    database.open().await.map_err(|error| fail(FAILURE, &error))
}

/// The configured store, which must exist.
async fn existing(sources: &Sources) -> Result<Arc<dyn Store>, ExitCode> {
    let opened = configured(sources)?.open_existing().await;
    opened.map_err(|error| fail(FAILURE, &error))
}

fn configured(sources: &Sources) -> Result<Database, ExitCode> {
    database(sources).map_err(|faults| fail(MISUSE, &faults))
}

pub(crate) fn fail(code: u8, error: &dyn Display) -> ExitCode {
    log::complain(&format_args!("error: {error}"));
    ExitCode::from(code)
}

/// Prints one line on stdout.
fn say(line: &dyn Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
