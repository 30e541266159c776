//! PURE: the plugins and numbers that a webhook is about. Its format is not documented, so known names count wherever
//! they occur.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::who_asks::is_id;

/// More ids than any real webhook contains.
const MOST_IDS: usize = 100;

const PLUGIN_NAMES: [&str; 2] = ["pluginId", "plugin_id"];
const NUMBER_NAMES: [&str; 4] = [
    "whatsappPhoneNumberId",
    "whatsapp_phone_number_id",
    "phoneNumberId",
    "phone_number_id",
];

/// Events about single messages, which say nothing about the connection: Meta's fields, and Chakra's events.
const MESSAGES: [&str; 9] = [
    "messages",
    "message_echoes",
    "smb_message_echoes",
    "smb_app_state_sync",
    "history",
    "message",
    "status",
    "message_echo",
    "smb_message_echo",
];

/// The ids in a webhook. They are only names: nothing else in it is trusted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    pub(super) plugin_ids: BTreeSet<String>,
    pub(super) phone_number_ids: BTreeSet<String>,
}

impl Hints {
    /// None if it is only about messages: a call to Chakra for each of them would use up the team's quota.
    pub(crate) fn in_body(body: &[u8]) -> Option<Self> {
        let mut hints = Self::default();
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return Some(hints);
        };
        if is_about_messages(&value) {
            return None;
        }
        hints.collect(&value);
        Some(hints)
    }

    /// Adds the plugin id from the path, which is not signed. Ignores a text that is not an id.
    pub(super) fn with_plugin(mut self, id: Option<String>) -> Self {
        self.plugin_ids.extend(id.filter(|id| is_id(id)));
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.plugin_ids.is_empty() && self.phone_number_ids.is_empty()
    }

    fn collect(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(members) => {
                for (name, member) in members {
                    let ids = match name.as_str() {
                        name if PLUGIN_NAMES.contains(&name) => &mut self.plugin_ids,
                        name if NUMBER_NAMES.contains(&name) => &mut self.phone_number_ids,
                        _ => {
                            self.collect(member);
                            continue;
                        }
                    };
                    if ids.len() < MOST_IDS {
                        ids.extend(id(member));
                    }
                }
            }
            _ => {}
        }
    }
}

fn id(value: &Value) -> Option<String> {
    let id = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    // The store accepts no others.
    is_id(&id).then_some(id)
}

/// Meta's `entry[].changes[].field`, which must all be about messages, or the event's name in one of the usual places.
fn is_about_messages(value: &Value) -> bool {
    let is_message = |name: &Value| name.as_str().is_some_and(|name| MESSAGES.contains(&name));
    if let Some(entries) = value.get("entry").and_then(Value::as_array) {
        let changes = entries
            .iter()
            .filter_map(|entry| entry.get("changes")?.as_array())
            .flatten();
        let mut fields = changes.map(|change| change.get("field")).peekable();
        return fields.peek().is_some() && fields.all(|field| field.is_some_and(is_message));
    }
    ["event", "eventType", "type"]
        .iter()
        .filter_map(|name| value.get(name))
        .any(is_message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(value: &Value) -> Option<(Vec<String>, Vec<String>)> {
        let hints = Hints::in_body(value.to_string().as_bytes())?;
        let list = |ids: BTreeSet<String>| ids.into_iter().collect();
        Some((list(hints.plugin_ids), list(hints.phone_number_ids)))
    }

    #[allow(clippy::unnecessary_wraps, reason = "as what it is compared with")]
    fn found(plugins: &[&str], numbers: &[&str]) -> Option<(Vec<String>, Vec<String>)> {
        let list = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
        Some((list(plugins), list(numbers)))
    }

    #[test]
    fn known_names_count_wherever_they_occur() {
        let quality = json!({"object": "whatsapp_business_account", "entry": [{"id": "waba", "changes": [{
            "field": "phone_number_quality_update",
            "value": {"metadata": {"phone_number_id": "1", "display_phone_number": "+1"}},
        }]}]});
        assert_eq!(ids(&quality), found(&[], &["1"]));
        let chakra = json!({"_data": {"pluginId": "p", "numbers": [{"whatsappPhoneNumberId": 2}]}});
        assert_eq!(ids(&chakra), found(&["p"], &["2"]));
        for shape in [
            json!({"pluginId": {"id": "p"}, "phoneNumberId": ""}),
            json!({"pluginId": "x".repeat(201)}),
            json!({"pluginId": "a\u{0}b", "phoneNumberId": "\u{0}"}),
            json!({"pluginId": "a\nb", "phoneNumberId": "a\u{2029}b"}),
            json!([[["pluginId", "p"]]]),
            json!(null),
        ] {
            assert_eq!(ids(&shape), found(&[], &[]), "{shape}");
        }
        assert_eq!(Hints::in_body(b"\xffnot json"), Some(Hints::default()));
    }

    #[test]
    fn a_path_names_a_plugin_or_nothing() {
        let with = |id: &str| Hints::default().with_plugin(Some(id.to_owned()));
        assert_eq!(with("p").plugin_ids, BTreeSet::from(["p".to_owned()]));
        for odd in [
            "",
            " ",
            "a\0b",
            "\0",
            "a\r\nb",
            "a\u{2028}b",
            &"x".repeat(201),
        ] {
            assert!(with(odd).is_empty(), "{odd:?}");
        }
        assert!(Hints::default().with_plugin(None).is_empty());
    }

    #[test]
    fn messages_say_nothing_about_the_connection() {
        let of = |fields: &[&str]| {
            let change = |field: &&str| json!({"field": field, "value": {"phone_number_id": "1"}});
            let changes: Vec<_> = fields.iter().map(change).collect();
            ids(&json!({"entry": [{"changes": changes}]}))
        };
        assert_eq!(of(&["messages", "history"]), None);
        assert_eq!(of(&["messages", "account_update"]), found(&[], &["1"]));
        assert_eq!(of(&["a field of next year"]), found(&[], &["1"]));
        let event = |name| ids(&json!({"event": name, "pluginId": "p"}));
        assert_eq!(event("message_echo"), None);
        assert_eq!(event("connection_lost"), found(&["p"], &[]));
    }
}
