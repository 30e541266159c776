//! The time in which a customer may be in the popup: when to check, and when to stop waiting.

use super::limit::{Limit, Passing};
use crate::flow::context::earliest;
use crate::flow::io::{FrameFocus, Page};
use crate::flow::limits::{ATTEMPT_TIME, CLICK_WATCH, POPUP_TIME, RETURN_TIME, WATCH};
use crate::flow::time::Millis;

/// A step that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum SignupDue {
    /// No popup was seen to open.
    PopupNotSeen,
    /// A limit passed while the page was frozen or asleep.
    Overdue,
    /// The customer came back, and nothing reveals what they did.
    Abandoned,
    /// The signup stayed open too long.
    TimedOut,
}

/// The customer's presence, as the page reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Whereabouts {
    Unchanged,
    /// They have left the page, most likely for the popup.
    Left,
    /// They are back at the page.
    Returned,
    /// They have clicked into the frame again.
    ClickedAgain,
}

/// An open signup.
#[derive(Clone, Copy, Debug)]
pub(in crate::flow) struct Signup {
    end: Limit,
    /// Runs once the customer is back.
    grace: Option<Limit>,
    popup: Popup,
    watch_at: Millis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Popup {
    Awaited { until: Millis },
    NotSeen,
    Seen,
}

impl Signup {
    pub(in crate::flow) fn new(page: Page, now: Millis) -> Self {
        let is_away = !page.is_here();
        Self {
            end: Limit::at(now + ATTEMPT_TIME),
            grace: None,
            popup: if is_away {
                Popup::Seen
            } else {
                Popup::Awaited {
                    until: now + POPUP_TIME,
                }
            },
            watch_at: now + if is_away { WATCH } else { CLICK_WATCH },
        }
    }

    /// Updates the customer's whereabouts from the page's state.
    pub(in crate::flow) fn observe(
        &mut self,
        before: Page,
        page: Page,
        now: Millis,
    ) -> Whereabouts {
        let was_here = before.is_here();
        let is_here = page.is_here();
        let is_click =
            page.frame == FrameFocus::Pointer && before.frame == FrameFocus::Outside && is_here;
        let had_left = self.popup == Popup::Seen;
        if is_click && (self.popup == Popup::NotSeen || (had_left && !was_here)) {
            return Whereabouts::ClickedAgain;
        }
        if is_click && self.grace.is_some() {
            return Whereabouts::ClickedAgain;
        }
        if !is_here {
            self.grace = None;
            self.popup = Popup::Seen;
            return if was_here {
                Whereabouts::Left
            } else {
                Whereabouts::Unchanged
            };
        }
        if had_left && !was_here {
            self.grace = Some(Limit::at(now + RETURN_TIME));
            return Whereabouts::Returned;
        }
        Whereabouts::Unchanged
    }

    /// The vendor's frame has sent something: there is a popup, whether or not it was seen.
    pub(in crate::flow) fn popup_is_there(&mut self) {
        if self.popup != Popup::Seen {
            self.popup = Popup::Seen;
        }
    }

    /// Whether the customer is back on the page, and an end is near.
    pub(in crate::flow) fn is_expecting(&self) -> bool {
        self.grace.is_some()
    }

    /// The page is visible again.
    pub(in crate::flow) fn resume(&mut self, now: Millis, awaits_reply: bool) {
        self.end.resume(now + RETURN_TIME, awaits_reply);
        if let Some(grace) = self.grace.as_mut() {
            grace.resume(now + RETURN_TIME, awaits_reply);
        }
    }

    pub(in crate::flow) fn replied(&mut self, now: Millis) {
        self.end.replied(now);
        if let Some(grace) = self.grace.as_mut() {
            grace.replied(now);
        }
    }

    /// The step that has come due, on a visible page.
    pub(in crate::flow) fn poll(&mut self, now: Millis) -> Option<SignupDue> {
        if self.watch_at <= now {
            let is_fresh = matches!(self.popup, Popup::Awaited { .. });
            self.watch_at = now + if is_fresh { CLICK_WATCH } else { WATCH };
        }
        if let Popup::Awaited { until } = self.popup
            && until <= now
        {
            self.popup = Popup::NotSeen;
            return Some(SignupDue::PopupNotSeen);
        }
        let grace = self.grace.map(|grace| grace.passing(now));
        match (self.end.passing(now), grace) {
            (Passing::Overdue, _) | (_, Some(Passing::Overdue)) => Some(SignupDue::Overdue),
            (Passing::Over, _) => Some(SignupDue::TimedOut),
            (_, Some(Passing::Over)) => Some(SignupDue::Abandoned),
            (Passing::Running, _) => None,
        }
    }

    pub(in crate::flow) fn deadline(&self) -> Option<Millis> {
        let popup = match self.popup {
            Popup::Awaited { until } => Some(until),
            Popup::NotSeen | Popup::Seen => None,
        };
        earliest([
            Some(self.watch_at),
            popup,
            self.end.deadline(),
            self.grace.and_then(|grace| grace.deadline()),
        ])
    }
}
