//! The records of `WhatsApp` Business accounts, read field by field like the others.

use chakra_connect_contract::pace::MOST_RECORDS;
use serde_json::Value;

use super::records::{identifier, record_id, words};
use super::status_word::{Field, StatusWord};

/// An account, endpoint GET `/v1/ext/whatsapp-business-account?pluginId=`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRecord {
    /// Meta's id of the account.
    pub id: String,
    /// `chakraStatus`, for example `CONNECTED`.
    pub chakra_status: Option<String>,
}

impl AccountRecord {
    /// Reads the list of a plugin's accounts, without those of other plugins.
    #[must_use]
    pub fn read_list(plugin_id: &str, value: &Value) -> Option<Vec<Self>> {
        let list = value.as_array()?;
        Some(
            list.iter()
                .filter_map(|it| Self::read(plugin_id, it))
                .take(MOST_RECORDS)
                .collect(),
        )
    }

    fn read(plugin_id: &str, value: &Value) -> Option<Self> {
        let named = value.get("pluginId").and_then(identifier);
        if named.is_some_and(|named| named != plugin_id) {
            return None;
        }
        Some(Self {
            id: record_id(&value.get("id").and_then(identifier)?)?,
            chakra_status: value.get("chakraStatus").and_then(words),
        })
    }

    /// The word that describes the account's status.
    #[must_use]
    pub fn status_word(&self) -> Option<StatusWord<'_>> {
        let text = self.chakra_status.as_deref()?;
        Some(StatusWord {
            field: Field::AccountChakraStatus,
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_accounts_of_the_plugin_are_read() {
        let account = |id: &str, status: Option<&str>| AccountRecord {
            id: id.to_owned(),
            chakra_status: status.map(str::to_owned),
        };
        let list = json!([
            {"id": "1", "pluginId": "p", "chakraStatus": "CONNECTED", "accessToken": "secret"},
            {"id": "2", "chakraStatus": " "},
            {"id": 3, "pluginId": null, "chakraStatus": 7},
            {"id": "4", "pluginId": "q", "chakraStatus": "CONNECTED"},
            {"pluginId": "p"}, {"id": ""}, {"id": "5\u{0}"}, {"id": "6\n6"}, null, "words",
        ]);
        let read = AccountRecord::read_list("p", &list).unwrap();
        let expected = [
            account("1", Some("CONNECTED")),
            account("2", None),
            account("3", None),
        ];
        assert_eq!(read, expected);
        assert!(!format!("{read:?}").contains("secret"));
        let others = (0..5000).map(|id| json!({"id": id, "pluginId": "q"}));
        let own = (0..5000).map(|id| json!({"id": id, "pluginId": "p"}));
        let list = others.chain(own).collect();
        let read = AccountRecord::read_list("p", &Value::Array(list)).unwrap();
        assert_eq!(read.len(), MOST_RECORDS);
    }

    #[test]
    fn a_value_that_is_not_a_list_is_rejected() {
        for value in [json!(null), json!({}), json!("words"), json!({"id": "1"})] {
            assert_eq!(AccountRecord::read_list("p", &value), None, "{value}");
        }
        assert_eq!(AccountRecord::read_list("p", &json!([])), Some(Vec::new()));
    }
}
