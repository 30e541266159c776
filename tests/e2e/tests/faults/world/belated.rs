//! What is held back until later ones have passed it.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// Nothing is held.
    #[default]
    None,
    Held,
    Released,
    /// It is there.
    Come,
}

/// One request, or one answer.
pub(crate) struct Belated(watch::Sender<Stage>);

impl Default for Belated {
    fn default() -> Self {
        Self(watch::Sender::new(Stage::None))
    }
}

impl Belated {
    /// Waits until it may go on.
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

    /// Lets go what is held, if anything is.
    pub(crate) fn release(&self) {
        self.0.send_if_modified(|stage| {
            let is_held = *stage == Stage::Held;
            if is_held {
                *stage = Stage::Released;
            }
            is_held
        });
    }

    /// Waits until it is there.
    pub(crate) async fn comes(&self) {
        let mut stage = self.0.subscribe();
        let _gone = stage.wait_for(|stage| *stage == Stage::Come).await;
    }
}
