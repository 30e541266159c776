//! Reads settings as their types, and collects their faults.

use std::fmt::Display;
use std::fs;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::sources::Given;
use super::table::{SETTINGS, Setting, Value, path_of};
use super::{Fault, Faults, Place, Sources};

pub(super) struct Reader<'a> {
    sources: &'a Sources,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            faults: Vec::new(),
        }
    }

    /// The settings if there was no fault. Everything missing has caused a fault.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Faults> {
        match read {
            Some(read) if self.faults.is_empty() => Ok(read),
            _ => Err(Faults(self.faults)),
        }
    }

    /// Whether it is set, for a secret also in a file. A switch that is off counts as not set.
    pub(super) fn is_given(&self, name: &str) -> bool {
        let is_switch = setting(name).is_some_and(|it| it.value == Value::Switch);
        let is_on = |given: &Given| {
            given
                .texts
                .last()
                .is_some_and(|text| is_on(text) == Some(true))
        };
        self.given(name)
            .is_some_and(|given| !is_switch || is_on(given))
    }

    /// The one of these that is set. It is a fault if none or several are.
    pub(super) fn one_of(
        &mut self,
        given: &[&'static str],
        (first, none): (&str, &str),
    ) -> Option<&'static str> {
        match given {
            [one] => Some(one),
            [] => {
                self.fault(first, none);
                None
            }
            [one, another, ..] => {
                self.fault(another, format!("{one} is given, too; keep one of them"));
                None
            }
        }
    }

    /// Whether a flag sets it.
    pub(super) fn is_flag(&self, name: &str) -> bool {
        let given = self.given(name);
        given.is_some_and(|given| matches!(given.place, Place::Flag(_)))
    }

    fn given(&self, name: &str) -> Option<&Given> {
        let by_path = || self.sources.get(&path_of(name));
        self.sources.get(name).or_else(by_path)
    }

    /// Adds a fault of a setting.
    pub(super) fn fault(&mut self, name: &str, message: impl Display) {
        let place = self.place(name);
        let message = message.to_string();
        self.faults.push(Fault { place, message });
    }

    /// Reports each given setting whose name begins with `prefix`, because `owner`, to which it belongs, is not given.
    pub(super) fn refuse_all(&mut self, prefix: &str, owner: &str) {
        for setting in SETTINGS {
            let is_ours = setting.name != owner && setting.name.starts_with(prefix);
            if is_ours && self.is_given(setting.name) {
                self.fault(setting.name, format!("{owner} is not given"));
            }
        }
    }

    fn place(&self, name: &str) -> Place {
        if let Some(given) = self.given(name) {
            return given.place.clone();
        }
        match setting(name) {
            Some(secret) if secret.value == Value::Secret => Place::Variable(secret.variable()),
            _ => Place::Flag(format!("--{name}")),
        }
    }

    /// The text of a setting, or its default.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let given = self.sources.get(name).and_then(|it| it.texts.last());
        let default = || setting(name)?.default.map(str::to_owned);
        given.cloned().or_else(default)
    }

    /// Parses a setting.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(name)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(name, error);
                None
            }
        }
    }

    /// All values of a list.
    pub(super) fn list<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let given = self.sources.get(name).map(|it: &Given| it.texts.clone());
        let mut values = Vec::new();
        for text in given.unwrap_or_default() {
            match parse(&text) {
                Ok(value) => values.push(value),
                Err(error) => self.fault(name, error),
            }
        }
        values
    }

    pub(super) fn switch(&mut self, name: &str) -> bool {
        let read = self.parsed(name, |text| is_on(text).ok_or("it is true or false"));
        read.unwrap_or_default()
    }

    /// A whole number within the range.
    pub(super) fn number(&mut self, name: &str, range: RangeInclusive<u64>) -> Option<u64> {
        self.parsed(name, |text| {
            let number = text.parse().ok().filter(|number| range.contains(number));
            let (least, most) = (range.start(), range.end());
            number.ok_or_else(|| format!("it is a whole number from {least} to {most}"))
        })
    }

    pub(super) fn seconds(&mut self, name: &str, range: RangeInclusive<u64>) -> Option<Duration> {
        self.number(name, range).map(Duration::from_secs)
    }

    /// A secret, from its variable or its file.
    pub(super) fn secret<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = match self.text(&path_of(name)) {
            None => self.text(name)?,
            Some(path) => match fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) => {
                    self.fault(
                        name,
                        format!("the file that it names cannot be read: {error}"),
                    );
                    return None;
                }
            },
        };
        // Editors and `echo` end a file with a line break.
        match parse(text.trim_end_matches(['\r', '\n'])) {
            Ok(secret) => Some(secret),
            Err(error) => {
                self.fault(name, error);
                None
            }
        }
    }
}

fn setting(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// None if it is neither on nor off.
fn is_on(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" | "" => Some(false),
        _ => None,
    }
}
