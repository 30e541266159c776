//! A running stand-in: two listeners on the loopback address, and the same control as over HTTP.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::gate::uncached;
use crate::log::Log;
use crate::number::NumberChange;
use crate::options::Options;
use crate::plugin::PluginChange;
use crate::records::NotFound;
use crate::settings::{SettingsChange, SettingsError};
use crate::signup::{Callback, Outcome};
use crate::world::{Shared, World};
use crate::{api, control, embed};

/// A running stand-in. Both of its servers end when this value is dropped.
pub struct Sandbox {
    shared: Shared,
    api_address: SocketAddr,
    embed_address: SocketAddr,
    /// Dropped with the value: the servers wait for exactly that.
    _running: watch::Sender<()>,
}

impl Sandbox {
    /// Binds both ports on 127.0.0.1 and serves from then on. Must be called within a Tokio runtime.
    pub async fn start(options: Options) -> io::Result<Self> {
        let api_listener = listen(options.api_port).await?;
        let embed_listener = listen(options.embed_port).await?;
        let api_address = api_listener.local_addr()?;
        let embed_address = embed_listener.local_addr()?;
        let shared = World::new(options.api_key);
        let (running, until_dropped) = watch::channel(());
        let api = api::router(&shared).merge(control::router(&shared));
        serve(api_listener, api, until_dropped.clone());
        serve(embed_listener, embed::router(&shared), until_dropped);
        Ok(Self {
            shared,
            api_address,
            embed_address,
            _running: running,
        })
    }

    /// The origin of the API and of the control endpoints, for example `http://127.0.0.1:4001`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.api_address)
    }

    /// The origin of `sdk.js`, the iframe and the popup.
    #[must_use]
    pub fn embed_url(&self) -> String {
        format!("http://{}", self.embed_address)
    }

    /// The address of `sdk.js`.
    #[must_use]
    pub fn sdk_url(&self) -> String {
        format!("{}{}", self.embed_url(), embed::SDK_PATH)
    }

    /// What was asked since the start or the last reset. Over HTTP: GET `/_sandbox/log`.
    #[must_use]
    pub fn log(&self) -> Log {
        self.shared.open().log.clone()
    }

    /// All plugins and phone numbers. Over HTTP: GET `/_sandbox/records`.
    #[must_use]
    pub fn records(&self) -> Value {
        self.shared.open().records.overview()
    }

    /// Changes the settings. Over HTTP: POST `/_sandbox/settings`.
    pub fn configure(&self, change: SettingsChange) -> Result<(), SettingsError> {
        self.shared.open().settings.change(change)
    }

    /// Forgets records, settings and log. Over HTTP: POST `/_sandbox/reset`.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Changes a number's record. Over HTTP: POST `/_sandbox/number`.
    pub fn change_number(&self, number_id: &str, change: NumberChange) -> Result<(), NotFound> {
        self.shared.open().records.change_number(number_id, change)
    }

    /// Switches a plugin on or off, takes what it holds away, or deletes it. Over HTTP: POST `/_sandbox/plugin`.
    pub fn change_plugin(&self, plugin_id: &str, change: &PluginChange) -> Result<(), NotFound> {
        self.shared.open().records.change_plugin(plugin_id, change)
    }

    /// Ends a signup for a plugin without a browser, and tells the callbacks a page would have got.
    /// Over HTTP: POST `/_sandbox/signup`.
    pub fn end_signup(&self, plugin_id: &str, outcome: Outcome) -> Result<Vec<Callback>, NotFound> {
        self.shared.open().end_signup(plugin_id, outcome)
    }
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

fn serve(listener: TcpListener, router: Router, mut until_dropped: watch::Receiver<()>) {
    let serving = axum::serve(listener, uncached(router)).with_graceful_shutdown(async move {
        // Nothing is ever sent: the only change is the sender's end.
        let _ended = until_dropped.changed().await;
    });
    // Nobody waits for this task: it ends once the value is dropped and its last answers are out.
    drop(tokio::spawn(async move { serving.await }));
}
