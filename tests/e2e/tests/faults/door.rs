//! A listening port of the test. Closing it makes it refuse connections; it can be opened again.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Accepts connections until it is closed or dropped.
pub(crate) struct Door {
    address: SocketAddr,
    take: Arc<dyn Fn(TcpStream) + Send + Sync>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

impl Door {
    pub(crate) async fn new(take: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a port");
        let door = Self {
            address: listener.local_addr().expect("an address"),
            take: Arc::new(take),
            listening: Mutex::new(None),
        };
        door.listen(listener);
        door
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    fn listen(&self, listener: TcpListener) {
        let take = self.take.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                take(stream);
            }
        });
        *self.listening.lock().expect("nobody panicked") = Some(task);
    }

    /// Refuses connections from now on.
    pub(crate) async fn close(&self) {
        let task = self.listening.lock().expect("nobody panicked").take();
        if let Some(task) = task {
            task.abort();
            // Aborting the task drops the listener.
            let _aborted = task.await;
        }
    }

    pub(crate) async fn open(&self) {
        if self.listening.lock().expect("nobody panicked").is_some() {
            return;
        }
        let listener = TcpListener::bind(self.address).await;
        self.listen(listener.expect("the port is still ours"));
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let task = self.listening.get_mut().expect("nobody panicked").take();
        if let Some(task) = task {
            task.abort();
        }
    }
}
