//! The log, on stderr. Stdout gets only the line with the server's address.

use std::io;

use chakra_backend_server::configuration::LogFormat;

use crate::log_filter::{self, LogFilterError};

/// Starts the log, with the filter from the environment.
pub(crate) fn start(format: LogFormat) -> Result<(), LogFilterError> {
    let filter = log_filter::from_environment()?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}
