//! The binary's log filter, from `RUST_LOG`. Reports typos, which would otherwise log nothing or the
//! wrong modules.

use std::env::{self, VarError};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{LevelFilter, ParseError};

const VARIABLE: &str = "RUST_LOG";
const DEFAULT: &str = "info";

/// Why `RUST_LOG` cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogFilterError {
    /// A lone word, which the filter would read as the name of a module.
    #[error(
        "RUST_LOG: {0:?} is no level; write error, warn, info, debug, trace or off, and module=level for one module, such as chakra_backend=debug"
    )]
    UnknownWord(String),
    /// Rejected by the filter itself.
    #[error("RUST_LOG is not understood: {0}; write for example info or chakra_backend=debug")]
    Malformed(#[from] ParseError),
    /// Not UTF-8.
    #[error("RUST_LOG is not text")]
    Binary,
}

/// The filter from the environment.
pub(crate) fn from_environment() -> Result<EnvFilter, LogFilterError> {
    match env::var(VARIABLE) {
        Ok(text) => parse(&text),
        Err(VarError::NotPresent) => parse(DEFAULT),
        Err(VarError::NotUnicode(_)) => Err(LogFilterError::Binary),
    }
}

fn parse(text: &str) -> Result<EnvFilter, LogFilterError> {
    let text = match text.trim() {
        "" => DEFAULT,
        text => text,
    };
    // A filter for spans may contain commas, so it cannot be split.
    if !text.contains('[') {
        let lone = text.split(',').map(str::trim).find(|directive| {
            !directive.contains('=') && directive.parse::<LevelFilter>().is_err()
        });
        if let Some(word) = lone {
            return Err(LogFilterError::UnknownWord(word.to_owned()));
        }
    }
    Ok(EnvFilter::builder().parse(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_an_error() {
        for text in [
            "",
            "info",
            "WARN",
            "off",
            "info,",
            "warn,chakra_backend=debug",
            "warn,hyper=off",
            "chakra_backend[status]=trace",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in [
            "inof",
            "debgu,hyper=warn",
            "chakra_backend",
            "chakra_backend=debgu",
            "info, hyper=warn",
            "=",
        ] {
            let error = parse(text).map(|filter| filter.to_string()).unwrap_err();
            assert!(error.to_string().contains("RUST_LOG"), "{text}: {error}");
        }
    }
}
