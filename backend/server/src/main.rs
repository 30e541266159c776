//! The binary `chakra-backend`: reads the command line, serves until it is told to stop.

mod log_filter;
mod panic_log;
mod stop_signal;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use chakra_backend::{DemoTenant, HeaderTenants};
use chakra_backend_server::Server;
use chakra_backend_server::command_line::{CommandLine, TenantSource};
use clap::Parser;

use stop_signal::StopSignal;

#[cfg(panic = "abort")]
compile_error!(
    "with panic = \"abort\" one panic ends the requests of all tenants; build with: cargo build --profile server -p chakra-backend-server"
);

/// The command line or the environment cannot be followed; the same code clap uses.
const MISUSE: u8 = 2;
const FAILURE: u8 = 1;

#[tokio::main]
async fn main() -> ExitCode {
    let line = CommandLine::parse();
    // On stderr: stdout holds the one line that says where the server is.
    let filter = match log_filter::from_environment() {
        Ok(filter) => filter,
        Err(error) => return fail(MISUSE, &error),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    panic_log::install();

    let key = std::env::var("CHAKRA_API_KEY").ok();
    let (settings, source) = match line.settings(key.as_deref()) {
        Ok(settings) => settings,
        Err(error) => return fail(MISUSE, &error),
    };
    // Before `ready:` is printed: a signal right after it must not kill the process.
    let mut stop = match StopSignal::listen() {
        Ok(stop) => stop,
        Err(error) => return fail(FAILURE, &error),
    };
    let started = match source {
        TenantSource::Header(header) => {
            if !settings.listen.ip().is_loopback() {
                tracing::warn!(
                    %header,
                    "listening beyond this machine: anyone who reaches this address past the proxy can be any tenant"
                );
            }
            Server::start(settings, HeaderTenants::new(header)).await
        }
        TenantSource::Demo => Server::start(settings, DemoTenant).await,
    };
    let mut server = match started {
        Ok(server) => server,
        Err(error) if error.is_misuse() => return fail(MISUSE, &error),
        Err(error) => return fail(FAILURE, &error),
    };
    if let Err(error) = writeln!(io::stdout(), "ready: {}", server.url()) {
        return fail(FAILURE, &error);
    }
    tokio::select! {
        () = stop.received() => {}
        ended = server.ended() => return fail(FAILURE, &ended),
    }
    tracing::info!("stopping; requests under way are answered first, unless told again");
    tokio::select! {
        () = server.stop() => ExitCode::SUCCESS,
        () = stop.received() => fail(FAILURE, &"told twice to stop; some requests were not answered"),
    }
}

fn fail(code: u8, error: &dyn Display) -> ExitCode {
    // Nothing is left to do if stderr is closed.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(code)
}
