//! The widgets' requests, second by second.

use std::fmt::Write as _;

use chakra_connect::flow::io::{Output, Request};

/// The number of seconds counted: the hour, and the requests of its last visits after it.
const SECONDS: usize = 3_600;

/// A call of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Token,
    Status,
    Event,
}

impl Call {
    pub(crate) const ALL: [Self; 3] = [Self::Status, Self::Token, Self::Event];

    /// The call that an output makes, if any.
    pub(crate) fn of(output: &Output) -> Option<Self> {
        match output {
            Output::Fetch(_, _, Request::Token { .. }) => Some(Self::Token),
            Output::Fetch(_, _, Request::Status) => Some(Self::Status),
            Output::Fetch(_, _, Request::Choice { .. }) | Output::SendHint { .. } => {
                Some(Self::Event)
            }
            _ => None,
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Token => "connect-token",
            Self::Status => "status",
            Self::Event => "connect-event",
        }
    }
}

/// One request: its time in milliseconds since the start of the hour, its tenant, and its call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) at: u64,
    pub(crate) tenant: u32,
    pub(crate) call: Call,
}

/// All requests of a simulated hour, and the results of the attempts.
#[derive(Debug)]
pub(crate) struct Traffic {
    pub(crate) name: &'static str,
    pub(crate) widgets: usize,
    pub(crate) requests: Vec<Asked>,
    pub(crate) started: u64,
    pub(crate) connected: u64,
    pub(crate) ended_otherwise: u64,
    /// Widgets that showed a wrong state at the end of their visit.
    pub(crate) shown_wrong: u64,
}

impl Traffic {
    pub(crate) fn count(&self, call: Call) -> usize {
        self.requests
            .iter()
            .filter(|asked| asked.call == call)
            .count()
    }

    fn per_second(&self, wanted: impl Fn(&Asked) -> bool) -> Vec<u32> {
        let mut seconds = vec![0; SECONDS];
        for asked in self.requests.iter().filter(|asked| wanted(asked)) {
            let second = usize::try_from(asked.at / 1000).unwrap_or(usize::MAX);
            if let Some(count) = seconds.get_mut(second) {
                *count += 1;
            }
        }
        seconds
    }

    /// The requests of the busiest minute, in order.
    pub(crate) fn busiest_minute(&self) -> (u64, Vec<Asked>) {
        let seconds = self.per_second(|_| true);
        let sums = seconds.windows(60).map(|minute| minute.iter().sum::<u32>());
        let begin = sums
            .enumerate()
            .max_by_key(|(_, sum)| *sum)
            .map_or(0, |(second, _)| second);
        let begin = begin as u64 * 1000;
        let minute = begin..begin + 60_000;
        let mut requests: Vec<_> = self
            .requests
            .iter()
            .copied()
            .filter(|asked| minute.contains(&asked.at))
            .collect();
        requests.sort_by_key(|asked| asked.at);
        (begin, requests)
    }

    /// A table with a row for each call.
    pub(crate) fn report(&self) -> String {
        let mut text = format!("### {} widgets, {}\n\n", self.widgets, self.name);
        text += "| call | requests | a widget | mean a second | busiest second |\n|---|---:|---:|---:|---:|\n";
        for call in Call::ALL {
            let seconds = self.per_second(|asked| asked.call == call);
            self.row(&mut text, call.path(), &seconds, self.count(call));
        }
        self.row(
            &mut text,
            "all",
            &self.per_second(|_| true),
            self.requests.len(),
        );
        let _ = writeln!(
            text,
            "\nattempts: {} started, {} connected, {} ended otherwise; widgets that showed something else than is so: {}\n",
            self.started, self.connected, self.ended_otherwise, self.shown_wrong
        );
        text
    }

    #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn row(&self, text: &mut String, name: &str, seconds: &[u32], total: usize) {
        let within: u32 = seconds.iter().sum();
        let _ = writeln!(
            text,
            "| {name} | {total} | {:.3} | {:.1} | {} |",
            total as f64 / self.widgets as f64,
            f64::from(within) / SECONDS as f64,
            seconds.iter().max().unwrap_or(&0)
        );
    }
}
