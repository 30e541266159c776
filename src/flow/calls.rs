//! Pending calls of the element's methods, and what each waits for.

use super::context::Context;
use super::error::Call;
use super::io::{AttemptId, CallId, Event, Method, Output, Settlement};
use super::snapshot::State;

/// The result that a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaits {
    /// An attempt's outcome, or the failure that prevents it from starting; not the end of the attempt that the call
    /// replaces.
    Outcome { replaced: Option<AttemptId> },
    /// A check of the status.
    Check,
    /// The end of the connection, or what prevents it.
    Disconnection,
}

/// The calls that have not been settled.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls(Vec<(CallId, Awaits)>);

impl Calls {
    /// Registers a call of a method that takes time. `replaced` is an attempt that it ends before it begins its own.
    pub(super) fn wait(&mut self, id: CallId, method: Method, replaced: Option<AttemptId>) {
        let awaits = match method {
            Method::Connect(_) => Awaits::Outcome { replaced },
            Method::Refresh | Method::Reset => Awaits::Check,
            Method::Disconnect => Awaits::Disconnection,
        };
        self.0.push((id, awaits));
    }

    /// An event settles the calls that waited for it.
    pub(super) fn on_event(&mut self, event: &Event, ctx: &mut Context) {
        let settles = |awaits: Awaits| match event {
            Event::Cancelled { attempt, .. } => {
                matches!(awaits, Awaits::Outcome { replaced } if replaced != Some(*attempt))
            }
            Event::Connected { .. } => matches!(awaits, Awaits::Outcome { .. }),
            Event::Disconnected => awaits == Awaits::Disconnection,
            Event::Failed { failure, .. } => match failure.call {
                Some(Call::Disconnect) => awaits == Awaits::Disconnection,
                Some(Call::Choice) => false,
                Some(Call::Status | Call::Token) | None => awaits != Awaits::Check,
            },
            _ => false,
        };
        self.settle(settles, || Settlement::Event(event.clone()), ctx);
    }

    /// The status has been requested, whatever the result.
    pub(super) fn on_check(&mut self, state: State, ctx: &mut Context) {
        let settlement = || Settlement::State(state);
        self.settle(|awaits| awaits == Awaits::Check, settlement, ctx);
    }

    /// The page keeps the connection.
    pub(super) fn on_kept(&mut self, state: State, ctx: &mut Context) {
        let settlement = || Settlement::State(state);
        self.settle(|awaits| awaits == Awaits::Disconnection, settlement, ctx);
    }

    /// The page refuses the signup, or it has been withdrawn.
    pub(super) fn on_withdrawn(&mut self, state: State, ctx: &mut Context) {
        let settlement = || Settlement::State(state);
        let is_outcome = |awaits| matches!(awaits, Awaits::Outcome { .. });
        self.settle(is_outcome, settlement, ctx);
    }

    /// A call without an effect.
    pub(super) fn on_nothing(&mut self, call: CallId, state: State, ctx: &mut Context) {
        self.0.retain(|(id, _)| *id != call);
        ctx.put_out(Output::Settle(call, Settlement::State(state)));
    }

    /// Settles all calls: they get no other result.
    pub(super) fn on_end(&mut self, state: State, ctx: &mut Context) {
        self.settle(|_| true, || Settlement::State(state), ctx);
    }

    fn settle(
        &mut self,
        settles: impl Fn(Awaits) -> bool,
        settlement: impl Fn() -> Settlement,
        ctx: &mut Context,
    ) {
        self.0.retain(|(id, awaits)| {
            let is_settled = settles(*awaits);
            if is_settled {
                ctx.put_out(Output::Settle(*id, settlement()));
            }
            !is_settled
        });
    }
}
