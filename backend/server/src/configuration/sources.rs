//! Sources of settings. A flag overrides a variable, a variable overrides the file, and the file overrides the default.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::table::{SETTINGS, Setting, Value, path_of, variable};
use super::{Fault, Faults};

/// Reads a variable of the environment.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// This flag.
    Flag(String),
    /// This variable.
    Variable(String),
    /// This key of the file.
    Key {
        /// The key.
        key: String,
        /// The file.
        file: PathBuf,
    },
    /// The file itself.
    File(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::Key { key, file } => write!(f, "{key} in {}", file.display()),
            Self::File(file) => file.display().fmt(f),
        }
    }
}

/// The values of one setting, and their source.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) texts: Vec<String>,
    pub(super) place: Place,
}

/// All given values. They may contain secrets, so there is no `Debug`.
#[derive(Default)]
pub struct Sources {
    given: BTreeMap<String, Given>,
}

impl Sources {
    /// Gathers the settings from flags, the environment and the file of `--config` (or `CHAKRA_CONFIG`).
    pub fn gather(flags: &ArgMatches, environment: Environment<'_>) -> Result<Self, Faults> {
        let mut sources = Self::default();
        let mut faults = Vec::new();
        // The later source overrides.
        if let Some(file) = file_of(flags, environment) {
            sources.read_file(&file, &mut faults);
        }
        for setting in SETTINGS {
            sources.read_environment(setting, environment, &mut faults);
            sources.read_flag(setting, flags);
        }
        if faults.is_empty() {
            Ok(sources)
        } else {
            Err(Faults(faults))
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Given> {
        self.given.get(name)
    }

    fn set(&mut self, name: String, texts: Vec<String>, place: Place) {
        self.given.insert(name, Given { texts, place });
    }

    fn read_flag(&mut self, setting: &Setting, flags: &ArgMatches) {
        let name = match setting.value {
            Value::Secret => path_of(setting.name),
            _ => setting.name.to_owned(),
        };
        // A command that does not accept the setting has no such flag.
        if flags.try_contains_id(&name).is_err()
            || flags.value_source(&name) != Some(ValueSource::CommandLine)
        {
            return;
        }
        let texts = if setting.value == Value::Switch {
            vec![flags.get_flag(&name).to_string()]
        } else {
            let all = flags.get_many::<String>(&name);
            all.into_iter().flatten().cloned().collect()
        };
        if setting.value == Value::Secret {
            // Overrides a variable.
            self.given.remove(setting.name);
        }
        let place = Place::Flag(format!("--{name}"));
        self.set(name, texts, place);
    }

    fn read_environment(
        &mut self,
        setting: &Setting,
        environment: Environment<'_>,
        faults: &mut Vec<Fault>,
    ) {
        let is_given = self.read_variable(setting, setting.name, environment, faults);
        if setting.value != Value::Secret {
            return;
        }
        let path = path_of(setting.name);
        let is_named = self.read_variable(setting, &path, environment, faults);
        if is_given && is_named {
            let place = Place::Variable(variable(&path));
            let message = format!("{} is set, too; keep one of them", setting.variable());
            faults.push(fault(place, &message));
        } else if is_given {
            // The flag overrides the file.
            self.given.remove(&path);
        }
    }

    /// Whether the variable is set.
    fn read_variable(
        &mut self,
        setting: &Setting,
        name: &str,
        environment: Environment<'_>,
        faults: &mut Vec<Fault>,
    ) -> bool {
        let variable = variable(name);
        let Some(value) = environment(&variable) else {
            return false;
        };
        let place = Place::Variable(variable);
        let Ok(text) = value.into_string() else {
            faults.push(fault(place, "it is not text"));
            return true;
        };
        let texts = match setting.value {
            Value::Many(_) => text.split(',').map(|it| it.trim().to_owned()).collect(),
            _ => vec![text],
        };
        self.set(name.to_owned(), texts, place);
        true
    }

    fn read_file(&mut self, file: &Path, faults: &mut Vec<Fault>) {
        let here = || Place::File(file.to_owned());
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                return faults.push(fault(here(), &format!("it cannot be read: {error}")));
            }
        };
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return faults.push(fault(here(), &malformed(&error, &text))),
        };
        for (key, value) in table {
            let place = Place::Key {
                key: key.clone(),
                file: file.to_owned(),
            };
            match texts_of(&key, &value) {
                Ok(texts) => self.set(key, texts, place),
                Err(message) => faults.push(fault(place, &message)),
            }
        }
    }
}

fn fault(place: Place, message: &str) -> Fault {
    let message = message.to_owned();
    Fault { place, message }
}

fn file_of(flags: &ArgMatches, environment: Environment<'_>) -> Option<PathBuf> {
    let flag = flags.try_get_one::<String>("config").ok().flatten();
    let flag = flag.map(PathBuf::from);
    flag.or_else(|| environment("CHAKRA_CONFIG").map(PathBuf::from))
}

/// The position of the syntax error, without the file's text.
fn malformed(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map_or(1, |span| {
        1 + text
            .get(..span.start)
            .map_or(0, |before| before.matches('\n').count())
    });
    format!("line {line} is no TOML: {}", error.message())
}

/// The value of a key as texts, or its fault.
fn texts_of(key: &str, value: &toml::Value) -> Result<Vec<String>, String> {
    let Some(setting) = setting_of(key) else {
        return Err(unknown(key));
    };
    let one = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    match (setting.value, value) {
        (Value::Secret, _) if key == setting.name => Err(format!(
            "a secret does not belong in this file; write it to a file of its own, and name that with {}",
            path_of(key)
        )),
        (Value::Switch, toml::Value::Boolean(on)) => Ok(vec![on.to_string()]),
        (Value::Switch, _) => Err("it is true or false".to_owned()),
        (Value::Many(_), toml::Value::Array(list)) => {
            let texts: Option<_> = list.iter().map(one).collect();
            texts.ok_or_else(|| "it is a list of texts".to_owned())
        }
        (Value::Many(_), _) => Err("it is a list of texts".to_owned()),
        (_, value) => one(value)
            .map(|text| vec![text])
            .ok_or_else(|| "it is a text or a whole number".to_owned()),
    }
}

fn setting_of(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| {
        let is_path = setting.value == Value::Secret && key == path_of(setting.name);
        setting.name == key || is_path
    })
}

fn unknown(key: &str) -> String {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let near = SETTINGS
        .iter()
        .map(|setting| setting.name)
        .find(|name| *name == plain(key) || strsim::damerau_levenshtein(name, key) <= 2);
    match near {
        Some(name) => format!("there is no such setting; there is {name}"),
        None => "there is no such setting".to_owned(),
    }
}
