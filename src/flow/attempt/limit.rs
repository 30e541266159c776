//! A time limit that does not end an attempt while the page could not send requests.

use crate::flow::limits::OVERDUE_TIME;
use crate::flow::time::Millis;

/// The progress towards a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Passing {
    /// It runs, or waits for a reply.
    Running,
    /// It passed while the page was frozen or asleep.
    Overdue,
    /// It is over.
    Over,
}

/// The end of a wait. If it passes while the page is hidden, frozen or asleep, the wait continues until the reply to
/// the request that follows the return.
#[derive(Clone, Copy, Debug)]
pub(in crate::flow) struct Limit {
    at: Millis,
    awaits_reply: bool,
}

impl Limit {
    pub(in crate::flow) fn at(at: Millis) -> Self {
        Self {
            at,
            awaits_reply: false,
        }
    }

    /// The customer is back: the wait lasts at least until `least`, and until the reply, if one is awaited.
    pub(in crate::flow) fn resume(&mut self, least: Millis, awaits_reply: bool) {
        self.at = self.at.max(least);
        self.awaits_reply |= awaits_reply;
    }

    /// The reply has arrived, or none will: a limit that has passed meanwhile ends now.
    pub(in crate::flow) fn replied(&mut self, now: Millis) {
        if core::mem::take(&mut self.awaits_reply) {
            self.at = self.at.max(now);
        }
    }

    pub(in crate::flow) fn passing(&self, now: Millis) -> Passing {
        if self.awaits_reply || now < self.at {
            Passing::Running
        } else if now.since(self.at) > OVERDUE_TIME {
            Passing::Overdue
        } else {
            Passing::Over
        }
    }

    pub(in crate::flow) fn deadline(&self) -> Option<Millis> {
        (!self.awaits_reply).then_some(self.at)
    }
}
