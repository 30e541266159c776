//! The signup prepared for the customer's click, and its intent.

use crate::flow::error::Failure;
use crate::flow::io::{Intent, Page};
use crate::flow::limits::{GRACE_TIME, REST_TIME, RETURN_TIME, WATCH};
use crate::flow::status::Report;
use crate::flow::time::Millis;

/// The goal of a signup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::flow) enum Goal {
    /// Any number.
    #[default]
    Connect,
    /// A number other than these, which were connected when the customer started the replacement.
    Replace { known: Vec<String> },
}

impl Goal {
    pub(in crate::flow) fn intent(&self) -> Intent {
        match self {
            Self::Connect => Intent::Connect,
            Self::Replace { .. } => Intent::Replace,
        }
    }

    /// Whether the report shows that a signup has reached this goal.
    pub(in crate::flow) fn is_met_by(&self, report: &Report) -> bool {
        report.connection.confirms()
            && match self {
                Self::Connect => true,
                Self::Replace { known } => report.names_another_than(known),
            }
    }
}

/// Whether the page allows the signup to be prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::flow) enum Permission {
    #[default]
    NotAsked,
    Asked,
    Granted,
    /// Until somebody asks for the signup again.
    Refused,
}

/// A signup on offer.
#[derive(Clone, Debug, Default)]
pub(in crate::flow) struct Offer {
    pub(in crate::flow) goal: Goal,
    /// Somebody asked for it, or nobody needs to.
    pub(in crate::flow) is_wished: bool,
    /// Wished for only by a reset, which asks for a first signup, never for one on top of a connection.
    pub(in crate::flow) is_by_reset: bool,
    pub(in crate::flow) permission: Permission,
    /// The frame has been usable since it was offered.
    pub(in crate::flow) was_ready: bool,
    /// Tokens the frame has refused since the last attempt.
    pub(in crate::flow) refusals: u32,
    /// The failure shown to the customer until the signup is ready, so that retries do not flicker.
    pub(in crate::flow) behind: Option<Failure>,
    rest: Rest,
}

/// The focus that rests in the frame, or has left it, without a sign of a signup.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    leaving: Option<Leaving>,
    watch: Option<Watch>,
}

/// The focus was in the frame when it left the page: to a popup, or to something else.
#[derive(Clone, Copy, Debug)]
enum Leaving {
    Away {
        since: Millis,
    },
    /// The customer is back. A backend that has since reported no connection may be a moment behind.
    Back {
        since: Millis,
        is_examined: bool,
    },
}

#[derive(Clone, Copy, Debug)]
struct Watch {
    next: Millis,
    until: Millis,
}

impl Offer {
    pub(in crate::flow) fn new(goal: Goal, is_wished: bool) -> Self {
        Self {
            goal,
            is_wished,
            ..Self::default()
        }
    }

    /// The signup that somebody asked for, whatever is connected.
    pub(in crate::flow) fn wish(&self) -> Option<Intent> {
        (self.is_wished && !self.is_by_reset).then(|| self.goal.intent())
    }

    /// The same offer, with this goal.
    pub(in crate::flow) fn with_goal(mut self, goal: Goal) -> Self {
        self.goal = goal;
        self
    }

    /// No attempt is open, and the report names the connected numbers: these would now be replaced.
    pub(in crate::flow) fn note_report(&mut self, report: &Report) {
        if let Goal::Replace { known } = &mut self.goal
            && let Some(ids) = report.number_ids()
        {
            *known = ids;
        }
    }

    /// The same offer, behind a failure that is shown until the signup is ready.
    pub(in crate::flow) fn behind(mut self, failure: Option<Failure>) -> Self {
        self.behind = failure;
        self
    }

    /// The focus is in the frame: the keyboard is passing through, or something was done there. It is watched for a
    /// while; leaving the page from there is evidence of a popup, and no more. Returns whether the customer has just
    /// left.
    pub(in crate::flow) fn watch_focus(&mut self, before: Page, page: Page, now: Millis) -> bool {
        let leaves = page.leaves_frame(before);
        if leaves {
            self.rest.leaving = Some(Leaving::Away { since: now });
        }
        if before != page || self.rest.watch.is_none() {
            self.rest.watch = Some(Watch {
                next: now + WATCH,
                until: now + REST_TIME,
            });
        }
        leaves
    }

    /// The focus is out of the frame.
    pub(in crate::flow) fn stop_watch(&mut self) {
        self.rest.watch = None;
    }

    /// Whether the customer was last seen leaving the page from within the frame, or has just come back from there: a
    /// connection is then the result of a signup.
    pub(in crate::flow) fn has_left(&self, now: Millis) -> bool {
        match self.rest.leaving {
            Some(Leaving::Back {
                since,
                is_examined: true,
            }) => now < since + RETURN_TIME,
            // A signup takes minutes. Later, it was something else.
            Some(Leaving::Away { since } | Leaving::Back { since, .. }) => now < since + GRACE_TIME,
            None => false,
        }
    }

    /// Whether the customer has come back so recently that a result may still be on the way.
    pub(in crate::flow) fn is_expecting(&self, now: Millis) -> bool {
        matches!(self.rest.leaving, Some(Leaving::Back { since, .. }) if now < since + RETURN_TIME)
    }

    /// The customer is back.
    pub(in crate::flow) fn note_return(&mut self, now: Millis) {
        if let Some(leaving @ Leaving::Away { .. }) = &mut self.rest.leaving {
            *leaving = Leaving::Back {
                since: now,
                is_examined: false,
            };
        }
    }

    /// The customer leaves the page again, most likely for the same popup.
    pub(in crate::flow) fn note_leaving(&mut self, now: Millis) {
        if matches!(self.rest.leaving, Some(Leaving::Back { .. })) && self.has_left(now) {
            self.rest.leaving = Some(Leaving::Away { since: now });
        }
    }

    /// The backend has reported no connection.
    pub(in crate::flow) fn examine_leaving(&mut self) {
        if let Some(Leaving::Back { is_examined, .. }) = &mut self.rest.leaving {
            *is_examined = true;
        }
    }

    /// It is no longer evidence: another widget has reported the connection, or an attempt begins.
    pub(in crate::flow) fn forget_leaving(&mut self) {
        self.rest.leaving = None;
    }

    /// The page is checked with each tick; this plans the next check.
    pub(in crate::flow) fn poll(&mut self, now: Millis) {
        if let Some(watch) = self.rest.watch.as_mut()
            && watch.next <= now
        {
            watch.next = now + WATCH;
        }
    }

    pub(in crate::flow) fn deadline(&self) -> Option<Millis> {
        let watch = self.rest.watch?;
        (watch.next < watch.until).then_some(watch.next)
    }
}
