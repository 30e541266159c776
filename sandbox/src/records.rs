//! The records "at Chakra": plugins, numbers, and the sessions of open iframes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::time::SystemTime;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::number::{Number, NumberChange};
use crate::plugin::{Account, Client, Plugin, PluginChange};

/// A plugin, number or session that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFound {
    /// No plugin has this id.
    Plugin,
    /// No phone number has this id.
    PhoneNumber,
    /// No iframe has opened this session, or the stand-in was reset since.
    Session,
}

impl fmt::Display for NotFound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Plugin => "Plugin not found",
            Self::PhoneNumber => "Phone number not found",
            Self::Session => "Session not found. Close this window and start again",
        })
    }
}

impl Error for NotFound {}

/// The stand-in's data about its customers.
#[derive(Debug)]
pub(crate) struct Records {
    pub(crate) team_id: String,
    plugins: BTreeMap<String, Plugin>,
    numbers: BTreeMap<String, Number>,
    sessions: BTreeMap<String, String>,
    next_serial: u64,
}

impl Records {
    /// New records of a team that already has another customer.
    ///
    /// The other customer is intentional: the real list has the numbers of all the partner's customers (chakra-protocol
    /// 1.1, endpoint 9), and this exposes a backend that forgets to filter it.
    pub(crate) fn new() -> Self {
        let mut records = Self {
            team_id: Uuid::new_v4().to_string(),
            plugins: BTreeMap::new(),
            numbers: BTreeMap::new(),
            sessions: BTreeMap::new(),
            next_serial: 1,
        };
        let other = records.add_plugin(Plugin::new(
            "Another customer of this partner",
            Client::default(),
        ));
        if let Ok(account) = records.add_account(&other) {
            records.add_number(&other, &account, SystemTime::UNIX_EPOCH);
        }
        records
    }

    /// Starts again. Ids continue, so that no old id is taken for a new one.
    pub(crate) fn reset(&mut self) {
        let next_serial = self.next_serial;
        let team_id = std::mem::take(&mut self.team_id);
        *self = Self::new();
        self.team_id = team_id;
        self.next_serial = self.next_serial.max(next_serial);
    }

    /// Makes numbers appear whose time has come. Called before every access to the records.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        for number in self.numbers.values_mut() {
            if number.arrived || number.arrives_at > now {
                continue;
            }
            number.arrived = true;
            if let Some(plugin) = self.plugins.get_mut(&number.plugin_id) {
                plugin.enable_number(&number.id);
            }
        }
    }

    pub(crate) fn plugin(&self, id: &str) -> Result<&Plugin, NotFound> {
        self.plugins.get(id).ok_or(NotFound::Plugin)
    }

    pub(crate) fn plugin_mut(&mut self, id: &str) -> Result<&mut Plugin, NotFound> {
        self.plugins.get_mut(id).ok_or(NotFound::Plugin)
    }

    pub(crate) fn plugins(&self) -> impl Iterator<Item = &Plugin> {
        self.plugins.values()
    }

    pub(crate) fn add_plugin(&mut self, plugin: Plugin) -> String {
        let id = plugin.id.clone();
        self.plugins.insert(id.clone(), plugin);
        id
    }

    /// Deletes a plugin. GUESS: its numbers are deleted too; whether the real deletion frees them is unknown
    /// (chakra-protocol 1.1, endpoint 8).
    pub(crate) fn delete_plugin(&mut self, id: &str) -> Result<(), NotFound> {
        self.plugins.remove(id).ok_or(NotFound::Plugin)?;
        self.numbers.retain(|_, number| number.plugin_id != id);
        self.sessions.retain(|_, plugin_id| plugin_id != id);
        Ok(())
    }

    pub(crate) fn change_plugin(
        &mut self,
        id: &str,
        change: &PluginChange,
    ) -> Result<(), NotFound> {
        if change.deleted {
            return self.delete_plugin(id);
        }
        if change.signed_off {
            self.sign_off(id)?;
        }
        let plugin = self.plugin_mut(id)?;
        plugin.is_active = change.is_active.unwrap_or(plugin.is_active);
        if let Some(status) = &change.account_chakra_status {
            for account in plugin.accounts.values_mut() {
                account.chakra_status.clone_from(status);
            }
        }
        Ok(())
    }

    /// Removes account and numbers from a plugin, as before a new signup.
    pub(crate) fn sign_off(&mut self, plugin_id: &str) -> Result<(), NotFound> {
        self.plugin_mut(plugin_id)?.sign_off();
        self.numbers
            .retain(|_, number| number.plugin_id != plugin_id);
        Ok(())
    }

    pub(crate) fn add_account(&mut self, plugin_id: &str) -> Result<String, NotFound> {
        let serial = self.take_serial();
        let plugin = self.plugin_mut(plugin_id)?;
        let id = format!("2{serial:014}");
        let account = Account {
            name: plugin.customer_name().to_owned(),
            business_id: format!("3{serial:014}"),
            chakra_status: "CONNECTED".to_owned(),
        };
        plugin.accounts.insert(id.clone(), account);
        Ok(id)
    }

    /// Adds a number that appears at `arrives_at`, and returns it.
    pub(crate) fn add_number(
        &mut self,
        plugin_id: &str,
        account_id: &str,
        arrives_at: SystemTime,
    ) -> String {
        let serial = self.take_serial();
        let name = self.plugin(plugin_id).map_or("", Plugin::customer_name);
        let mut number = Number::new(serial, account_id, plugin_id, name);
        number.arrives_at = arrives_at;
        let id = number.id.clone();
        self.numbers.insert(id.clone(), number);
        id
    }

    /// A number that has appeared.
    pub(crate) fn number(&self, id: &str) -> Result<&Number, NotFound> {
        self.numbers
            .get(id)
            .filter(|number| number.arrived)
            .ok_or(NotFound::PhoneNumber)
    }

    /// All numbers that have appeared, of all customers.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.numbers.values().filter(|number| number.arrived)
    }

    /// The numbers of one plugin in order of creation, including those that have yet to appear: a number appears only
    /// at the next [`Records::settle`].
    pub(crate) fn numbers_of(&self, plugin_id: &str) -> impl Iterator<Item = &Number> {
        self.numbers
            .values()
            .filter(move |number| number.plugin_id == plugin_id)
    }

    pub(crate) fn change_number(&mut self, id: &str, change: NumberChange) -> Result<(), NotFound> {
        let number = self.numbers.get_mut(id).ok_or(NotFound::PhoneNumber)?;
        number.change(change);
        Ok(())
    }

    /// Opens a session, which the iframe gets for its token and passes to the popup.
    pub(crate) fn open_session(&mut self, plugin_id: &str) -> Result<String, NotFound> {
        self.plugin(plugin_id)?;
        let id = Uuid::new_v4().simple().to_string();
        self.sessions.insert(id.clone(), plugin_id.to_owned());
        Ok(id)
    }

    /// The plugin for which a session was opened.
    pub(crate) fn session_plugin(&self, session_id: &str) -> Result<String, NotFound> {
        self.sessions
            .get(session_id)
            .cloned()
            .ok_or(NotFound::Session)
    }

    /// The count of numbers that have yet to appear.
    pub(crate) fn numbers_on_their_way(&self) -> usize {
        let numbers = self.numbers.values();
        numbers.filter(|number| !number.arrived).count()
    }

    /// All plugins and numbers, for tests.
    pub(crate) fn overview(&self) -> Value {
        let plugins: Vec<Value> = self.plugins().map(|it| it.record(&self.team_id)).collect();
        let numbers: Vec<Value> = self.numbers().map(Number::record).collect();
        json!({"plugins": plugins, "phoneNumbers": numbers})
    }

    fn take_serial(&mut self) -> u64 {
        let serial = self.next_serial;
        self.next_serial += 1;
        serial
    }
}
