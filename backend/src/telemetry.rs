//! The metrics of this backend: each is named, described and recorded here.
//!
//! Recorded through the facade `metrics`: without an exporter in the program they cost almost nothing.

use std::time::Duration;

use metrics::{Unit, counter, gauge, histogram};

use crate::chakra::{ChakraError, Field};

/// The kind of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// Only ever grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// A distribution.
    Histogram,
}

/// A metric as documented.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name, with its unit in Prometheus' style.
    pub name: &'static str,
    /// Its kind.
    pub kind: MetricKind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// Its description.
    pub meaning: &'static str,
}

macro_rules! metrics {
    ($($name:ident = $text:literal, $kind:ident, [$($label:literal),*], $meaning:literal;)*) => {
        $(const $name: &str = $text;)*

        /// All metrics. Labels have a fixed set of values: never a tenant, an id, or one of Chakra's texts.
        pub const METRICS: &[Metric] = &[$(Metric {
            name: $name,
            kind: MetricKind::$kind,
            labels: &[$($label),*],
            meaning: $meaning,
        }),*];
    };
}

metrics! {
    REQUESTS = "chakra_backend_requests_total", Counter, ["call", "status"],
        "Requests, by call and HTTP status; 499 if the client closed the connection";
    REQUEST_TIME = "chakra_backend_request_duration_seconds", Histogram, ["call"],
        "Time from a request to its response";
    CALLS = "chakra_backend_chakra_calls_total", Counter, ["endpoint", "outcome"],
        "Calls sent to Chakra; `abandoned` if the caller stopped waiting";
    CALL_TIME = "chakra_backend_chakra_call_duration_seconds", Histogram, ["endpoint"],
        "Time from a call to Chakra to its response";
    CALLS_OPEN = "chakra_backend_chakra_calls_open", Gauge, [],
        "Open calls to Chakra";
    GATE = "chakra_backend_chakra_gate_closed", Gauge, [],
        "1 from a 429 by Chakra until another response";
    GATE_CLOSED = "chakra_backend_chakra_gate_closed_total", Counter, [],
        "How often Chakra has asked to slow down";
    GATE_REFUSED = "chakra_backend_chakra_gate_refusals_total", Counter, [],
        "Calls not made because Chakra had asked to slow down";
    CACHE = "chakra_backend_status_cache_total", Counter, ["result"],
        "Statuses from the cache or a shared check (`hit`), and new checks (`miss`)";
    BUSY = "chakra_backend_busy_total", Counter, ["waiting_for"],
        "Requests that waited too long: for another request of the `tenant`, or for a free call to `chakra`";
    QUOTA = "chakra_backend_quota_refusals_total", Counter, [],
        "Calls rejected because their tenant had made too many";
    UNKNOWN_WORDS = "chakra_backend_unknown_words_total", Counter, ["field"],
        "Unknown status words from Chakra; the words themselves are in the log";
    UNKNOWN_OUTCOMES = "chakra_backend_unknown_outcomes_total", Counter, ["change"],
        "Changes at Chakra with an unknown outcome: `make`, `remove`";
    CLOCKS_APART = "chakra_backend_clocks_apart_total", Counter, [],
        "Checks that follow one dated more than 5 minutes in the future: the clock of a process is wrong";
    NOTIFICATIONS = "chakra_backend_notifications_total", Counter, ["outcome"],
        "Attempts to deliver a notification: `delivered`, `failed` (with a retry), `given_up`";
    UNDELIVERED = "chakra_backend_notifications_pending", Gauge, [],
        "Undelivered notifications";
    REMOVALS = "chakra_backend_removals_pending", Gauge, [],
        "Plugins still to be deleted at Chakra; 1000 means 1000 or more";
    UNRESOLVED = "chakra_backend_unresolved_outcomes", Gauge, [],
        "Plugins that may exist at Chakra without a tenant; 1000 means 1000 or more";
}

/// Passes the meaning of each metric to the exporter. Call it once, after the exporter is installed.
pub fn describe_metrics() {
    for metric in METRICS {
        let (name, meaning) = (metric.name, metric.meaning);
        match metric.kind {
            MetricKind::Counter => metrics::describe_counter!(name, Unit::Count, meaning),
            MetricKind::Gauge => metrics::describe_gauge!(name, Unit::Count, meaning),
            MetricKind::Histogram => metrics::describe_histogram!(name, Unit::Seconds, meaning),
        }
    }
}

/// A request was answered.
pub(crate) fn request(call: &'static str, status: u16, time: Duration) {
    counter!(REQUESTS, "call" => call, "status" => status_label(status)).increment(1);
    histogram!(REQUEST_TIME, "call" => call).record(time);
}

/// A call to Chakra begins.
pub(crate) fn call_begun() {
    gauge!(CALLS_OPEN).increment(1);
}

/// A call to Chakra has ended.
pub(crate) fn call_ended(endpoint: &'static str, outcome: &'static str, time: Duration) {
    gauge!(CALLS_OPEN).decrement(1);
    counter!(CALLS, "endpoint" => endpoint, "outcome" => outcome).increment(1);
    histogram!(CALL_TIME, "endpoint" => endpoint).record(time);
}

/// Chakra asked for fewer calls.
pub(crate) fn gate_closed() {
    gauge!(GATE).set(1);
    counter!(GATE_CLOSED).increment(1);
}

/// Chakra accepts calls again.
pub(crate) fn gate_opened() {
    gauge!(GATE).set(0);
}

/// A call was not sent because Chakra had asked for fewer.
pub(crate) fn refused_by_gate() {
    counter!(GATE_REFUSED).increment(1);
}

/// A status came from the cache, or from the check of another request.
pub(crate) fn cache_hit() {
    counter!(CACHE, "result" => "hit").increment(1);
}

/// A new check was made.
pub(crate) fn cache_miss() {
    counter!(CACHE, "result" => "miss").increment(1);
}

/// The resource that a request waited for too long.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Busy {
    Tenant,
    Chakra,
}

/// A request waited too long.
pub(crate) fn refused_as_busy(busy: Busy) {
    let waiting_for = match busy {
        Busy::Tenant => "tenant",
        Busy::Chakra => "chakra",
    };
    counter!(BUSY, "waiting_for" => waiting_for).increment(1);
}

/// A tenant has made too many calls.
pub(crate) fn refused_by_quota() {
    counter!(QUOTA).increment(1);
}

/// Chakra has used an unknown status word.
pub(crate) fn unknown_word(field: Field) {
    let field = match field {
        Field::Status => "status",
        Field::NameStatus => "name_status",
        Field::ChakraStatus => "chakra_status",
        Field::AccountChakraStatus => "account_chakra_status",
    };
    counter!(UNKNOWN_WORDS, "field" => field).increment(1);
}

/// A change at Chakra whose outcome is unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    Make,
    Remove,
}

/// A change failed in a way that leaves its outcome unknown.
pub(crate) fn unknown_outcome(change: Change) {
    let change = match change {
        Change::Make => "make",
        Change::Remove => "remove",
    };
    counter!(UNKNOWN_OUTCOMES, "change" => change).increment(1);
}

/// The previous check is dated in the future.
pub(crate) fn clocks_apart() {
    counter!(CLOCKS_APART).increment(1);
}

/// The outcome of an attempt to deliver a notification.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NotificationOutcome {
    Delivered,
    Failed,
    GivenUp,
}

/// Delivery of a notification was attempted.
pub(crate) fn notification(outcome: NotificationOutcome) {
    let outcome = match outcome {
        NotificationOutcome::Delivered => "delivered",
        NotificationOutcome::Failed => "failed",
        NotificationOutcome::GivenUp => "given_up",
    };
    counter!(NOTIFICATIONS, "outcome" => outcome).increment(1);
}

/// Open removals and unknown outcomes.
pub(crate) fn backlog(removals: usize, unresolved: usize) {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    gauge!(REMOVALS).set(count(removals));
    gauge!(UNRESOLVED).set(count(unresolved));
}

/// Undelivered notifications.
pub(crate) fn undelivered(count: u64) {
    gauge!(UNDELIVERED).set(u32::try_from(count).unwrap_or(u32::MAX));
}

/// The outcome of a call to Chakra as a label.
pub(crate) fn outcome<T>(result: &Result<T, ChakraError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => match error {
            ChakraError::Unreachable => "unreachable",
            ChakraError::Lost => "lost",
            ChakraError::TimedOut => "timed_out",
            ChakraError::Unauthorized { .. } => "unauthorized",
            ChakraError::RateLimited { .. } => "rate_limited",
            ChakraError::Throttled { .. } => "throttled",
            ChakraError::Busy => "busy",
            ChakraError::PluginNotFound => "plugin_not_found",
            ChakraError::Failed { .. } => "failed",
            ChakraError::Refused { .. } => "refused",
            ChakraError::BadAnswer { .. } => "bad_answer",
            ChakraError::TokenUnreadable => "token_unreadable",
        },
    }
}

/// The statuses of this backend's responses; there are no others.
fn status_label(status: u16) -> &'static str {
    match status {
        200 => "200",
        202 => "202",
        204 => "204",
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        405 => "405",
        408 => "408",
        409 => "409",
        413 => "413",
        415 => "415",
        429 => "429",
        499 => "499",
        500 => "500",
        502 => "502",
        503 => "503",
        504 => "504",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemCode;

    #[test]
    fn metrics_are_distinct_and_documented() {
        let readme = include_str!("../README.md");
        for (index, metric) in METRICS.iter().enumerate() {
            let labels: Vec<_> = metric.labels.iter().map(|it| format!("`{it}`")).collect();
            let kind = format!("{:?}", metric.kind).to_lowercase();
            let (name, labels) = (metric.name, labels.join(", "));
            let row = format!("| `{name}` | {kind} | {labels} | {} |", metric.meaning);
            assert!(readme.contains(&row), "README.md lacks the row {row}");
            assert!(METRICS[..index].iter().all(|it| it.name != name));
            // Prometheus requires this.
            let is_total = name.ends_with("_total");
            assert_eq!(is_total, metric.kind == MetricKind::Counter, "{name}");
            let is_time = name.ends_with("_seconds");
            assert_eq!(is_time, metric.kind == MetricKind::Histogram, "{name}");
        }
    }

    #[test]
    fn each_status_of_a_problem_has_a_label() {
        for code in ProblemCode::ALL {
            assert_eq!(status_label(code.status()), code.status().to_string());
        }
    }
}
