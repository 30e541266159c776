//! Chakra's records, read field by field: their schema is not published, so a field that is absent or has an unexpected
//! type counts as absent. Only what is needed is kept, because a plugin's `auth` may contain secrets.

use chakra_connect_contract::pace::MOST_RECORDS;
use serde_json::Value;

use crate::who_asks::is_id;

/// A plugin, endpoint GET `/plugin/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginRecord {
    /// `isActive`; absent counts as active.
    pub is_active: bool,
    /// Keys of `auth.whatsappBusinessAccountsById`.
    pub account_ids: Vec<String>,
    /// Non-empty strings of `serverConfig.enabledWhatsappPhoneNumbers`, without duplicates, in order.
    pub phone_number_ids: Vec<String>,
}

impl PluginRecord {
    /// Reads a record that names the plugin `id`. Nothing else is accepted: otherwise an empty or foreign response
    /// would be read as "not connected".
    #[must_use]
    pub fn read(id: &str, value: &Value) -> Option<Self> {
        if value.get("id")?.as_str()? != id {
            return None;
        }
        let account_ids = value
            .pointer("/auth/whatsappBusinessAccountsById")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|accounts| accounts.keys().take(MOST_RECORDS))
            .filter_map(|id| record_id(id))
            .collect();
        let mut phone_number_ids = Vec::new();
        for id in value
            .pointer("/serverConfig/enabledWhatsappPhoneNumbers")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .take(MOST_RECORDS)
            .filter_map(|id| record_id(id.as_str()?))
        {
            if !phone_number_ids.contains(&id) {
                phone_number_ids.push(id);
            }
        }
        Some(Self {
            is_active: value.get("isActive").and_then(Value::as_bool) != Some(false),
            account_ids,
            phone_number_ids,
        })
    }
}

/// The id in a text. None if it is longer than any id, or not on one line: addresses, the store and the log must be
/// able to hold it.
pub(super) fn record_id(text: &str) -> Option<String> {
    let text = text.trim();
    is_id(text).then(|| text.to_owned())
}

/// A non-empty text, truncated beyond a readable length.
pub(super) fn words(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(500).collect())
}

/// An id, as a string or a number.
pub(super) fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        other => words(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_plugin_keeps_ids_only() {
        let value = json!({
            "id": "p", "isActive": true,
            "auth": {"accessToken": "secret", "whatsappBusinessAccountsById": {"111": {"token": "secret"}}},
            "serverConfig": {"enabledWhatsappPhoneNumbers": ["n1", "", null, 7, " n2 ", "n1"]},
        });
        let record = PluginRecord::read("p", &value).unwrap();
        assert_eq!(record.account_ids, ["111"]);
        assert_eq!(record.phone_number_ids, ["n1", "n2"]);
        assert!(record.is_active);
        assert!(!format!("{record:?}").contains("secret"));
    }

    #[test]
    fn ids_that_no_store_or_log_accepts_are_rejected() {
        let long = "1".repeat(201);
        let odd = [
            "a\0b",
            "a\nb",
            "a\u{2028}b",
            "a\u{202e}b",
            "\u{85}\u{0}",
            &long,
        ];
        let accounts = odd.map(|id| (id.to_owned(), json!({})));
        let value = json!({
            "id": "p",
            "auth": {"whatsappBusinessAccountsById": Value::Object(accounts.into_iter().collect())},
            "serverConfig": {"enabledWhatsappPhoneNumbers": odd},
        });
        let record = PluginRecord::read("p", &value).unwrap();
        assert_eq!(record.account_ids, [""; 0]);
        assert_eq!(record.phone_number_ids, [""; 0]);
    }

    #[test]
    fn endless_lists_are_truncated() {
        let ids: Vec<_> = (0..5 * MOST_RECORDS).map(|id| id.to_string()).collect();
        let accounts = ids.iter().map(|id| (id.clone(), json!({}))).collect();
        let value = json!({
            "id": "p",
            "auth": {"whatsappBusinessAccountsById": Value::Object(accounts)},
            "serverConfig": {"enabledWhatsappPhoneNumbers": ids},
        });
        let record = PluginRecord::read("p", &value).unwrap();
        assert_eq!(record.account_ids.len(), MOST_RECORDS);
        assert_eq!(record.phone_number_ids, ids[..MOST_RECORDS]);
    }

    #[test]
    fn odd_plugins_are_empty_and_foreign_ones_rejected() {
        for value in [
            json!({"id": "p"}),
            json!({"id": "p", "auth": {}, "serverConfig": {}}),
            json!({"id": "p", "auth": [], "serverConfig": {"enabledWhatsappPhoneNumbers": "n1"}}),
            json!({"id": "p", "auth": {"whatsappBusinessAccountsById": {}}}),
        ] {
            let record = PluginRecord::read("p", &value).unwrap();
            assert!(record.is_active && record.account_ids.is_empty(), "{value}");
            assert!(record.phone_number_ids.is_empty(), "{value}");
        }
        for value in [
            json!({}),
            json!(null),
            json!([]),
            json!({"id": "q"}),
            json!({"id": 1}),
        ] {
            assert_eq!(PluginRecord::read("p", &value), None, "{value}");
        }
    }
}
