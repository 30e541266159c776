//! A stand-in: its records, and two servers on the loopback address that can be stopped and restarted. Offers the same
//! control as over HTTP.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::net::{TcpListener, TcpSocket};

use crate::log::Log;
use crate::number::NumberChange;
use crate::options::Options;
use crate::plugin::PluginChange;
use crate::records::NotFound;
use crate::serving::Serving;
use crate::settings::{SettingsChange, SettingsError};
use crate::signup::{Callback, Outcome};
use crate::world::{Shared, World};
use crate::{api, control, embed};

/// Maximum number of connections waiting to be accepted, the value that `TcpListener::bind` uses.
const BACKLOG: u32 = 1024;

/// A stand-in. Both of its servers end when this value is dropped.
pub struct Sandbox {
    shared: Shared,
    api_address: SocketAddr,
    embed_address: SocketAddr,
    /// The servers of the API and of the embed origin.
    state: Mutex<State>,
}

enum State {
    Serving([Serving; 2]),
    /// Nothing listens, but the ports stay bound, so that no other process gets them.
    Stopped(Option<[TcpSocket; 2]>),
}

impl Sandbox {
    /// Binds both ports on 127.0.0.1 and starts serving. Must be called within a Tokio runtime.
    pub async fn start(options: Options) -> io::Result<Self> {
        let api_listener = listen(options.api_port).await?;
        let embed_listener = listen(options.embed_port).await?;
        let api_address = api_listener.local_addr()?;
        let embed_address = embed_listener.local_addr()?;
        let shared = World::new(options.api_key);
        let serving = serve(&shared, api_listener, embed_listener);
        Ok(Self {
            shared,
            api_address,
            embed_address,
            state: Mutex::new(State::Serving(serving)),
        })
    }

    /// Ends both servers, as if Chakra were down: pending requests are cut off without a response, and their work is
    /// not done. The records stay. Does nothing while stopped.
    pub async fn stop(&self) {
        let serving = match &mut *self.state() {
            State::Stopped(_) => return,
            state @ State::Serving(_) => std::mem::replace(state, State::Stopped(None)),
        };
        if let State::Serving(servers) = serving {
            for server in servers {
                server.stop().await;
            }
        }
        *self.state() = State::Stopped(self.hold_ports().ok());
    }

    /// Serves again after [`Sandbox::stop`], on the same ports and with the same records, settings and
    /// log. Does nothing while running. Must be called within a Tokio runtime.
    pub fn start_again(&self) -> io::Result<()> {
        let held = match &mut *self.state() {
            State::Serving(_) => return Ok(()),
            State::Stopped(held) => held.take(),
        };
        let held = held.map_or_else(|| self.hold_ports(), Ok)?;
        let [api, embed] = held.map(|socket| socket.listen(BACKLOG));
        *self.state() = State::Serving(serve(&self.shared, api?, embed?));
        Ok(())
    }

    fn hold_ports(&self) -> io::Result<[TcpSocket; 2]> {
        Ok([hold(self.api_address)?, hold(self.embed_address)?])
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// The requests since the start or the last reset. Over HTTP: GET `/_sandbox/log`.
    #[must_use]
    pub fn log(&self) -> Log {
        self.shared.open().log.clone()
    }

    /// All plugins and phone numbers. Over HTTP: GET `/_sandbox/records`.
    #[must_use]
    pub fn records(&self) -> Value {
        self.shared.open().records.overview()
    }

    /// The count of numbers of completed signups that have no record yet, as in coexistence.
    #[must_use]
    pub fn numbers_on_their_way(&self) -> usize {
        self.shared.open().records.numbers_on_their_way()
    }

    /// Changes the settings. Over HTTP: POST `/_sandbox/settings`.
    pub fn configure(&self, change: SettingsChange) -> Result<(), SettingsError> {
        self.shared.open().settings.change(change)
    }

    /// Ends the delay of every request that has arrived. Later requests are delayed as configured.
    pub fn release(&self) {
        self.shared.released.send_replace(());
    }

    /// Clears records, settings and log. Over HTTP: POST `/_sandbox/reset`.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Changes a number's record. Over HTTP: POST `/_sandbox/number`.
    pub fn change_number(&self, number_id: &str, change: NumberChange) -> Result<(), NotFound> {
        self.shared.open().records.change_number(number_id, change)
    }

    /// Switches a plugin on or off, removes its account and numbers, or deletes it. Over HTTP: POST `/_sandbox/plugin`.
    pub fn change_plugin(&self, plugin_id: &str, change: &PluginChange) -> Result<(), NotFound> {
        self.shared.open().records.change_plugin(plugin_id, change)
    }

    /// Ends a signup for a plugin without a browser, and returns the callbacks that a page would have received. Over
    /// HTTP: POST `/_sandbox/signup`.
    pub fn end_signup(&self, plugin_id: &str, outcome: Outcome) -> Result<Vec<Callback>, NotFound> {
        self.shared.open().end_signup(plugin_id, outcome)
    }
}

fn hold(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Old connections linger on the port. On Windows, this option would share the port with other processes.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

fn serve(shared: &Shared, api: TcpListener, embed: TcpListener) -> [Serving; 2] {
    let api_router = api::router(shared).merge(control::router(shared));
    [
        Serving::start(api, api_router),
        Serving::start(embed, embed::router(shared)),
    ]
}
