//! PURE: the result of reading the record of one number.

use chakra_connect_contract::pace::RECORD_DELAY;
use time::OffsetDateTime;

use crate::chakra::{AccountRecord, ChakraError, PhoneRecord, StatusWord};

/// Chakra's response about a number that the plugin lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberLookup {
    /// Its record.
    Found(PhoneRecord),
    /// Chakra has no record of it.
    Missing {
        /// The number.
        phone_number_id: String,
        /// When this backend first saw it in the plugin's list; absent if that is unknown.
        first_seen: Option<OffsetDateTime>,
    },
    /// No response, because the call failed.
    Failed {
        /// The number.
        phone_number_id: String,
        /// The error.
        error: ChakraError,
    },
}

impl NumberLookup {
    /// The number that was looked up.
    #[must_use]
    pub fn phone_number_id(&self) -> &str {
        match self {
            Self::Found(record) => &record.phone_number_id,
            Self::Missing {
                phone_number_id, ..
            }
            | Self::Failed {
                phone_number_id, ..
            } => phone_number_id,
        }
    }

    /// Its record, if there is one.
    #[must_use]
    pub fn record(&self) -> Option<&PhoneRecord> {
        match self {
            Self::Found(record) => Some(record),
            Self::Missing { .. } | Self::Failed { .. } => None,
        }
    }

    /// Whether the number no longer counts although the plugin lists it: its record is missing, and it is not new
    /// enough to explain that.
    #[must_use]
    pub fn has_lapsed(&self, now: OffsetDateTime) -> bool {
        match self {
            Self::Missing { first_seen, .. } => {
                first_seen.is_some_and(|since| now - since > RECORD_DELAY)
            }
            Self::Found(_) | Self::Failed { .. } => false,
        }
    }
}

/// Why nothing is known about these numbers: the call failed for each one that counts. Returns the first error.
#[must_use]
pub fn failure_of_all(lookups: &[NumberLookup], now: OffsetDateTime) -> Option<ChakraError> {
    let mut first = None;
    for lookup in lookups.iter().filter(|it| !it.has_lapsed(now)) {
        let NumberLookup::Failed { error, .. } = lookup else {
            return None;
        };
        first.get_or_insert(*error);
    }
    first
}

/// The words in these records that are not in the table, for the log.
pub fn unknown_words<'a>(
    lookups: &'a [NumberLookup],
    accounts: &'a [AccountRecord],
) -> impl Iterator<Item = StatusWord<'a>> {
    let phones = lookups.iter().filter_map(NumberLookup::record);
    let accounts = accounts.iter().filter_map(AccountRecord::status_word);
    phones
        .flat_map(PhoneRecord::status_words)
        .chain(accounts)
        .filter(|word| word.look_up().is_none())
}
