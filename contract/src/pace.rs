//! The waits, lifetimes, retries and concurrency of a backend: the same in every backend of ours.

use core::time::Duration;

/// Longest time that a call to Chakra takes; a request may need several.
pub const CALL_TIME: Duration = Duration::from_secs(6);

/// Calls to Chakra at once, for all tenants together. The largest status takes 21 at once.
pub const CALLS_AT_ONCE: u16 = 32;

/// Longest time that a call to Chakra waits for its place.
pub const CALL_PATIENCE: Duration = Duration::from_secs(2);

/// Longest body of Chakra's that is read, in bytes: far above any record.
pub const CHAKRA_BODY: usize = 2 * 1024 * 1024;

/// More numbers than a customer can sensibly choose from are not asked about.
pub const MOST_NUMBERS: usize = 20;

/// Entries that are read of one of Chakra's lists: far above what a customer has, and little to compare and to store.
pub const MOST_RECORDS: usize = 1000;

/// Issues of one number that the widget is told: more than anybody reads.
pub const MOST_ISSUES: usize = 20;

/// For so long after it was first seen, a number may lack a record: Chakra may list it before.
pub const RECORD_DELAY: Duration = Duration::from_mins(10);

/// For so long what was last known of a plugin's accounts counts without a word, though they cannot be read.
pub const ACCOUNTS_BORNE: Duration = Duration::from_mins(10);

/// Lifetime of a kept status.
pub const STATUS_LIFE: Duration = Duration::from_secs(2);

/// For so long after a change somebody is likely to watch: the widget's time for the confirmation of a signup.
pub const WATCHED_TIME: Duration = Duration::from_mins(2);

/// Lifetime of a kept status meanwhile: less than the widget's shortest pause between two checks.
pub const WATCHED_LIFE: Duration = Duration::from_millis(500);

/// Calls that a tenant may make at once, and then in a minute.
pub const CALLS_PER_TENANT: u32 = 60;

/// Longest time that a request waits for the tenant's turn.
pub const TENANT_PATIENCE: Duration = Duration::from_secs(4);

/// The wait where other calls have to end first.
pub const BUSY_PAUSE: Duration = Duration::from_secs(1);

/// Longest wait of a token call for the plugin that another process makes, and its interval of checks.
pub const OTHERS_TIME: Duration = Duration::from_secs(4);
/// See [`OTHERS_TIME`].
pub const OTHERS_INTERVAL: Duration = Duration::from_millis(200);
/// The wait that is named when that time is over.
pub const OTHERS_PAUSE: Duration = Duration::from_secs(2);

/// For what is not a call to Chakra, in the time that something begun at Chakra may take.
pub const CLAIM_SLACK: Duration = Duration::from_secs(15);

/// The wait after the first plugin whose making was never learned; it doubles with each further one within
/// [`UNKNOWN_MEMORY`].
pub const UNKNOWN_PAUSE: Duration = Duration::from_secs(10);
/// The longest such wait.
pub const LONGEST_UNKNOWN_PAUSE: Duration = Duration::from_mins(5);
/// The time for which unknown outcomes of a tenant count.
pub const UNKNOWN_MEMORY: Duration = Duration::from_hours(1);

/// The wait before a plugin that could not be deleted is tried again; it doubles with each try.
pub const REMOVAL_PAUSE: Duration = Duration::from_secs(30);
/// The longest such wait.
pub const LONGEST_REMOVAL_PAUSE: Duration = Duration::from_hours(1);

/// The longest that a 429 of Chakra's stops all calls: a call a minute harms nobody, and what one tenant's call is
/// answered, with a wrong unit say, must not stop all tenants for long.
pub const LONGEST_GATE: Duration = Duration::from_mins(1);
/// The wait where Chakra names none, or a shorter one; it doubles with each probe that is refused. Those that follow a
/// `Retry-After: 0` at once are refused, too.
pub const FIRST_GATE: Duration = Duration::from_secs(1);
/// The longest wait that Chakra has not named.
pub const LONGEST_OWN_GATE: Duration = Duration::from_secs(32);

/// The longest time for which Chrome caches a preflight.
pub const PREFLIGHT_AGE: Duration = Duration::from_hours(2);
