//! The customer's actions on a connection: choosing a number, disconnecting. Also the time after an action that failed
//! or had no reply, in which only the backend knows the state.

use super::config::Source;
use super::context::Context;
use super::error::{Call, Code, Failure};
use super::io::{Output, Request, RequestId};
use super::limits::{AFTERMATH_TIME, BEHIND_TIME};
use super::request::OpenRequest;
use super::status::{Connection, Report};
use super::time::Millis;

/// A request to the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Choose,
    Disconnect,
}

impl Deed {
    pub(super) fn call(self) -> Call {
        match self {
            Self::Choose => Call::Choice,
            Self::Disconnect => Call::Disconnect,
        }
    }

    /// Whether the report shows that it is done.
    fn is_done_by(self, report: &Report) -> bool {
        match self {
            Self::Choose => report.connection != Connection::ChooseNumber,
            Self::Disconnect => report.connection.wants_signup(),
        }
    }
}

/// An action under way. Once acknowledged, a choice waits for the status.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub(super) deed: Deed,
    request: OpenRequest,
}

impl Action {
    /// Sends the request.
    pub(super) fn begin(deed: Deed, source: Source, request: Request, ctx: &mut Context) -> Self {
        let mut open = OpenRequest::default();
        let id = open.open(ctx);
        ctx.put_out(Output::Fetch(id, source, request));
        Self {
            deed,
            request: open,
        }
    }

    pub(super) fn awaits(&self, id: RequestId) -> bool {
        self.request.is(id)
    }

    /// Whether the backend has not yet acknowledged it.
    pub(super) fn is_open(&self) -> bool {
        self.request.is_open()
    }

    pub(super) fn close(&mut self) {
        self.request.close();
    }

    pub(super) fn abort(&mut self, ctx: &mut Context) {
        self.request.abort(ctx);
    }

    /// Whether it began before a sleep, in which its reply may have been lost.
    pub(super) fn is_overdue(&self, now: Millis) -> bool {
        self.request.is_overdue(now)
    }

    pub(super) fn has_timed_out(&mut self, ctx: &mut Context) -> bool {
        self.request.has_timed_out(ctx)
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.request.deadline()
    }
}

/// An action that failed, had no reply, or has not yet shown in the status: it may still take effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aftermath {
    pub(super) deed: Deed,
    until: Millis,
    /// The backend has acknowledged it: until then, a status without it is behind.
    behind_until: Option<Millis>,
    /// The backend has not refused it, so the status is requested until the time is over.
    is_open: bool,
    /// No failure has been reported to the page: the next reply may show that there was none.
    pub(super) is_untold: bool,
}

impl Aftermath {
    pub(super) fn of(deed: Deed, failure: &Failure, now: Millis) -> Self {
        let is_refused = matches!(
            failure.code,
            Code::BackendUnauthorized
                | Code::BackendForbidden
                | Code::BackendRejected
                | Code::BackendRateLimited
        );
        Self {
            is_open: !is_refused,
            behind_until: None,
            ..Self::acknowledged(deed, now)
        }
    }

    /// The backend has acknowledged it, but its status may be a moment behind.
    pub(super) fn acknowledged(deed: Deed, now: Millis) -> Self {
        Self {
            deed,
            until: now + AFTERMATH_TIME,
            behind_until: Some(now + BEHIND_TIME),
            is_open: true,
            is_untold: false,
        }
    }

    /// Marks its failure as not yet reported to the page.
    pub(super) fn untold(self) -> Self {
        Self {
            is_untold: true,
            ..self
        }
    }

    /// Whether the report shows that it is done.
    pub(super) fn is_done_by(&self, report: &Report) -> bool {
        self.deed.is_done_by(report)
    }

    /// Whether the page has still to be told that it has disconnected the account after all. A choice has no event of its
    /// own.
    pub(super) fn is_news(&self) -> bool {
        self.deed == Deed::Disconnect && self.behind_until.is_none()
    }

    /// Whether the report is from before it, most likely.
    pub(super) fn is_ahead_of(&self, report: &Report, now: Millis) -> bool {
        self.behind_until.is_some_and(|until| now < until) && !self.is_done_by(report)
    }

    pub(super) fn is_over(&self, now: Millis) -> bool {
        self.until <= now
    }

    /// Whether the status is to be requested again.
    pub(super) fn is_open(&self, now: Millis) -> bool {
        self.is_open && !self.is_over(now)
    }
}
