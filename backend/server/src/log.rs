//! The log, on stderr. Stdout gets only the line with the server's address. A line that cannot be written, because the
//! disk is full or nobody reads, is lost. The last lines before a crash of the process may be lost, too.

use std::fmt::Display;
use std::io::{self, Write as _};

use chakra_backend_server::configuration::LogFormat;

use crate::log_filter::{self, LogFilterError};
use crate::log_writer::{self, LogEnd};

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error(transparent)]
    Filter(#[from] LogFilterError),
    #[error("the log cannot be started: {0}")]
    Thread(#[from] io::Error),
}

/// Starts the log, with the filter from the environment. Keep the result until the end.
pub(crate) fn start(format: LogFormat) -> Result<LogEnd, LogError> {
    let filter = log_filter::from_environment()?;
    let (writer, end) = log_writer::start(io::stderr())?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Otherwise a line that cannot be written is reported by `eprintln!`, which panics for the same reason, also in the
        // handler of panics. That ends the process.
        .log_internal_errors(false)
        .with_writer(move || writer.clone());
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(end)
}

/// Prints a line of a command on stderr, and waits for it only for a moment.
pub(crate) fn complain(line: &dyn Display) {
    // Without a thread, nothing is left to do.
    if let Ok((mut writer, _end)) = log_writer::start(io::stderr()) {
        let _ = writer.write_all(format!("{line}\n").as_bytes());
    }
}
