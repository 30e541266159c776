//! The runtime of a command.

use std::io;

use tokio::runtime::Builder;

/// Runs a command to its end. Does not wait for blocking threads: a lookup in DNS that gets no answer can take minutes,
/// and cannot be cancelled.
pub(crate) fn run<T>(command: impl Future<Output = T>) -> io::Result<T> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(command);
    runtime.shutdown_background();
    Ok(result)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_stuck_lookup_does_not_delay_the_end() {
        let (release, released) = channel();
        let (started, has_started) = channel();
        let command = async {
            tokio::task::spawn_blocking(move || {
                started.send(()).unwrap();
                released.recv_timeout(Duration::from_secs(5))
            });
            has_started.recv().unwrap();
        };
        run(command).unwrap();
        assert!(release.send(()).is_ok(), "the end waited for the lookup");
    }
}
