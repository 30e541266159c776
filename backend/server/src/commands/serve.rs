//! `serve`: runs the backend until it is stopped.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use chakra_backend_server::Server;
use chakra_backend_server::configuration::{Sources, TenantSource, configuration};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::collected::Collected;
use super::{FAILURE, MISUSE, fail, say};
use crate::stop_signal::{Received, StopSignal};
use crate::{log, open_files, panic_log};

pub(super) async fn serve(sources: &Sources) -> ExitCode {
    let configuration = match configuration(sources) {
        Ok(configuration) => configuration,
        Err(faults) => return fail(MISUSE, &faults),
    };
    let _log = match log::start(configuration.log) {
        Ok(end) => end,
        Err(error) => return fail(MISUSE, &error),
    };
    panic_log::install();
    // Before `ready:` is printed, because a signal right after it must not kill the process.
    let mut stop = match StopSignal::listen() {
        Ok(stop) => stop,
        Err(error) => return fail(FAILURE, &error),
    };
    // Before anything is measured.
    let metrics = match configuration.metrics {
        Some(address) => match Collected::begin(address).await {
            Ok(collected) => Some(collected),
            Err(error) => return fail(FAILURE, &error),
        },
        None => None,
    };
    let mut settings = configuration.settings;
    // Some requests also need a file for a request to the partner's app, or for a static file.
    let asks_the_app = matches!(configuration.tenants, TenantSource::ForwardAuth(_));
    let files_each = 1 + u64::from(asks_the_app || settings.static_dir.is_some());
    open_files::fit(&mut settings.limits, files_each);
    if configuration.tenants.believes_anybody() && !settings.listen.ip().is_loopback() {
        tracing::warn!(
            "listening beyond this machine: anyone who reaches this address past the proxy can be any tenant; a tenant-secret prevents that"
        );
    }
    let resolver = match configuration.tenants.resolver() {
        Ok(resolver) => resolver,
        Err(error) => return fail(FAILURE, &error),
    };
    let started = tokio::select! {
        started = Server::start(settings, resolver) => started,
        // Waiting for the database may take some time.
        _ = stop.received() => return ExitCode::SUCCESS,
    };
    let mut server = match started {
        Ok(server) => server,
        Err(error) if error.is_misuse() => return fail(MISUSE, &error),
        Err(error) => return fail(FAILURE, &error),
    };
    if let Some(metrics) = metrics {
        metrics.serve(server.backend().clone());
    }
    if let Err(error) = say_soon(format!("ready: {}", server.url())).await {
        // The address is in the settings, too.
        tracing::warn!(%error, address = %server.address(), "ready, but this could not be printed");
    }
    let received = tokio::select! {
        received = stop.received() => received,
        ended = server.ended() => return fail(FAILURE, &ended),
    };
    tracing::info!("stopping; requests under way are answered first, unless told again");
    let stopped = async {
        match received {
            // With a person at a terminal, there is no load balancer in front.
            Received::Interrupt => server.stop_at_once().await,
            Received::Terminate => server.stop().await,
        }
    };
    tokio::select! {
        () = stopped => ExitCode::SUCCESS,
        _ = stop.received() => fail(FAILURE, &"told twice to stop; some requests were not answered"),
    }
}

/// Prints one line on stdout. A reader that does not read is waited for only a moment.
async fn say_soon(line: String) -> io::Result<()> {
    let said = spawn_blocking(move || say(&line));
    let said = timeout(Duration::from_secs(1), said).await;
    said.map_err(io::Error::other)?.map_err(io::Error::other)?
}
