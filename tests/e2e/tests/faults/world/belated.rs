//! Holds one request or response back until later ones have overtaken it.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// Nothing is held.
    #[default]
    None,
    Held,
    Released,
    /// It has arrived.
    Come,
}

/// The request or response that is held back.
pub(crate) struct Belated(watch::Sender<Stage>);

impl Default for Belated {
    fn default() -> Self {
        Self(watch::Sender::new(Stage::None))
    }
}

impl Belated {
    /// Waits until it is released.
    pub(super) async fn waits(&self) {
        self.0.send_replace(Stage::Held);
        let mut stage = self.0.subscribe();
        let _gone = stage.wait_for(|stage| *stage == Stage::Released).await;
    }

    pub(super) fn has_come(&self) {
        self.0.send_replace(Stage::Come);
    }

    pub(crate) fn is_held(&self) -> bool {
        *self.0.borrow() == Stage::Held
    }

    /// Releases it, if it is held.
    pub(crate) fn release(&self) {
        self.0.send_if_modified(|stage| {
            let is_held = *stage == Stage::Held;
            if is_held {
                *stage = Stage::Released;
            }
            is_held
        });
    }

    /// Waits until it has arrived.
    pub(crate) async fn comes(&self) {
        let mut stage = self.0.subscribe();
        let _gone = stage.wait_for(|stage| *stage == Stage::Come).await;
    }
}
