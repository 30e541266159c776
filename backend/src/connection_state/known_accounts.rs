//! PURE: the last known state of a plugin's accounts, even while Chakra does not return them.

use chakra_connect_contract::pace::ACCOUNTS_BORNE;
use time::OffsetDateTime;

use crate::chakra::AccountRecord;
use crate::store::LONGEST_LEAD;

/// The last records of a plugin's accounts. A ban stays in effect until Chakra reports otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAccounts {
    /// The records.
    pub records: Vec<AccountRecord>,
    /// Since when they could not be read; none while they can.
    pub unread_since: Option<OffsetDateTime>,
}

impl KnownAccounts {
    /// Updated with newly read records. An account of the plugin that is not among them keeps its last known record.
    #[must_use]
    pub fn read(&self, account_ids: &[String], mut records: Vec<AccountRecord>) -> Self {
        let is_read = |id: &str, records: &[AccountRecord]| records.iter().any(|it| it.id == id);
        let missing = self
            .records
            .iter()
            .filter(|known| account_ids.contains(&known.id) && !is_read(&known.id, &records));
        let missing: Vec<_> = missing.cloned().collect();
        records.extend(missing);
        records.retain(|it| account_ids.contains(&it.id));
        // Another order is not a change.
        records.sort_by(|one, other| one.id.cmp(&other.id));
        Self {
            records,
            unread_since: None,
        }
    }

    /// Updated after they could not be read at `now`.
    #[must_use]
    pub fn unread(&self, now: OffsetDateTime) -> Self {
        // Otherwise, a clock that was ahead wrote it.
        let since = self.unread_since.filter(|it| *it <= now + LONGEST_LEAD);
        Self {
            records: self.records.clone(),
            unread_since: Some(since.unwrap_or(now)),
        }
    }

    /// Whether they have been unreadable for so long that the customer should know.
    #[must_use]
    pub fn are_outdated(&self, now: OffsetDateTime) -> bool {
        self.unread_since
            .is_some_and(|since| now - since > ACCOUNTS_BORNE)
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    fn record(id: &str, status: &str) -> AccountRecord {
        AccountRecord {
            id: id.to_owned(),
            chakra_status: Some(status.to_owned()),
        }
    }

    #[test]
    fn unread_accounts_keep_their_last_record() {
        let ids = ["1".to_owned(), "2".to_owned()];
        let none = KnownAccounts::default();
        let both = none.read(&ids, vec![record("1", "BANNED"), record("2", "CONNECTED")]);
        let one = both.read(&ids, vec![record("2", "DISCONNECTED")]);
        let expected = [record("1", "BANNED"), record("2", "DISCONNECTED")];
        assert_eq!(one.records, expected);
        let now = OffsetDateTime::UNIX_EPOCH;
        assert_eq!(one.unread(now).records, expected);
        // The plugin no longer has the account, and the other one never belonged to it.
        let left = one.read(&ids[..1], vec![record("3", "BANNED")]);
        assert_eq!(left.records, [record("1", "BANNED")]);
    }

    #[test]
    fn unread_since_the_future_counts_from_now() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let roughly = KnownAccounts::default().unread(now + LONGEST_LEAD);
        assert_eq!(roughly.unread(now), roughly);
        let ahead = KnownAccounts::default().unread(now + LONGEST_LEAD + Duration::SECOND);
        assert_eq!(ahead.unread(now).unread_since, Some(now));
    }

    #[test]
    fn it_is_reported_ten_minutes_after_the_first_failure() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let late = now + Duration::minutes(10);
        let known = KnownAccounts::default().unread(now).unread(late);
        assert!(!known.are_outdated(late));
        assert!(known.are_outdated(late + Duration::seconds(1)));
        let read = known.read(&[], Vec::new());
        assert!(!read.are_outdated(late + Duration::hours(1)));
    }
}
