//! A writer with a thread of its own: a full pipe whose reader does not read blocks that thread, and nobody else.
//!
//! `tracing-appender` does the same, but reports a full queue on stdout when it ends, which often is the same pipe.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender, SyncSender};
use std::thread;
use std::time::Duration;

/// Number of texts that wait for the destination. More are lost.
const WAITING: usize = 8192;
/// How long the end waits until they are written.
const END_TIME: Duration = Duration::from_secs(1);

enum Item {
    Text(Vec<u8>),
    /// Answered when everything before it is written.
    End(Sender<()>),
}

/// Accepts texts without waiting. Texts that do not fit are lost, and their number is written later.
#[derive(Clone, Debug)]
pub(crate) struct LogWriter {
    items: SyncSender<Item>,
    lost: Arc<AtomicU64>,
}

/// When dropped, waits until the texts are written, for one second at most.
#[must_use]
#[derive(Debug)]
pub(crate) struct LogEnd {
    items: SyncSender<Item>,
}

/// Starts a writer to this destination.
pub(crate) fn start(mut to: impl Write + Send + 'static) -> io::Result<(LogWriter, LogEnd)> {
    let (items, waiting) = mpsc::sync_channel(WAITING);
    let lost = Arc::<AtomicU64>::default();
    let were_lost = Arc::clone(&lost);
    let write = move || {
        for item in waiting {
            let lost = were_lost.swap(0, Ordering::Relaxed);
            if lost > 0 {
                let _ = writeln!(
                    to,
                    "warning: {lost} log lines were lost, because nobody read them"
                );
            }
            match item {
                // If this fails, because the disk is full or nobody reads, there is nobody to tell.
                Item::Text(text) => drop(to.write_all(&text)),
                Item::End(written) => drop(written.send(())),
            }
        }
    };
    thread::Builder::new().name("log".to_owned()).spawn(write)?;
    let end = LogEnd {
        items: items.clone(),
    };
    Ok((LogWriter { items, lost }, end))
}

impl Write for LogWriter {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.items.try_send(Item::Text(text.to_owned())).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for LogEnd {
    fn drop(&mut self) {
        let (written, is_written) = mpsc::channel();
        let items = self.items.clone();
        // In a thread, because it waits for a place.
        let ending = move || drop(items.send(Item::End(written)));
        if thread::Builder::new().spawn(ending).is_ok() {
            let _ = is_written.recv_timeout(END_TIME);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, pipe};
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_end_waits_for_what_is_written() {
        let (mut reader, writer) = pipe().unwrap();
        let (mut log, end) = start(writer).unwrap();
        for _ in 0..100 {
            log.write_all(b"line\n").unwrap();
        }
        drop((end, log));
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "line\n".repeat(100));
    }

    #[test]
    fn a_writer_that_blocks_delays_nobody_and_loses_what_is_too_much() {
        const TEXTS: usize = 3 * WAITING;
        let (mut reader, writer) = pipe().unwrap();
        let (mut log, end) = start(writer).unwrap();
        let began_at = Instant::now();
        for _ in 0..TEXTS {
            log.write_all(format!("{}\n", "x".repeat(63)).as_bytes())
                .unwrap();
        }
        drop(end);
        assert!(began_at.elapsed() < END_TIME * 5);
        drop(log);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        let kept = text.lines().filter(|line| line.starts_with('x')).count();
        assert!((WAITING..TEXTS).contains(&kept), "{kept}");
        let lost = format!("warning: {} log lines were lost", TEXTS - kept);
        assert!(text.contains(&lost), "{lost}");
    }
}
