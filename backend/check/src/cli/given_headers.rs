//! Headers with credentials, from the command line, a file or the environment. No error repeats a value.

use core::convert::Infallible;
use core::fmt;
use core::str::FromStr;
use std::env::{self, VarError};
use std::path::Path;
use std::{fs, io};

use crate::TargetError;

/// A header line that no `Debug` form shows.
#[derive(Clone)]
pub(super) struct HeaderLine(String);

impl HeaderLine {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Accepts any text, because clap would repeat a text that it rejects.
impl FromStr for HeaderLine {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for HeaderLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeaderLine([redacted])")
    }
}

/// Why the command line cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    #[error("{0}")]
    Target(#[from] TargetError),
    #[error("the headers in {0} cannot be read: {1}")]
    File(String, io::Error),
    #[error("{0} is not UTF-8")]
    Variable(&'static str),
}

/// The lines of a file, if one is given.
pub(super) fn lines_of_file(file: Option<&Path>) -> Result<Vec<HeaderLine>, InputError> {
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let text = fs::read_to_string(file);
    let text = text.map_err(|error| InputError::File(file.display().to_string(), error))?;
    Ok(lines(&text))
}

/// The lines of an environment variable, if it is set.
pub(super) fn lines_of_variable(name: &'static str) -> Result<Vec<HeaderLine>, InputError> {
    match env::var(name) {
        Ok(text) => Ok(lines(&text)),
        Err(VarError::NotPresent) => Ok(Vec::new()),
        Err(VarError::NotUnicode(_)) => Err(InputError::Variable(name)),
    }
}

fn lines(text: &str) -> Vec<HeaderLine> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| HeaderLine(line.to_owned())).collect()
}
