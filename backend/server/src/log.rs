//! The log, on stderr. Stdout gets only the line with the server's address. A line that cannot be written, because the
//! disk is full or nobody reads, is lost.

use std::io;

use chakra_backend_server::configuration::LogFormat;

use crate::log_filter::{self, LogFilterError};

/// Starts the log, with the filter from the environment.
pub(crate) fn start(format: LogFormat) -> Result<(), LogFilterError> {
    let filter = log_filter::from_environment()?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Otherwise a line that cannot be written is reported by `eprintln!`, which panics for the same reason, also in the
        // handler of panics. That ends the process.
        .log_internal_errors(false)
        .with_writer(io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}
