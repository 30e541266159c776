//! Sends queued notifications. Each is claimed with a lease, so that only one of several processes sends it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use reqwest::header::CONTENT_TYPE;
use tokio::time::sleep;
use uuid::Uuid;

use super::schedule::next_try;
use super::{NotificationConfig, Notifications};
use crate::store::{Delivery, Notification, Store, StoreError, after, now};
use crate::telemetry::{self, NotificationOutcome};

/// Number of notifications read at a time.
const BATCH: u32 = 100;
/// Number of notifications sent at a time.
const AT_ONCE: usize = 8;
/// Interval at which the store is checked for notifications that other processes have queued or left behind.
const LONGEST_IDLE: Duration = Duration::from_secs(5);

/// Why an attempt failed. Contains neither the address, which may be secret, nor the response's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum TryError {
    /// 410: the partner wants no more notifications at this address.
    #[error("the address answers 410 Gone")]
    Gone,
    #[error("the address answers {0}")]
    Refused(u16),
    #[error("no answer within {} s", NotificationConfig::TRY_TIME.as_secs())]
    TimedOut,
    #[error("the address cannot be reached")]
    Unreachable,
}

pub(super) async fn run(store: &dyn Store, notifications: &Notifications) {
    let idle = notifications.config.first_pause.min(LONGEST_IDLE);
    loop {
        // After a delivery, the tenant's next notification may be due.
        while send_due(store, notifications).await {}
        tokio::select! {
            () = notifications.wake.notified() => {}
            () = sleep(idle) => {}
        }
    }
}

/// Whether there was any progress.
async fn send_due(store: &dyn Store, notifications: &Notifications) -> bool {
    let due = match store.due_notifications(now(), BATCH).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "the notifications could not be read");
            return false;
        }
    };
    let has_gone_on = AtomicBool::new(false);
    let sent = stream::iter(due).for_each_concurrent(AT_ONCE, async |due| {
        match send(store, notifications, &due.id).await {
            Ok(is_mine) => {
                has_gone_on.fetch_or(is_mine, Ordering::Relaxed);
            }
            Err(error) => {
                tracing::error!(id = due.id, %error, "what became of a notification could not be written down");
            }
        }
    });
    sent.await;
    has_gone_on.into_inner()
}

/// Tries to send one, unless another process does.
async fn send(
    store: &dyn Store,
    notifications: &Notifications,
    id: &str,
) -> Result<bool, StoreError> {
    let config = &notifications.config;
    let claimed = store.claim_notification(id, now(), after(now(), config.lease));
    let Some(claimed) = claimed.await? else {
        return Ok(false);
    };
    let tenant = claimed.tenant_id.as_str();
    let outcome = post(notifications, &claimed).await;
    let [random, ..] = Uuid::new_v4().into_bytes();
    let delivery = match outcome {
        Ok(()) => {
            telemetry::notification(NotificationOutcome::Delivered);
            tracing::info!(
                tenant,
                id,
                tries = claimed.tries,
                "a notification is delivered"
            );
            Delivery::Ended
        }
        Err(error @ TryError::Gone) => {
            telemetry::notification(NotificationOutcome::GivenUp);
            tracing::error!(
                tenant, id, %error,
                "a notification is given up: the partner's address takes no more of them"
            );
            Delivery::Ended
        }
        Err(error) => {
            if let Some(due) = next_try(&claimed, now(), config.first_pause, random) {
                telemetry::notification(NotificationOutcome::Failed);
                tracing::warn!(tenant, id, tries = claimed.tries, %error, "a notification is not delivered yet");
                Delivery::Postponed {
                    due,
                    error: error.to_string(),
                }
            } else {
                telemetry::notification(NotificationOutcome::GivenUp);
                tracing::error!(tenant, id, tries = claimed.tries, %error, "a notification is given up");
                Delivery::Ended
            }
        }
    };
    store.settle_notification(&claimed, delivery).await?;
    Ok(true)
}

async fn post(notifications: &Notifications, claimed: &Notification) -> Result<(), TryError> {
    let config = &notifications.config;
    let timestamp = now() / 1000;
    let sign =
        |secret: &super::NotificationSecret| secret.sign(&claimed.id, timestamp, &claimed.body);
    let signatures: Vec<_> = config.secrets.iter().map(sign).collect();
    let request = notifications
        .http
        .post(config.url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", &claimed.id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signatures.join(" "))
        .body(claimed.body.clone());
    let answer = request.send().await.map_err(|error| {
        if error.is_timeout() {
            TryError::TimedOut
        } else {
            TryError::Unreachable
        }
    })?;
    match answer.status().as_u16() {
        200..=299 => Ok(()),
        410 => Err(TryError::Gone),
        status => Err(TryError::Refused(status)),
    }
}
