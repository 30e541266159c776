//! The record of a phone number and its health, read field by field like the others.

use serde_json::Value;

use super::records::{identifier, words};
use super::status_word::{Field, StatusWord};

/// A phone number, endpoint GET `/v1/ext/whatsapp-phone-number/{phoneNumberId}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneRecord {
    /// Meta's `phone_number_id`.
    pub phone_number_id: String,
    /// In readable form.
    pub display_phone_number: Option<String>,
    /// `verifiedName`, otherwise `displayName`.
    pub verified_name: Option<String>,
    /// `qualityScore.score`.
    pub quality_rating: Option<String>,
    /// For example `TIER_1K`.
    pub messaging_limit_tier: Option<String>,
    /// `waba`, the account that it belongs to.
    pub account_id: Option<String>,
    /// `status`: the number's connection, in Meta's terms.
    pub status: Option<String>,
    /// `nameStatus`: the display name's review, in Meta's terms.
    pub name_status: Option<String>,
    /// `chakraStatus`: the number's connection, in Chakra's terms.
    pub chakra_status: Option<String>,
    /// `healthStatus.entities`, Meta's messaging health.
    pub health: Vec<HealthEntity>,
}

/// One part of the chain on which sending depends: number, account, business, app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthEntity {
    /// For example `PHONE_NUMBER`.
    pub entity_type: Option<String>,
    /// `can_send_message`.
    pub sending: Sending,
    /// The problems that Meta reports.
    pub errors: Vec<HealthError>,
}

/// Whether messages can be sent, in Meta's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// `AVAILABLE`, absent, or an unknown word.
    Available,
    /// `LIMITED`: something is missing, but messages are still sent.
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
    /// Reads the record of the requested number and plugin; none if it names another number or plugin. A record that
    /// names neither is accepted, because not every record does.
    #[must_use]
    pub fn read(phone_number_id: &str, plugin_id: &str, value: &Value) -> Option<Self> {
        let fields = value.as_object()?;
        let named = |name: &str| fields.get(name).and_then(identifier);
        // The record may also have an id of Chakra's own.
        let ids: Vec<_> = ["id", "whatsappPhoneNumberId", "phoneNumberId"]
            .into_iter()
            .filter_map(named)
            .collect();
        let is_another = !ids.is_empty() && ids.iter().all(|id| id != phone_number_id);
        if is_another || named("pluginId").is_some_and(|id| id != plugin_id) {
            return None;
        }
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
            account_id: named("waba"),
            status: text("status"),
            name_status: text("nameStatus"),
            chakra_status: text("chakraStatus"),
            health,
        })
    }

    /// The words that describe the number's status.
    pub fn status_words(&self) -> impl Iterator<Item = StatusWord<'_>> {
        [
            (Field::Status, &self.status),
            (Field::ChakraStatus, &self.chakra_status),
            (Field::NameStatus, &self.name_status),
        ]
        .into_iter()
        .filter_map(|(field, word)| {
            let text = word.as_deref()?;
            Some(StatusWord { field, text })
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
                code: error.get("error_code").and_then(identifier),
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_phone_record_is_read_defensively() {
        let record = PhoneRecord::read(
            "n1",
            "p",
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
        assert_eq!(record.name_status.as_deref(), Some("APPROVED"));
        assert_eq!(record.status, None);
        assert_eq!(record.chakra_status.as_deref(), Some("CONNECTED"));
        assert_eq!(record.health[0].sending, Sending::Blocked);
        assert_eq!(record.health[0].errors[0].code.as_deref(), Some("141006"));
        assert_eq!(record.health[1].sending, Sending::Available);
        assert_eq!(PhoneRecord::read("n1", "p", &json!("text")), None);
    }

    #[test]
    fn a_record_of_another_number_or_plugin_is_rejected() {
        for (record, is_taken) in [
            (json!({}), true),
            (json!({"id": "n1", "pluginId": "p", "waba": 7}), true),
            (json!({"id": 1, "whatsappPhoneNumberId": "n1"}), true),
            (json!({"id": null, "pluginId": ""}), true),
            (json!({"id": "n2"}), false),
            (json!({"phoneNumberId": "n2"}), false),
            (json!({"whatsappPhoneNumberId": 2}), false),
            (json!({"id": "n1", "pluginId": "q"}), false),
            (json!({"pluginId": "q"}), false),
        ] {
            let read = PhoneRecord::read("n1", "p", &record);
            assert_eq!(read.is_some(), is_taken, "{record}");
            if let Some(read) = read {
                assert_eq!(read.phone_number_id, "n1");
            }
        }
    }
}
