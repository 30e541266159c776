//! A time limit that does not end an attempt while the page could send no request.

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

/// An instant at which a wait ends. If it passes while the page is hidden, frozen or asleep, it waits for
/// the reply to what the return asks.
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

    /// The customer is back: there is time until `least`, and until the reply, if one is awaited.
    pub(in crate::flow) fn resume(&mut self, least: Millis, awaits_reply: bool) {
        self.at = self.at.max(least);
        self.awaits_reply |= awaits_reply;
    }

    /// The reply has come, or none will: what passed meanwhile is over now.
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
