//! The state that the servers and the [`Sandbox`](crate::Sandbox) share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::sync::watch;

use crate::log::Log;
use crate::records::{NotFound, Records};
use crate::settings::Settings;
use crate::signup::{self, Callback, Outcome};
use crate::token::Tokens;

/// Shared by both servers; cheap to clone.
pub(crate) type Shared = Arc<World>;

/// Everything in a stand-in except its listeners.
pub(crate) struct World {
    pub(crate) api_key: String,
    pub(crate) tokens: Tokens,
    /// Tells delayed requests to wait no longer.
    pub(crate) released: watch::Sender<()>,
    contents: Mutex<Contents>,
}

/// The state that changes while a stand-in runs.
pub(crate) struct Contents {
    pub(crate) records: Records,
    pub(crate) settings: Settings,
    pub(crate) log: Log,
}

impl World {
    pub(crate) fn new(api_key: String) -> Shared {
        Arc::new(Self {
            api_key,
            tokens: Tokens::new(),
            released: watch::Sender::default(),
            contents: Mutex::new(Contents {
                records: Records::new(),
                settings: Settings::default(),
                log: Log::default(),
            }),
        })
    }

    /// The current contents, including the numbers whose time has come.
    pub(crate) fn open(&self) -> MutexGuard<'_, Contents> {
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        contents.records.settle(SystemTime::now());
        contents
    }

    /// Clears records, settings and log.
    pub(crate) fn reset(&self) {
        let mut contents = self.open();
        contents.records.reset();
        contents.settings = Settings::default();
        contents.log.clear();
    }
}

impl Contents {
    /// Ends a signup for a plugin, and returns the callbacks that follow. A number without a delay is in the records
    /// when this returns.
    pub(crate) fn end_signup(
        &mut self,
        plugin_id: &str,
        outcome: Outcome,
    ) -> Result<Vec<Callback>, NotFound> {
        let now = SystemTime::now();
        let callbacks = signup::end(outcome, plugin_id, &mut self.records, &self.settings, now)?;
        self.records.settle(now);
        Ok(callbacks)
    }
}
