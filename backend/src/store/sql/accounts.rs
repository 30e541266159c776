//! The last reported state of a plugin's accounts in SQL, stored with the plugin so that both are read together.

use serde_json::{Value, json};

use super::database::{Change, SqlError, arguments};
use crate::chakra::AccountRecord;
use crate::connection_state::KnownAccounts;
use crate::store::{Milliseconds, date, milliseconds};

pub(super) async fn note(
    change: &mut impl Change,
    tenant_id: &str,
    plugin_id: &str,
    known: &KnownAccounts,
    revision: i64,
) -> Result<(), SqlError> {
    let records = text(&known.records);
    let noted = change.execute(
        "UPDATE tenant_plugin
         SET accounts = $3, accounts_unread_since = $4, accounts_as_of = $5
         WHERE tenant_id = $1 AND plugin_id = $2
             AND (accounts_as_of IS NULL OR accounts_as_of < $5)",
        arguments![
            tenant_id,
            plugin_id,
            &records,
            known.unread_since.map(milliseconds),
            revision
        ],
    );
    noted.await.map(drop)
}

/// The accounts as stored. A text that cannot be parsed counts as absent, because the next check reads the accounts
/// again.
pub(super) fn known(accounts: Option<&str>, unread_since: Option<Milliseconds>) -> KnownAccounts {
    let records = accounts.and_then(|text| serde_json::from_str::<Value>(text).ok());
    KnownAccounts {
        records: records
            .and_then(|list| AccountRecord::read_list("", &list))
            .unwrap_or_default(),
        unread_since: unread_since.map(date),
    }
}

/// The records in the format of Chakra's own list.
fn text(records: &[AccountRecord]) -> String {
    let record =
        |record: &AccountRecord| json!({"id": record.id, "chakraStatus": record.chakra_status});
    records.iter().map(record).collect::<Value>().to_string()
}
