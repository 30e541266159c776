//! Chakra's records, read field by field: their schema is not published, so an absent or oddly
//! typed field is absent, and only what is needed is kept (a plugin's `auth` may hold secrets).

use serde_json::Value;

/// A plugin, endpoint GET `/plugin/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PluginRecord {
    /// `isActive`; absent counts as active.
    pub is_active: bool,
    /// Keys of `auth.whatsappBusinessAccountsById`.
    pub account_ids: Vec<String>,
    /// Non-empty strings of `serverConfig.enabledWhatsappPhoneNumbers`, each once, in order.
    pub phone_number_ids: Vec<String>,
}

impl PluginRecord {
    /// Reads a record that claims to be the plugin `id`; nothing else is taken for one, lest an
    /// empty or foreign answer be read as "not connected".
    #[must_use]
    pub fn read(id: &str, value: &Value) -> Option<Self> {
        if value.get("id")?.as_str()? != id {
            return None;
        }
        let account_ids = value
            .pointer("/auth/whatsappBusinessAccountsById")
            .and_then(Value::as_object)
            .map(|accounts| accounts.keys().filter(|id| !id.is_empty()).cloned())
            .into_iter()
            .flatten()
            .collect();
        let mut phone_number_ids = Vec::new();
        for id in value
            .pointer("/serverConfig/enabledWhatsappPhoneNumbers")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(words)
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

/// A phone number, endpoint GET `/v1/ext/whatsapp-phone-number/{phoneNumberId}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneRecord {
    /// Meta's `phone_number_id`.
    pub phone_number_id: String,
    /// As a person reads it.
    pub display_phone_number: Option<String>,
    /// `verifiedName`, else `displayName`.
    pub verified_name: Option<String>,
    /// `qualityScore.score`.
    pub quality_rating: Option<String>,
    /// Such as `TIER_1K`.
    pub messaging_limit_tier: Option<String>,
    /// Whatever of `nameStatus`, `status` and `chakraStatus` is there.
    pub statuses: Vec<String>,
    /// `healthStatus.entities`, Meta's messaging health.
    pub health: Vec<HealthEntity>,
}

/// One part of the chain that sending depends on: number, account, business, app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthEntity {
    /// Such as `PHONE_NUMBER`.
    pub entity_type: Option<String>,
    /// `can_send_message`.
    pub sending: Sending,
    /// What Meta says is wrong.
    pub errors: Vec<HealthError>,
}

/// Whether messages can be sent, in Meta's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// `AVAILABLE`, absent, or a word not known.
    Available,
    /// `LIMITED`: something is missing, messages still go.
    Limited,
    /// `BLOCKED`: nothing can be sent.
    Blocked,
}

/// One of Meta's health errors, written for the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthError {
    /// `error_code`, a number or a text.
    pub code: Option<String>,
    /// `error_description`.
    pub description: Option<String>,
    /// `possible_solution`.
    pub solution: Option<String>,
}

impl PhoneRecord {
    /// Reads the record of the number that was asked for.
    #[must_use]
    pub fn read(phone_number_id: &str, value: &Value) -> Option<Self> {
        let fields = value.as_object()?;
        let text = |name: &str| fields.get(name).and_then(words);
        let health = value
            .pointer("/healthStatus/entities")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(HealthEntity::read)
            .collect();
        Some(Self {
            phone_number_id: phone_number_id.to_owned(),
            display_phone_number: text("displayPhoneNumber"),
            verified_name: text("verifiedName").or_else(|| text("displayName")),
            quality_rating: value
                .pointer("/qualityScore/score")
                .and_then(words)
                .or_else(|| text("qualityRating")),
            messaging_limit_tier: text("messagingLimitTier"),
            statuses: ["nameStatus", "status", "chakraStatus"]
                .into_iter()
                .filter_map(text)
                .collect(),
            health,
        })
    }
}

impl HealthEntity {
    fn read(value: &Value) -> Self {
        let sending = match value.get("can_send_message").and_then(Value::as_str) {
            Some("BLOCKED") => Sending::Blocked,
            Some("LIMITED") => Sending::Limited,
            _ => Sending::Available,
        };
        let errors = value
            .get("errors")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|error| HealthError {
                code: error.get("error_code").and_then(|code| match code {
                    Value::Number(number) => Some(number.to_string()),
                    other => words(other),
                }),
                description: error.get("error_description").and_then(words),
                solution: error.get("possible_solution").and_then(words),
            })
            .collect();
        Self {
            entity_type: value.get("entity_type").and_then(words),
            sending,
            errors,
        }
    }
}

/// A text with something in it; longer ones than anybody reads are cut.
fn words(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(500).collect())
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
    fn odd_plugins_are_empty_and_foreign_ones_refused() {
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

    #[test]
    fn a_phone_record_is_read_defensively() {
        let record = PhoneRecord::read(
            "n1",
            &json!({
                "displayPhoneNumber": "+91 98765 43210", "displayName": "Acme",
                "qualityScore": {"score": "GREEN"}, "messagingLimitTier": "TIER_1K",
                "nameStatus": "APPROVED", "status": null, "chakraStatus": "CONNECTED",
                "healthStatus": {"entities": [{
                    "entity_type": "WABA", "can_send_message": "BLOCKED",
                    "errors": [{"error_code": 141_006, "error_description": "No payment", "possible_solution": "Add one"}],
                }, {"can_send_message": "AVAILABLE"}]},
            }),
        )
        .unwrap();
        assert_eq!(record.verified_name.as_deref(), Some("Acme"));
        assert_eq!(record.quality_rating.as_deref(), Some("GREEN"));
        assert_eq!(record.statuses, ["APPROVED", "CONNECTED"]);
        assert_eq!(record.health[0].sending, Sending::Blocked);
        assert_eq!(record.health[0].errors[0].code.as_deref(), Some("141006"));
        assert_eq!(record.health[1].sending, Sending::Available);
        assert_eq!(PhoneRecord::read("n1", &json!("text")), None);
    }
}
