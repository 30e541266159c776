//! Logs where the binary panicked, without the message, which may contain a secret.

use std::panic::{self, PanicHookInfo};

/// Replaces the standard library's handler, which prints the message.
pub(crate) fn install() {
    panic::set_hook(Box::new(log));
}

/// Must not panic, because that ends the process: see `log` for a log that cannot be written.
fn log(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place = place.as_deref(), "panicked");
}

#[cfg(test)]
#[path = "../tests/contract/captured_log.rs"]
mod captured_log;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panic_log::captured_log::CapturedLog;

    #[test]
    fn a_panic_is_logged_with_its_place_and_without_its_message() {
        let log = CapturedLog::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .finish();
        install();
        let caught = tracing::subscriber::with_default(subscriber, || {
            panic::catch_unwind(|| panic!("a secret"))
        });
        let _ = panic::take_hook();
        assert!(caught.is_err());
        let logged = log.text();
        assert!(logged.contains("panic_log.rs:"), "{logged}");
        assert!(!logged.contains("a secret"), "{logged}");
    }
}
