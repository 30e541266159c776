//! An attempt of the customer: from the click into the vendor's frame to exactly one outcome.

mod limit;
mod offer;
mod signup;

use core::time::Duration;

pub(super) use self::limit::{Limit, Passing};
pub(super) use self::offer::{Goal, Offer, Permission};
pub(super) use self::signup::{Signup, SignupDue, Whereabouts};
use super::backoff::doubled;
use super::io::{AttemptId, OpenAttempt};
use super::limits::{
    CONFIRM_TIME, HINTS, LATE_POLL, LATE_POLL_CEILING, LATE_TIME, NUMBER_TIME, RECALLED_POLL,
    REPEAT_TIME,
};
use super::status::{Connection, Report};
use super::time::Millis;
use super::vendor::Finish;

/// One attempt of the customer. Moved from phase to phase, it ends in one of them.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) id: AttemptId,
    /// It had already counted as cancelled or failed: only success is news.
    pub(super) is_late: bool,
    /// If it had already ended: the time until which success is news, which is not extended.
    until: Option<Millis>,
    /// The offer that it began with, and returns to.
    pub(super) offer: Offer,
    /// Number of hints left to forward.
    hints_left: u8,
}

impl Attempt {
    pub(super) fn new(id: AttemptId, offer: Offer) -> Self {
        Self {
            id,
            is_late: false,
            until: None,
            offer,
            hints_left: HINTS,
        }
    }

    /// An attempt that had counted as ended, and continues.
    pub(super) fn late(last: LastAttempt) -> Self {
        Self {
            is_late: true,
            until: Some(last.until),
            ..Self::new(last.id, Offer::new(last.goal, false))
        }
    }

    /// The attempt in the form that survives a reload.
    pub(super) fn to_remember(&self) -> OpenAttempt {
        OpenAttempt {
            id: self.id,
            intent: self.offer.goal.intent(),
            baseline: match &self.offer.goal {
                Goal::Connect => None,
                Goal::Replace { known } => Some(known.clone()),
            },
        }
    }

    /// Whether one more hint is processed.
    pub(super) fn takes_hint(&mut self) -> bool {
        let takes = self.hints_left > 0;
        self.hints_left = self.hints_left.saturating_sub(1);
        takes
    }
}

/// The signup has been reported as finished: the backend is asked until it confirms.
#[derive(Clone, Debug)]
pub(super) struct Confirmation {
    pub(super) finish: Finish,
    since: Millis,
    pub(super) limit: Limit,
    /// The last report, if it had an account without a number.
    pub(super) without_number: Option<Report>,
}

impl Confirmation {
    pub(super) fn new(finish: Finish, now: Millis) -> Self {
        Self {
            finish,
            since: now,
            limit: Limit::at(now + CONFIRM_TIME),
            without_number: None,
        }
    }

    /// Whether an account without a number is the final result.
    pub(super) fn has_waited_for_a_number(&self, now: Millis) -> bool {
        self.finish.without_number || now.since(self.since) >= NUMBER_TIME
    }
}

/// What the vendor has reported about the end of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VendorEnd {
    /// Nothing: its popup may still be open.
    Unreported,
    /// It was cancelled, or failed.
    Unsuccessful,
    /// It was finished; the backend has not confirmed it.
    Unconfirmed,
}

/// An attempt that ended without a connection: its late success is still accepted for a while.
#[derive(Clone, Debug)]
pub(super) struct LastAttempt {
    pub(super) id: AttemptId,
    pub(super) goal: Goal,
    ended: Millis,
    until: Millis,
    vendor_end: VendorEnd,
    /// The numbers that had lost their connection when the vendor reported that this attempt did not succeed.
    lost: Vec<String>,
    /// Its popup has no frame left to talk to: the page was reloaded, or the widget has begun again.
    has_lost_frame: bool,
    /// Checks for its success so far.
    looks: u32,
}

impl LastAttempt {
    /// The attempt that ends now, and the report that was shown meanwhile.
    pub(super) fn of(
        attempt: &Attempt,
        vendor_end: VendorEnd,
        shown: Option<&Report>,
        now: Millis,
    ) -> Self {
        let lost = shown
            .filter(|shown| {
                vendor_end == VendorEnd::Unsuccessful
                    && shown.connection == Connection::ReconnectNeeded
            })
            .and_then(Report::number_ids);
        Self {
            id: attempt.id,
            goal: attempt.offer.goal.clone(),
            ended: now,
            until: attempt.until.unwrap_or(now + LATE_TIME),
            vendor_end,
            lost: lost.unwrap_or_default(),
            has_lost_frame: false,
            looks: 0,
        }
    }

    /// The attempt during which the page was reloaded, `age` after its start; `None` if that is too long ago.
    pub(super) fn recalled(open: OpenAttempt, age: Duration, now: Millis) -> Option<Self> {
        let left = LATE_TIME.checked_sub(age)?;
        Some(Self {
            id: open.id,
            goal: match open.baseline {
                None => Goal::Connect,
                Some(known) => Goal::Replace { known },
            },
            ended: now,
            until: now + left,
            vendor_end: VendorEnd::Unreported,
            lost: Vec::new(),
            has_lost_frame: true,
            looks: 0,
        })
    }

    pub(super) fn is_over(&self, now: Millis) -> bool {
        self.until <= now
    }

    /// Only the backend can still tell its success.
    pub(super) fn lose_frame(&mut self) {
        self.has_lost_frame = true;
    }

    /// Whether the frame may be reporting this attempt again; `was_in_use` if its popup may still have been open.
    pub(super) fn may_be_repeated(&self, was_in_use: bool, now: Millis) -> bool {
        !self.has_lost_frame && (was_in_use || now.since(self.ended) < REPEAT_TIME)
    }

    /// Whether a finish that arrives now may be this attempt's. Not if the vendor itself ended it long ago.
    pub(super) fn may_be_finished(&self) -> bool {
        self.vendor_end == VendorEnd::Unreported && !self.has_lost_frame
    }

    /// Whether the report shows its success. If the vendor reported that there was none, a number that is connected
    /// again was switched on elsewhere.
    pub(super) fn is_met_by(&self, report: &Report) -> bool {
        let is_another = self.lost.is_empty() || report.names_another_than(&self.lost);
        self.goal.is_met_by(report) && is_another
    }

    /// The backend has replied, and does not know of its success.
    pub(super) fn note_look(&mut self) {
        self.looks = self.looks.saturating_add(1);
    }

    /// The pause before the next check for its success: each is longer than the previous one.
    pub(super) fn pause(&self) -> Duration {
        let first = if self.has_lost_frame && self.vendor_end == VendorEnd::Unreported {
            RECALLED_POLL
        } else {
            LATE_POLL
        };
        doubled(first, self.looks.saturating_sub(1), LATE_POLL_CEILING)
    }
}
