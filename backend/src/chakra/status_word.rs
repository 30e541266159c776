//! The words with which Chakra's records describe a number, its display name and its account, and how
//! each is looked up.

mod table;

use table::{CONNECTION, NAME};

/// What a word means for the connection, in order of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// It works, or nothing says otherwise.
    Fine,
    /// It works, and something about it is worth telling.
    Notice,
    /// Meta reviews it.
    InReview,
    /// The customer has to do something before it works.
    ActionNeeded,
    /// It is no longer connected.
    ReconnectNeeded,
    /// Meta has banned it. Graver than a lost connection, because connecting it again would not help.
    Banned,
}

/// Where a word stands. The same word may mean another thing in another field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `status` of a number.
    Status,
    /// `nameStatus` of a number: its display name.
    NameStatus,
    /// `chakraStatus` of a number.
    ChakraStatus,
    /// `chakraStatus` of an account.
    AccountChakraStatus,
}

/// A word of one of Chakra's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusWord<'a> {
    /// Where it stands.
    pub field: Field,
    /// The word, as Chakra writes it.
    pub text: &'a str,
}

/// What the table says of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it means.
    pub meaning: Meaning,
    /// What is so, for people. Empty where nothing is to be said.
    pub message: String,
    /// What to do.
    pub solution: Option<String>,
}

/// The longest word that is logged.
const LONGEST: usize = 64;

impl Field {
    /// Its name in Chakra's records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::NameStatus => "nameStatus",
            Self::ChakraStatus => "chakraStatus",
            Self::AccountChakraStatus => "chakraStatus of the account",
        }
    }

    /// What it is about, for people.
    fn subject(self) -> &'static str {
        match self {
            Self::Status | Self::ChakraStatus => "the number",
            Self::NameStatus => "the display name",
            Self::AccountChakraStatus => "the WhatsApp Business account",
        }
    }
}

impl StatusWord<'_> {
    /// What the word means; none of a word that is not in the table.
    #[must_use]
    pub fn look_up(self) -> Option<Explanation> {
        let word = self.folded();
        let table = match self.field {
            Field::NameStatus => NAME,
            Field::Status | Field::ChakraStatus | Field::AccountChakraStatus => CONNECTION,
        };
        let (_, meaning, message, solution) = table
            .iter()
            .find(|(words, ..)| words.contains(&word.as_str()))?;
        Some(Explanation {
            meaning: *meaning,
            message: self.about(message),
            solution: Some(self.about(solution)).filter(|text| !text.is_empty()),
        })
    }

    /// What is said of a word that is not in the table: always the same.
    #[must_use]
    pub fn unknown(self) -> Explanation {
        Explanation {
            meaning: Meaning::Notice,
            message: self.about("Chakra reports a status of {} that is not known here."),
            solution: None,
        }
    }

    /// The word for the log; none of what does not look like one.
    #[must_use]
    pub fn loggable(self) -> Option<String> {
        let word = self.folded();
        let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
        (word.len() <= LONGEST && word.chars().all(is_word)).then_some(word)
    }

    /// In capitals, with `_` between its parts, as Meta writes words.
    fn folded(self) -> String {
        self.text.trim().to_uppercase().replace([' ', '-'], "_")
    }

    fn about(self, text: &str) -> String {
        text.replace("{}", self.field.subject())
    }
}

#[cfg(test)]
mod tests;
