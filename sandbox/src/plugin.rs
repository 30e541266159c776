//! A plugin: Chakra's record of one customer's connection (chakra-protocol 1.1, endpoint 6).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The list of usable numbers in a plugin's `serverConfig`.
const ENABLED_NUMBERS: &str = "enabledWhatsappPhoneNumbers";

/// The settings of endpoints 2 and 3, with their required types.
const CONFIG_KEYS: [&str; 6] = [
    "passThroughWebhookUrl",
    "enableMessageEchoesForPassThroughWebhook",
    "enableSendMessageTemplateEventForPassThroughWebhook",
    "enableChakraWebhook",
    "chakraWebhookUrl",
    "whichChakraWebhookEventsToSend",
];

/// A change of one plugin from outside, as if made in Chakra's dashboard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PluginChange {
    /// Switches the plugin on or off.
    pub is_active: Option<bool>,
    /// `chakraStatus` of its accounts (endpoint 11), for example `DISCONNECTED`.
    pub account_chakra_status: Option<String>,
    /// Removes its account and numbers.
    pub signed_off: bool,
    /// Deletes it. From then on it is not found.
    pub deleted: bool,
}

/// The client of a plugin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    pub(crate) reference_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
}

/// A WhatsApp Business account (WABA) at Meta, to which numbers belong.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) business_id: String,
    pub(crate) chakra_status: String,
}

/// One plugin.
#[derive(Debug, Clone)]
pub(crate) struct Plugin {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) client: Client,
    pub(crate) is_active: bool,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) server_config: Map<String, Value>,
}

impl Plugin {
    /// A plugin without a signup so far.
    ///
    /// GUESS: it is active, and `auth` and `serverConfig` are empty objects until a signup. Some integrations misread
    /// an `auth` that was an empty object (5.4).
    pub(crate) fn new(name: &str, client: Client) -> Self {
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            name: name.to_owned(),
            client,
            is_active: true,
            accounts: BTreeMap::new(),
            server_config: Map::new(),
        }
    }

    /// The customer's name on a number of this plugin.
    pub(crate) fn customer_name(&self) -> &str {
        self.client.name.as_deref().unwrap_or(&self.name)
    }

    /// The numbers that the plugin may use, according to its `serverConfig`.
    pub(crate) fn enabled_numbers(&self) -> Vec<&str> {
        self.server_config
            .get(ENABLED_NUMBERS)
            .and_then(Value::as_array)
            .map(|ids| ids.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }

    pub(crate) fn enable_number(&mut self, number_id: &str) {
        let mut ids: Vec<Value> = self
            .enabled_numbers()
            .into_iter()
            .map(Value::from)
            .collect();
        ids.push(number_id.into());
        self.server_config
            .insert(ENABLED_NUMBERS.to_owned(), ids.into());
    }

    /// Removes the account and the numbers, and keeps other settings.
    pub(crate) fn sign_off(&mut self) {
        self.accounts.clear();
        self.server_config.remove(ENABLED_NUMBERS);
    }

    /// The record of endpoint 6.
    ///
    /// GUESS: it contains the client of the first token; no integration reads it.
    pub(crate) fn record(&self, team_id: &str) -> Value {
        let accounts = self.account_records();
        let auth = if accounts.is_empty() {
            json!({})
        } else {
            let by_id: Map<String, Value> = self.accounts.keys().cloned().zip(accounts).collect();
            json!({"whatsappBusinessAccountsById": by_id})
        };
        json!({
            "id": self.id,
            "teamId": team_id,
            "type": "whatsapp",
            "name": self.name,
            "isActive": self.is_active,
            "clientReferenceId": self.client.reference_id,
            "clientName": self.client.name,
            "clientEmail": self.client.email,
            "auth": auth,
            "serverConfig": self.server_config,
        })
    }

    /// The records of endpoint 11.
    pub(crate) fn account_records(&self) -> Vec<Value> {
        self.accounts
            .iter()
            .map(|(id, account)| {
                json!({
                    "id": id,
                    "name": account.name,
                    "businessId": account.business_id,
                    "pluginId": self.id,
                    "chakraStatus": account.chakra_status,
                })
            })
            .collect()
    }

    /// The response of endpoint 2. GUESS: fields that were never set are null.
    pub(crate) fn config(&self) -> Value {
        CONFIG_KEYS
            .iter()
            .map(|key| {
                let value = self.server_config.get(*key).cloned();
                ((*key).to_owned(), value.unwrap_or(Value::Null))
            })
            .collect::<Map<_, _>>()
            .into()
    }

    /// Endpoint 3: stores the known settings. GUESS: ignores unknown ones.
    pub(crate) fn update_config(&mut self, mut update: Map<String, Value>) {
        for key in CONFIG_KEYS {
            if let Some(value) = update.remove(key) {
                self.server_config.insert(key.to_owned(), value);
            }
        }
    }
}
