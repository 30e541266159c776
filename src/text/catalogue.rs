//! The texts in use: the page's own, else the language file's, else English.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use serde_json::Value;

use super::intl::Intl;
use super::locale::Locale;
use super::table::Message;
use crate::flow::find;

/// The texts of one language, overridden by the page's own.
#[derive(Debug, Default)]
pub struct Catalogue {
    own: Value,
    loaded: Arc<Value>,
}

impl Catalogue {
    /// `own` are the page's texts, `loaded` those of a language file: each an object of texts by key. Anything else
    /// counts as absent.
    #[must_use]
    pub fn new(own: Value, loaded: Arc<Value>) -> Self {
        Self { own, loaded }
    }

    /// The first text among `keys`: the page's own come before those of the language file.
    fn find(&self, keys: &[&str]) -> Option<&str> {
        [&self.own, &*self.loaded]
            .into_iter()
            .find_map(|texts| keys.iter().find_map(|key| texts.get(key)?.as_str()))
    }

    /// The text of `message`, including placeholders.
    #[must_use]
    pub fn text(&self, message: Message) -> &str {
        self.find(&[message.key]).unwrap_or(message.english)
    }
}

/// A catalogue, and the browser's data on its language.
pub struct Localizer<'a> {
    /// The language.
    pub locale: Locale,
    /// Its texts.
    pub catalogue: &'a Catalogue,
    /// Its numbers, plurals and times.
    pub intl: &'a dyn Intl,
}

impl fmt::Debug for Localizer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Localizer").field(&self.locale).finish()
    }
}

impl Localizer<'_> {
    /// The text of a message without a placeholder.
    #[must_use]
    pub fn say(&self, message: Message) -> String {
        self.catalogue.text(message).to_owned()
    }

    /// Text that is not ours, and may be in another language: if one of the two is written from right to left, it keeps
    /// its own direction, so that its punctuation stays in place.
    #[must_use]
    pub fn quote(&self, text: &str) -> String {
        // Hebrew, Arabic and the scripts between and after them, with their presentation forms.
        let is_rtl = |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
        if self.locale.is_rtl || text.contains(is_rtl) {
            // FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE
            ["\u{2068}", text, "\u{2069}"].concat()
        } else {
            text.to_owned()
        }
    }

    /// The text with `{name}` filled in.
    #[must_use]
    pub fn fill(&self, message: Message, name: &str, value: &str) -> String {
        filled(self.catalogue.text(message), name, value)
    }

    /// The text for this count, in the language's plural form.
    #[must_use]
    pub fn count(&self, message: Message, count: u32) -> String {
        let form = [message.key, "_", &self.intl.category(count)].concat();
        let text = self.catalogue.find(&[&form, message.key]);
        filled(
            text.unwrap_or(message.english),
            "count",
            &self.intl.number(count),
        )
    }

    /// The text with `{age}` filled in.
    #[must_use]
    pub fn aged(&self, message: Message, age: Duration) -> String {
        self.fill(message, "age", &self.intl.ago(age))
    }
}

/// `text` with `value` in place of `{name}`; unchanged if it has no such placeholder.
fn filled(text: &str, name: &str, value: &str) -> String {
    let placeholder = ["{", name, "}"].concat();
    match find::split_around(text, &placeholder) {
        Some((before, after)) => [before, value, after].concat(),
        None => text.to_owned(),
    }
}
