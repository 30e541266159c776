//! One open request of a part, with its time limit.

use super::context::Context;
use super::io::{Output, RequestId};
use super::limits::{OVERDUE_TIME, REPLY_TIME};
use super::time::Millis;

/// At most one request is open; replies to any other are dropped.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenRequest(Option<(RequestId, Millis)>);

impl OpenRequest {
    pub(super) fn is_open(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn is(&self, id: RequestId) -> bool {
        self.0.is_some_and(|(open, _)| open == id)
    }

    /// Opens a request, replacing any other, and returns its id.
    pub(super) fn open(&mut self, ctx: &mut Context) -> RequestId {
        let id = RequestId(ctx.next_id());
        self.0 = Some((id, ctx.after(REPLY_TIME)));
        id
    }

    /// Its reply has arrived.
    pub(super) fn close(&mut self) {
        self.0 = None;
    }

    /// Stops it: its reply no longer matters.
    pub(super) fn abort(&mut self, ctx: &mut Context) {
        if let Some((id, _)) = self.0.take() {
            ctx.put_out(Output::Abort(id));
        }
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.0.map(|(_, deadline)| deadline)
    }

    /// Whether it has taken too long; if so, it is aborted.
    pub(super) fn has_timed_out(&mut self, ctx: &mut Context) -> bool {
        let is_late = self.deadline().is_some_and(|deadline| deadline <= ctx.now);
        if is_late {
            self.abort(ctx);
        }
        is_late
    }

    /// Whether it began before a sleep: its reply may never arrive, and would be stale.
    pub(super) fn is_overdue(&self, now: Millis) -> bool {
        self.deadline()
            .is_some_and(|deadline| now.since(deadline) > OVERDUE_TIME)
    }
}
