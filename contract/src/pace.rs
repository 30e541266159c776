//! The waits, lifetimes, retries and concurrency limits, the same in each of our backends.

use core::time::Duration;

/// Longest time of one call to Chakra; a request may need several calls.
pub const CALL_TIME: Duration = Duration::from_secs(6);

/// Limit of concurrent calls to Chakra, for all tenants together. The largest status takes 21 at once.
pub const CALLS_AT_ONCE: u16 = 32;

/// Longest time that a call to Chakra waits for a free slot.
pub const CALL_PATIENCE: Duration = Duration::from_secs(2);

/// Longest body from Chakra that is read, in bytes: far above any record.
pub const CHAKRA_BODY: usize = 2 * 1024 * 1024;

/// Maximum number of phone numbers that are read from Chakra: more than a customer can sensibly choose from.
pub const MOST_NUMBERS: usize = 20;

/// Maximum number of entries that are read from one of Chakra's lists: far above what a customer has, and cheap to
/// compare and to store.
pub const MOST_RECORDS: usize = 1000;

/// Maximum number of one number's issues that are passed on to the widget: more than anybody reads.
pub const MOST_ISSUES: usize = 20;

/// Time after it was first seen in which a number may lack a record, because Chakra may list it earlier.
pub const RECORD_DELAY: Duration = Duration::from_mins(10);

/// Time for which the last known state of a plugin's accounts is used without a notice while they cannot be read.
pub const ACCOUNTS_BORNE: Duration = Duration::from_mins(10);

/// Lifetime of a cached status.
pub const STATUS_LIFE: Duration = Duration::from_secs(2);

/// Time after a change in which somebody is likely to watch: the widget's time limit for confirming a signup.
pub const WATCHED_TIME: Duration = Duration::from_mins(2);

/// Lifetime of a cached status during [`WATCHED_TIME`]: less than the widget's shortest pause between two checks.
pub const WATCHED_LIFE: Duration = Duration::from_millis(500);

/// Calls that a tenant may make in a burst, and then per minute.
pub const CALLS_PER_TENANT: u32 = 60;

/// Longest time that a request waits for its tenant's turn.
pub const TENANT_PATIENCE: Duration = Duration::from_secs(4);

/// The wait to suggest when other calls have to end first.
pub const BUSY_PAUSE: Duration = Duration::from_secs(1);

/// Longest time that a token call waits for a plugin that another process is creating.
pub const OTHERS_TIME: Duration = Duration::from_secs(4);
/// Interval of the checks during [`OTHERS_TIME`].
pub const OTHERS_INTERVAL: Duration = Duration::from_millis(200);
/// The wait to suggest after [`OTHERS_TIME`].
pub const OTHERS_PAUSE: Duration = Duration::from_secs(2);

/// Allowance for everything but the calls to Chakra, in the time limit of an operation at Chakra.
pub const CLAIM_SLACK: Duration = Duration::from_secs(15);

/// The wait after the first plugin creation with an unknown outcome; it doubles with each further one within
/// [`UNKNOWN_MEMORY`].
pub const UNKNOWN_PAUSE: Duration = Duration::from_secs(10);
/// The longest such wait.
pub const LONGEST_UNKNOWN_PAUSE: Duration = Duration::from_mins(5);
/// Time for which a tenant's unknown outcomes count.
pub const UNKNOWN_MEMORY: Duration = Duration::from_hours(1);

/// The wait before a failed deletion of a plugin is tried again; it doubles with each try.
pub const REMOVAL_PAUSE: Duration = Duration::from_secs(30);
/// The longest such wait.
pub const LONGEST_REMOVAL_PAUSE: Duration = Duration::from_hours(1);

/// Longest time for which a 429 from Chakra stops all calls: one call per minute harms nobody, and a response to one
/// tenant's call (with a wrong unit, for example) must not stop all tenants for long.
pub const LONGEST_GATE: Duration = Duration::from_mins(1);
/// The wait when Chakra suggests none, or a shorter one; it doubles with each refused probe. Probes sent right after a
/// `Retry-After: 0` are refused, too.
pub const FIRST_GATE: Duration = Duration::from_secs(1);
/// The longest wait that Chakra has not suggested.
pub const LONGEST_OWN_GATE: Duration = Duration::from_secs(32);

/// The longest time for which Chrome caches a preflight.
pub const PREFLIGHT_AGE: Duration = Duration::from_hours(2);
