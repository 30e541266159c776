//! Requests the status: one request at a time, when there is a reason, and never sooner than the backend allows.

use core::time::Duration;

use crate::flow::backoff::{doubled, retry_delay};
use crate::flow::config::Source;
use crate::flow::context::{Context, earliest};
use crate::flow::error::Failure;
use crate::flow::io::{Output, Request, RequestId};
use crate::flow::limits::{LAST_RENEWAL, LONGEST_WAIT, RETURN_PAUSE};
use crate::flow::request::OpenRequest;
use crate::flow::time::Millis;

/// A step that has come due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum PollerDue {
    /// The open request has timed out.
    TimedOut,
    /// The open request is from before a sleep, and was abandoned: it must be repeated.
    Overdue,
    /// A planned check.
    Check,
}

/// The status request: when it is made, and how old its last report is.
#[derive(Clone, Debug, Default)]
pub(in crate::flow) struct StatusPoller {
    request: OpenRequest,
    /// Whether the customer has asked for the open request.
    is_customers: bool,
    /// The time of the next check.
    due: Option<Millis>,
    /// The backend has asked for no requests before this.
    not_before: Option<Millis>,
    /// Consecutive failed tries.
    retries: u32,
    /// Replies since the intervals were last reset.
    checks: u32,
    /// The time of the last request.
    asked: Option<Millis>,
    /// Checks for the page's reasons since the last report, and the time of the last one, planned or past.
    renewals: u32,
    renewed: Option<Millis>,
    /// The time of the last report.
    reported: Option<Millis>,
    /// Whether a later refresh failed.
    is_stale: bool,
}

impl StatusPoller {
    pub(in crate::flow) fn is_open(&self) -> bool {
        self.request.is_open()
    }

    /// Whether it is being requested, or is going to be.
    pub(in crate::flow) fn is_busy(&self) -> bool {
        self.request.is_open() || self.due.is_some()
    }

    /// Whether `id` is the request whose reply is awaited.
    pub(in crate::flow) fn awaits(&self, id: RequestId) -> bool {
        self.request.is(id)
    }

    /// Sends a request, unless one is open; once the backend allows, if it does not yet.
    pub(in crate::flow) fn ask(&mut self, source: &Source, ctx: &mut Context) {
        if self.request.is_open() {
            return;
        }
        if self.is_held_back(ctx.now) {
            self.due = earliest([self.due, self.not_before]);
            return;
        }
        self.due = None;
        self.is_customers = false;
        self.asked = Some(ctx.now);
        let id = self.request.open(ctx);
        ctx.put_out(Output::Fetch(id, source.clone(), Request::Status));
    }

    /// The customer has asked for the request that is open, if one is.
    pub(in crate::flow) fn note_customer(&mut self) {
        self.is_customers = true;
    }

    /// Whether a request is open that the customer has asked for.
    pub(in crate::flow) fn is_customers(&self) -> bool {
        self.is_customers && self.request.is_open()
    }

    /// Whether the backend does not yet allow a request.
    pub(in crate::flow) fn is_held_back(&self, now: Millis) -> bool {
        self.not_before.is_some_and(|instant| now < instant)
    }

    /// Whether it demands a longer wait than a customer tolerates before a skeleton.
    pub(in crate::flow) fn is_held_back_for_long(&self, now: Millis) -> bool {
        self.not_before
            .is_some_and(|instant| instant.since(now) > LONGEST_WAIT)
    }

    /// Whether the last request is so recent that a returning customer needs no new one.
    pub(in crate::flow) fn is_recent(&self, now: Millis) -> bool {
        self.asked
            .is_some_and(|asked| now.since(asked) < RETURN_PAUSE)
    }

    /// The page has given a reason to ask again, as some pages do at each render. Returns whether it counts now: the
    /// first does; for later ones, checks are planned at growing intervals.
    pub(in crate::flow) fn may_renew(&mut self, now: Millis) -> bool {
        let pause = doubled(RETURN_PAUSE, self.renewals.saturating_sub(1), LAST_RENEWAL);
        let next = match self.renewed {
            Some(planned) if now < planned => planned,
            Some(last) if now < last + pause => last + pause,
            _ => now,
        };
        if self.renewed.replace(next) != Some(next) {
            self.renewals = self.renewals.saturating_add(1);
        }
        if next == now {
            return true;
        }
        self.due = earliest([self.due, Some(next)]);
        false
    }

    /// Stops the open request: its reply would describe the time before a change. Returns whether there was one.
    pub(in crate::flow) fn abort(&mut self, ctx: &mut Context) -> bool {
        let was_open = self.request.is_open();
        self.request.abort(ctx);
        was_open
    }

    /// Stops everything; what is known about the backend's limits and the last report stays.
    pub(in crate::flow) fn stop(&mut self, ctx: &mut Context) {
        self.request.abort(ctx);
        self.due = None;
    }

    /// Forgets everything: from now on, another backend or another tenant is asked.
    pub(in crate::flow) fn forget(&mut self, ctx: &mut Context) {
        self.request.abort(ctx);
        *self = Self::default();
    }

    /// Resets the count of retries, for a customer who starts over.
    pub(in crate::flow) fn restart(&mut self) {
        self.retries = 0;
        self.restart_pace();
        self.reported = None;
        self.is_stale = false;
    }

    /// Resets the growing pauses between checks.
    pub(in crate::flow) fn restart_pace(&mut self) {
        self.checks = 0;
    }

    /// Replies since the intervals were last reset.
    pub(in crate::flow) fn checks(&self) -> u32 {
        self.checks
    }

    /// The awaited reply has arrived, or has been abandoned.
    pub(in crate::flow) fn close(&mut self) {
        self.request.close();
        self.checks = self.checks.saturating_add(1);
    }

    /// The reply was a report.
    pub(in crate::flow) fn note_report(&mut self, now: Millis) {
        self.retries = 0;
        self.renewals = 0;
        self.renewed = None;
        self.not_before = None;
        self.reported = Some(now);
        self.is_stale = false;
    }

    /// The reply was a failure.
    pub(in crate::flow) fn note_failure(&mut self, failure: &Failure, now: Millis) {
        self.is_stale = true;
        self.not_before = failure.retry_after.map(|wait| now + wait);
    }

    /// The backend has demanded a wait in its reply to another request.
    pub(in crate::flow) fn hold_back(&mut self, wait: Option<Duration>, now: Millis) {
        self.not_before = self.not_before.max(wait.map(|wait| now + wait));
    }

    /// Plans the next check, `pause` from now or once the backend allows.
    pub(in crate::flow) fn plan(&mut self, pause: Duration, ctx: &Context) {
        self.due = Some(ctx.after(pause).max(self.not_before.unwrap_or_default()));
    }

    /// Removes the planned check.
    pub(in crate::flow) fn rest(&mut self) {
        self.due = None;
    }

    /// Plans another try after a failure. Returns whether there is one.
    pub(in crate::flow) fn retry(&mut self, failure: &Failure, ctx: &mut Context) -> bool {
        let delay = retry_delay(self.retries, failure.retry_after, &mut ctx.jitter);
        let Some(delay) = delay.filter(|_| failure.is_automatic()) else {
            return false;
        };
        self.retries = self.retries.saturating_add(1);
        self.due = Some(ctx.after(delay));
        true
    }

    /// Whether a later refresh failed.
    pub(in crate::flow) fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Age of the last report in whole minutes, if a later refresh failed.
    pub(in crate::flow) fn stale_age(&self, now: Millis) -> Option<Duration> {
        let reported = self.reported.filter(|_| self.is_stale)?;
        Some(Duration::from_mins(now.since(reported).as_secs() / 60))
    }

    /// The step that has come due; a check only while the page is visible.
    pub(in crate::flow) fn poll(
        &mut self,
        is_visible: bool,
        ctx: &mut Context,
    ) -> Option<PollerDue> {
        let is_overdue = self.request.is_overdue(ctx.now);
        if self.request.has_timed_out(ctx) {
            return Some(if is_overdue {
                PollerDue::Overdue
            } else {
                PollerDue::TimedOut
            });
        }
        let is_due = is_visible && self.due.is_some_and(|due| due <= ctx.now);
        is_due.then(|| {
            self.due = None;
            PollerDue::Check
        })
    }

    /// The next deadline. A check that falls due while the page is hidden waits until it is visible.
    pub(in crate::flow) fn deadline(&self, is_visible: bool) -> Option<Millis> {
        earliest([
            self.request.deadline(),
            self.due.filter(|_| is_visible && !self.request.is_open()),
        ])
    }
}
