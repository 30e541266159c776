//! The log, on stderr: stdout holds the one line that says where the server is.

use std::io;

use chakra_backend_server::configuration::LogFormat;

use crate::log_filter::{self, LogFilterError};

/// Starts it, with the filter of the environment.
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
