//! The ten ways a signup can end: the effect of each on the records, and the SDK's callbacks.
//!
//! GUESS: every event name. The names of Chakra's `onMessage` events are unknown (chakra-protocol 2.2). These are
//! Meta's, from the `WA_EMBEDDED_SIGNUP` message (section 3), as if Chakra passed them through. Order and number of the
//! callbacks are guesses too.

use std::time::{Duration, SystemTime};

pub use chakra_connect_contract::SignupOutcome as Outcome;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::number::{Number, NumberChange};
use crate::records::{NotFound, Records};
use crate::settings::Settings;

/// The source of a signup's outcome. In JSON `"ask"`, or an outcome's name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignupEnd {
    /// The popup asks.
    #[default]
    Ask,
    /// The outcome is set in advance, and the popup ends by itself.
    #[serde(untagged)]
    Settled(Outcome),
}

/// One callback that the host page gave to `init`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "callback", rename_all = "camelCase")]
pub enum Callback {
    /// `onMessage(event, data)`
    Message {
        /// The event's name.
        event: &'static str,
        /// The callback's data.
        data: Value,
    },
    /// `onSuccess(data)`
    Success {
        /// The accounts and numbers of the plugin.
        data: Value,
    },
    /// `onError({message})`
    Error {
        /// The error's text.
        message: &'static str,
    },
}

/// Ends a signup for a plugin, and returns the callbacks that follow.
pub(crate) fn end(
    outcome: Outcome,
    plugin_id: &str,
    records: &mut Records,
    settings: &Settings,
    now: SystemTime,
) -> Result<Vec<Callback>, NotFound> {
    records.plugin(plugin_id)?;
    Ok(match outcome {
        Outcome::Close => Vec::new(),
        Outcome::Cancel => vec![message(
            "CANCEL",
            json!({"current_step": "PHONE_NUMBER_SETUP"}),
        )],
        Outcome::Error => refused(now),
        Outcome::FinishOnlyWaba => {
            let account = sign_up(plugin_id, 0, now, records, settings)?.account;
            vec![message("FINISH_ONLY_WABA", account)]
        }
        Outcome::Coexistence => {
            let delay = Duration::from_millis(settings.coexistence_delay_ms);
            let account = sign_up(plugin_id, 1, now + delay, records, settings)?.account;
            // Coexistence often reports no number (chakra-protocol, section 3).
            let data = json!({"waba_id": account["waba_id"]});
            vec![message("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", data)]
        }
        Outcome::Finish => {
            sign_up(plugin_id, 1, now, records, settings)?.told(plugin_id, records)?
        }
        Outcome::Duplicate => {
            let told = sign_up(plugin_id, 1, now, records, settings)?.told(plugin_id, records)?;
            [told.clone(), told].concat()
        }
        Outcome::Silent => {
            sign_up(plugin_id, 1, now, records, settings)?;
            Vec::new()
        }
        Outcome::InReview => {
            let signed_up = sign_up(plugin_id, 1, now, records, settings)?;
            for number_id in &signed_up.number_ids {
                let pending = NumberChange {
                    name_status: Some("PENDING_REVIEW".to_owned()),
                    ..NumberChange::default()
                };
                records.change_number(number_id, pending)?;
            }
            signed_up.told(plugin_id, records)?
        }
        Outcome::SeveralNumbers => {
            sign_up(plugin_id, 2, now, records, settings)?;
            vec![success(plugin_id, records)?]
        }
    })
}

/// The result of a completed signup.
struct SignedUp {
    /// The ids in Meta's format, without a number.
    account: Value,
    number_ids: Vec<String>,
}

impl SignedUp {
    fn told(&self, plugin_id: &str, records: &Records) -> Result<Vec<Callback>, NotFound> {
        let mut data = self.account.clone();
        data["phone_number_id"] = json!(self.number_ids.first());
        Ok(vec![message("FINISH", data), success(plugin_id, records)?])
    }
}

/// Writes an account and its numbers into the records.
///
/// GUESS: a new signup replaces the plugin's old account and numbers, and switches the plugin on. After a reconnect,
/// some integrations found a different `phone_number_id`, others an old one that lingered (chakra-protocol section 4,
/// row 10). The setting `keepOldNumbers` simulates the latter.
fn sign_up(
    plugin_id: &str,
    number_count: usize,
    arrives_at: SystemTime,
    records: &mut Records,
    settings: &Settings,
) -> Result<SignedUp, NotFound> {
    if !settings.keep_old_numbers {
        records.sign_off(plugin_id)?;
    }
    let account_id = records.add_account(plugin_id)?;
    let number_ids = (0..number_count)
        .map(|_| records.add_number(plugin_id, &account_id, arrives_at))
        .collect();
    let plugin = records.plugin_mut(plugin_id)?;
    plugin.is_active = true;
    let business_id = plugin
        .accounts
        .get(&account_id)
        .map(|it| it.business_id.clone());
    Ok(SignedUp {
        account: json!({"waba_id": account_id, "business_id": business_id}),
        number_ids,
    })
}

fn message(event: &'static str, data: Value) -> Callback {
    Callback::Message { event, data }
}

/// The payload of `onSuccess` (chakra-protocol 2.2): everything that the plugin has, not only the new parts.
fn success(plugin_id: &str, records: &Records) -> Result<Callback, NotFound> {
    let accounts = records.plugin(plugin_id)?.account_records();
    let numbers: Vec<Value> = records
        .numbers_of(plugin_id)
        .map(Number::success_payload)
        .collect();
    Ok(Callback::Success {
        data: json!({
            "pluginId": plugin_id,
            "whatsappBusinessAccounts": accounts,
            "whatsappPhoneNumbers": numbers,
        }),
    })
}

/// Meta reports a user's error as a CANCEL with `error_code` (chakra-protocol, section 3). GUESS: `onError` is called
/// as well.
fn refused(now: SystemTime) -> Vec<Callback> {
    const MESSAGE: &str = "This phone number is already registered.";
    let timestamp = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let data = json!({
        "error_message": MESSAGE,
        "error_code": "3441030",
        "session_id": "stand-in-session",
        "timestamp": timestamp,
    });
    vec![
        message("CANCEL", data),
        Callback::Error { message: MESSAGE },
    ]
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn the_popup_offers_every_outcome_once() {
        let page = include_str!("../assets/signup.html");
        for outcome in Outcome::ALL {
            let name = format!("data-outcome=\"{}\"", outcome.as_str());
            assert_eq!(page.matches(&name).count(), 1, "{name}");
        }
        assert_eq!(page.matches("data-outcome=").count(), Outcome::ALL.len());
    }
}
