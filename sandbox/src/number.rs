//! A phone number as Chakra reports it (chakra-protocol 1.1, endpoints 9 and 10).

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Whether messages can be sent from a number, in Meta's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Sendability {
    /// Everything can be sent.
    Available,
    /// Some things can be sent.
    Limited,
    /// Nothing can be sent.
    Blocked,
}

/// A change of one number's record. Absent fields stay unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NumberChange {
    /// `healthStatus.entities[].can_send_message` of the number.
    pub health: Option<Sendability>,
    /// `error_code` of the number's health; 141006 (a payment problem) by default.
    pub error_code: Option<u32>,
    /// `error_description` of the number's health.
    pub error_description: Option<String>,
    /// `possible_solution` of the number's health.
    pub possible_solution: Option<String>,
    /// `nameStatus`, for example `PENDING_REVIEW`.
    pub name_status: Option<String>,
    /// `status`, for example `CONNECTED` or `PENDING`.
    pub status: Option<String>,
    /// `chakraStatus`, for example `CONNECTED`.
    pub chakra_status: Option<String>,
    /// `qualityScore.score`, for example `YELLOW`.
    pub quality_score: Option<String>,
    /// `messagingLimitTier`, for example `TIER_1K`.
    pub messaging_limit_tier: Option<String>,
    /// Whether its record is missing (404) while the plugin still lists the number.
    pub record_missing: Option<bool>,
}

#[derive(Debug, Clone)]
struct HealthError {
    code: u32,
    description: String,
    solution: String,
}

/// One phone number.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) plugin_id: String,
    pub(crate) display: String,
    pub(crate) verified_name: String,
    pub(crate) name_status: String,
    pub(crate) status: String,
    pub(crate) chakra_status: String,
    pub(crate) quality: String,
    pub(crate) limit: String,
    /// The time when the number appears in the records; in coexistence, later than the signup.
    pub(crate) arrives_at: SystemTime,
    pub(crate) arrived: bool,
    pub(crate) record_missing: bool,
    health: Sendability,
    health_error: Option<HealthError>,
}

impl Number {
    /// A healthy number. `serial` must be new, because the ids and the displayed number derive from it.
    pub(crate) fn new(serial: u64, account_id: &str, plugin_id: &str, verified_name: &str) -> Self {
        Self {
            id: format!("1{serial:014}"),
            account_id: account_id.to_owned(),
            plugin_id: plugin_id.to_owned(),
            // 555-0100 to 555-0199 belong to nobody: they are reserved for fiction.
            display: format!("+1 202-555-01{:02}", serial % 100),
            verified_name: verified_name.to_owned(),
            name_status: "APPROVED".to_owned(),
            status: "CONNECTED".to_owned(),
            chakra_status: "CONNECTED".to_owned(),
            quality: "GREEN".to_owned(),
            limit: "TIER_250".to_owned(),
            arrives_at: SystemTime::UNIX_EPOCH,
            arrived: false,
            record_missing: false,
            health: Sendability::Available,
            health_error: None,
        }
    }

    pub(crate) fn change(&mut self, change: NumberChange) {
        for (field, value) in [
            (&mut self.name_status, change.name_status),
            (&mut self.status, change.status),
            (&mut self.chakra_status, change.chakra_status),
            (&mut self.quality, change.quality_score),
            (&mut self.limit, change.messaging_limit_tier),
        ] {
            if let Some(value) = value {
                *field = value;
            }
        }
        if let Some(missing) = change.record_missing {
            self.record_missing = missing;
        }
        let Some(health) = change.health else { return };
        self.health = health;
        self.health_error = (health != Sendability::Available).then(|| HealthError {
            code: change.error_code.unwrap_or(141_006),
            description: change.error_description.unwrap_or_else(|| {
                "There is a problem with the payment method of this account.".to_owned()
            }),
            solution: change.possible_solution.unwrap_or_else(|| {
                "Add a payment method to the WhatsApp Business account.".to_owned()
            }),
        });
    }

    /// The record of endpoints 9 and 10.
    ///
    /// GUESS: both return the same fields. Integrations read `waba` and `displayPhoneNumber` from the list and the rest
    /// from the single record.
    pub(crate) fn record(&self) -> Value {
        let errors: Vec<Value> = self
            .health_error
            .iter()
            .map(|error| {
                json!({
                    "error_code": error.code,
                    "error_description": error.description,
                    "possible_solution": error.solution,
                })
            })
            .collect();
        json!({
            "id": self.id,
            "waba": self.account_id,
            "pluginId": self.plugin_id,
            "displayPhoneNumber": self.display,
            "verifiedName": self.verified_name,
            "status": self.status,
            "chakraStatus": self.chakra_status,
            "nameStatus": self.name_status,
            "qualityScore": {"score": self.quality},
            "messagingLimitTier": self.limit,
            "healthStatus": {
                "can_send_message": self.health,
                "entities": [
                    {"entity_type": "PHONE_NUMBER", "id": self.id, "can_send_message": self.health, "errors": errors},
                    {"entity_type": "WABA", "id": self.account_id, "can_send_message": Sendability::Available},
                ],
            },
        })
    }

    /// The number as contained in the payload of `onSuccess` (chakra-protocol 2.2).
    pub(crate) fn success_payload(&self) -> Value {
        json!({
            "whatsappPhoneNumberId": self.id,
            "displayPhoneNumber": self.display,
            "verifiedName": self.verified_name,
            "status": self.status,
            "qualityRating": self.quality,
            "messagingLimitTier": self.limit,
            "nameStatus": self.name_status,
            "waba": self.account_id,
        })
    }
}
