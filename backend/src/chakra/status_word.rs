//! A word that describes a number, its display name or its account in Chakra's records, and how it is looked up.

use chakra_connect_contract::status_words::UNKNOWN;

pub use chakra_connect_contract::status_words::{Field, Meaning};

/// A status word from one of Chakra's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusWord<'a> {
    /// The field of the word.
    pub field: Field,
    /// The word, as Chakra writes it.
    pub text: &'a str,
}

/// The table's entry for a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its meaning.
    pub meaning: Meaning,
    /// The text for people, empty if none is needed.
    pub message: String,
    /// The solution.
    pub solution: Option<String>,
}

/// The longest word that is logged.
const LONGEST: usize = 64;

impl StatusWord<'_> {
    /// The meaning of the word; none if it is not in the table.
    #[must_use]
    pub fn look_up(self) -> Option<Explanation> {
        let word = self.folded();
        let mut rows = self.field.words().iter();
        let (_, meaning, message, solution) =
            rows.find(|(words, ..)| words.contains(&word.as_str()))?;
        Some(Explanation {
            meaning: *meaning,
            message: self.about(message),
            solution: Some(self.about(solution)).filter(|text| !text.is_empty()),
        })
    }

    /// The text for a word that is not in the table, which is always the same.
    #[must_use]
    pub fn unknown(self) -> Explanation {
        Explanation {
            meaning: Meaning::Notice,
            message: self.about(UNKNOWN),
            solution: None,
        }
    }

    /// The word for the log; none if it does not look like a word.
    #[must_use]
    pub fn loggable(self) -> Option<String> {
        let word = self.folded();
        let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
        (word.len() <= LONGEST && word.chars().all(is_word)).then_some(word)
    }

    /// In capitals, with `_` between its parts, Meta's own spelling.
    fn folded(self) -> String {
        self.text.trim().to_uppercase().replace([' ', '-'], "_")
    }

    fn about(self, text: &str) -> String {
        text.replace("{}", self.field.subject())
    }
}

#[cfg(test)]
mod tests;
