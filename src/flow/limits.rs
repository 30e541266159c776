//! Every time-out, interval and count of the machine, in one place.

use core::time::Duration;

use chakra_connect_contract::limits;

/// Time limit of any request to the backend.
pub const REPLY_TIME: Duration = limits::RESPONSE_TIME;

/// Number of automatic retries of a failed request.
pub const RETRIES: u32 = 3;

/// The longest `Retry-After` that the widget waits for without the customer's doing.
pub const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Pause between requests for a newer report while they fail.
pub const STALE_POLL: Duration = Duration::from_mins(1);

/// Pause between checks of a state that ends by itself, such as a review.
pub const SLOW_POLL: Duration = Duration::from_mins(5);

/// The shortest pause between two checks for the same returning customer.
pub const RETURN_PAUSE: Duration = Duration::from_secs(2);

/// The longest pause between two checks for a page that sets rejected values again.
pub const LAST_RENEWAL: Duration = Duration::from_mins(1);

/// Time in which a success of an ended attempt, or of an action without a reply, is still detected.
pub const LATE_TIME: Duration = Duration::from_mins(30);

/// The first pause between two checks for a late success; each is twice as long as the previous one.
pub const LATE_POLL: Duration = Duration::from_secs(30);

/// That pause if the page was reloaded, or the widget has begun again, during the attempt: the customer is waiting for
/// the result.
pub const RECALLED_POLL: Duration = Duration::from_secs(5);

/// The longest of these pauses.
pub const LATE_POLL_CEILING: Duration = Duration::from_mins(5);

/// Time in which a status that does not yet show an acknowledged action is not shown: several backends, or a cache, can
/// be a moment behind.
pub const BEHIND_TIME: Duration = Duration::from_secs(10);

/// Time in which an action without a usable reply is checked for its effect.
pub const AFTERMATH_TIME: Duration = Duration::from_mins(5);

/// The wait after a failed renewal while the old token is still valid.
pub const RENEWAL_PAUSE: Duration = Duration::from_mins(1);

/// Time limit for the SDK's script, and then for its frame.
pub const VENDOR_TIME: Duration = Duration::from_secs(20);

/// Time after the last click into the vendor's frame in which it may still be in use. Meta's steps take minutes; a
/// customer who searches for a document takes longer.
pub const GRACE_TIME: Duration = Duration::from_mins(30);

/// Removals of the frame by the page's own code count together if they follow within this time.
pub const REMOVAL_TIME: Duration = Duration::from_mins(1);

/// The pause before such a frame is mounted for the third time; each is twice as long as the previous one.
pub const FIRST_REMOUNT: Duration = Duration::from_secs(1);

/// The longest of these pauses.
pub const LAST_REMOUNT: Duration = Duration::from_secs(16);

/// Time limit of an open signup: Meta's own steps (a code by telephone) take minutes.
pub const ATTEMPT_TIME: Duration = Duration::from_mins(10);

/// Time in which the backend is asked for confirmation after the signup has reported success.
pub const CONFIRM_TIME: Duration = Duration::from_mins(2);

/// Grace period after the customer returns without a vendor event, before the attempt counts as abandoned: a success
/// that is under way shows within this time.
pub const RETURN_TIME: Duration = Duration::from_secs(10);

/// Time in which an account without a number may still get one: a number arrives late when a phone's WhatsApp Business
/// app is connected (coexistence).
pub const NUMBER_TIME: Duration = Duration::from_mins(1);

/// Time in which a popup may appear after a click, before the customer sees advice.
pub const POPUP_TIME: Duration = Duration::from_secs(5);

/// Interval of the checks right after a click: whether a popup has taken the focus.
pub const CLICK_WATCH: Duration = Duration::from_millis(250);

/// Interval of the checks while the customer may be in the popup, or the focus rests in the frame. No event reports
/// that the focus has moved from a frame to a popup, or back.
pub const WATCH: Duration = Duration::from_secs(1);

/// Time in which a focus that only rests in the frame, or has left it, is watched.
pub const REST_TIME: Duration = Duration::from_mins(2);

/// Time in which the frame may repeat an outcome in its other callbacks; later callbacks are news.
pub const REPEAT_TIME: Duration = Duration::from_secs(5);

/// A timer that is later than this was delayed: the page was frozen, or the computer asleep.
pub const OVERDUE_TIME: Duration = Duration::from_secs(3);

/// Number of hints of an attempt that are forwarded to the backend and processed: a signup has a dozen steps; a
/// misbehaving frame could send events for ever.
pub const HINTS: u8 = 30;
