//! Distinguishes states of the machine, regardless of the path to them: a hash of its `Debug` form in which ids are
//! numbered in order of appearance and instants are relative to now.
//!
//! Left out: the jitter's state, the count of ids, and the instants of the last input and the last report, which affect
//! only the displayed age. Instants are distinguished by ranges of growing length and by their order, so that the
//! thousand ways to wait become one. The search continues from real machines, whose instants are exact.

use std::fmt::{self, Write};

use chakra_connect::flow::Machine;
use chakra_connect::flow::time::Millis;

use crate::jwt;

/// A summary of the machine's `Debug` output.
#[derive(Clone, Copy)]
pub struct Fingerprint {
    pub hash: u64,
    pub attempts: Attempts,
    /// Whether it contains a token.
    pub has_secret: bool,
    requests: Appeared<u32>,
    frames: Appeared<u32>,
}

/// The attempts that the machine knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    pub open: Option<u64>,
    /// The attempt that ended without a connection, and may still succeed.
    pub last: Option<u64>,
}

impl Fingerprint {
    pub fn of(machine: &Machine, now: Millis) -> Self {
        let mut reader = Reader::new(now);
        write!(reader, "{machine:?}").expect("hashing does not fail");
        reader.finish()
    }

    /// Adds what the checker knows besides the machine.
    pub fn add(&mut self, more: u64) {
        self.hash = mixed(self.hash, more);
    }

    /// Adds the distance of an instant from now.
    pub fn instant(&mut self, now: Millis, at: Option<Millis>) {
        let relative = |at: Millis| at.0.cast_signed() - now.0.cast_signed();
        self.add(at.map_or(99, |at| span(relative(at))));
    }

    /// The request's number in order of appearance, or 99 if the machine does not know it.
    pub fn request(&self, id: u32) -> u64 {
        self.requests.place(id).unwrap_or(99)
    }

    /// The frame's number in order of appearance, or 99 if the machine does not know it.
    pub fn frame(&self, id: u32) -> u64 {
        self.frames.place(id).unwrap_or(99)
    }
}

/// Ids in order of appearance. The machine holds only a few.
#[derive(Clone, Copy, Default)]
struct Appeared<T> {
    ids: [T; 6],
    count: usize,
}

impl<T: Copy + PartialEq> Appeared<T> {
    fn place(&self, id: T) -> Option<u64> {
        let known = &self.ids[..self.count];
        known
            .iter()
            .position(|known| *known == id)
            .map(|place| place as u64)
    }

    fn meet(&mut self, id: T) -> u64 {
        self.place(id).unwrap_or_else(|| {
            self.ids[self.count] = id;
            self.count += 1;
            self.count as u64 - 1
        })
    }
}

fn mixed(hash: u64, word: u64) -> u64 {
    let crossed = (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    crossed ^ (crossed >> 29)
}

/// The meaning of the next number in the `Debug` form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Plain,
    Instant,
    Request,
    Frame,
    Attempt,
    /// Saturates: from the fifth check on, there is no difference.
    Checks,
    Ignored,
}

/// The field whose value is being read, if it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Other,
    Attempt,
    Last,
    /// Only the latest request matters.
    Asked,
    LeftOut,
}

struct Reader {
    now: Millis,
    hash: u64,
    next: Next,
    field: Field,
    attempts: Attempts,
    has_secret: bool,
    requests: Appeared<u32>,
    frames: Appeared<u32>,
    seen_attempts: Appeared<u64>,
    /// Relative to now, in order of appearance.
    instants: Vec<i64>,
}

impl Reader {
    fn new(now: Millis) -> Self {
        Self {
            now,
            hash: 0,
            next: Next::Plain,
            field: Field::Other,
            attempts: Attempts::default(),
            has_secret: false,
            requests: Appeared::default(),
            frames: Appeared::default(),
            seen_attempts: Appeared::default(),
            instants: Vec::with_capacity(16),
        }
    }

    fn add(&mut self, word: u64) {
        self.hash = mixed(self.hash, word);
    }

    fn add_text(&mut self, text: &[u8]) {
        let (words, rest) = text.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let rest = rest.iter().fold(rest.len() as u64, |word, byte| {
            (word << 8) | u64::from(*byte)
        });
        self.add(rest);
    }

    fn number(&mut self, number: u64) {
        match self.next {
            Next::Plain => self.add(number),
            Next::Instant => self.instant(number),
            Next::Request => {
                let place = self.requests.meet(short(number));
                self.add(place);
            }
            Next::Frame => {
                let place = self.frames.meet(short(number));
                self.add(place);
            }
            Next::Attempt => {
                match self.field {
                    Field::Attempt => self.attempts.open = Some(number),
                    Field::Last => self.attempts.last = Some(number),
                    Field::Other | Field::Asked | Field::LeftOut => {}
                }
                let place = self.seen_attempts.meet(number);
                self.add(place);
            }
            Next::Checks => self.add(number.min(5)),
            Next::Ignored => {}
        }
        self.next = Next::Plain;
    }

    fn instant(&mut self, at: u64) {
        let relative = at.cast_signed() - self.now.0.cast_signed();
        match self.field {
            Field::LeftOut => {}
            Field::Asked => self.add(u64::from(relative > -2_000)),
            _ => {
                self.instants.push(relative);
                self.add(span(relative));
            }
        }
    }

    fn finish(mut self) -> Fingerprint {
        let mut ordered = self.instants.clone();
        ordered.sort_unstable();
        ordered.dedup();
        for index in 0..self.instants.len() {
            let place = ordered.binary_search(&self.instants[index]);
            self.add(place.expect("one of them") as u64);
        }
        Fingerprint {
            hash: self.hash,
            attempts: self.attempts,
            has_secret: self.has_secret,
            requests: self.requests,
            frames: self.frames,
        }
    }
}

impl Write for Reader {
    // `Debug` writes each name, punctuation mark and number as a separate piece.
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let bytes = piece.as_bytes();
        if bytes.first().is_some_and(u8::is_ascii_digit)
            && let Ok(number) = piece.parse::<u64>()
        {
            self.number(number);
            return Ok(());
        }
        if !bytes.iter().any(u8::is_ascii_alphanumeric) {
            return Ok(());
        }
        match piece {
            "Millis" => self.next = Next::Instant,
            "RequestId" => self.next = Next::Request,
            "FrameId" => self.next = Next::Frame,
            "AttemptId" => self.next = Next::Attempt,
            "Jitter" | "last_id" | "CallId" | "ScriptId" => self.next = Next::Ignored,
            "checks" | "looks" => self.next = Next::Checks,
            "Attempt" => self.field = Field::Attempt,
            "LastAttempt" => self.field = Field::Last,
            "now" | "reported" => self.field = Field::LeftOut,
            "asked" => self.field = Field::Asked,
            "jitter" | "is_stale" | "goal" | "is_late" => self.field = Field::Other,
            _ => {
                self.has_secret |= has_mark(bytes);
            }
        }
        if self.field != Field::LeftOut {
            self.add_text(bytes);
        }
        Ok(())
    }
}

fn short(id: u64) -> u32 {
    u32::try_from(id).expect("ids of requests and frames are short")
}

/// The range of growing length that contains an instant relative to now. The bounds are the waits on which the machine
/// bases its decisions.
fn span(relative: i64) -> u64 {
    const BOUNDS: [u64; 13] = [
        0, 1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 600_000,
        1_800_000, 3_600_000,
    ];
    let place = BOUNDS.partition_point(|bound| *bound < relative.unsigned_abs()) as u64;
    if relative < 0 { place + 100 } else { place }
}

fn has_mark(bytes: &[u8]) -> bool {
    let mark = jwt::MARK.as_bytes();
    bytes.windows(mark.len()).any(|part| part == mark)
}

/// Whether the `Debug` form of `value` contains a token.
pub fn shows_secret(value: &impl fmt::Debug) -> bool {
    struct Search(bool);
    impl Write for Search {
        fn write_str(&mut self, piece: &str) -> fmt::Result {
            self.0 |= has_mark(piece.as_bytes());
            Ok(())
        }
    }
    let mut search = Search(false);
    write!(search, "{value:?}").expect("searching does not fail");
    search.0
}
