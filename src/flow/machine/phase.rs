//! The phases of the machine, each with its own data.

use crate::flow::action::Action;
use crate::flow::attempt::{Attempt, Confirmation, Limit, Offer, Signup};
use crate::flow::context::earliest;
use crate::flow::error::Failure;
use crate::flow::time::Millis;

/// The current work of the machine.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Nothing has happened yet.
    Idle,
    /// The first status is being requested.
    Checking,
    /// The vendor's signup is being prepared, or ready.
    Offering(Offer),
    /// An attempt may be open.
    Connecting(Attempt, Signup),
    /// The signup has reported success; the backend is asked.
    Confirming(Attempt, Confirmation),
    /// The report is shown as it is. An attempt may be waiting for the customer's choice of a number.
    Settled(Option<AwaitedChoice>),
    /// The customer's choice is being sent and confirmed, or the account is being disconnected.
    Acting(Action, Option<Attempt>),
    /// The widget does not work, for this reason.
    Unavailable(Failure),
}

/// An attempt that led to several numbers, until one is chosen.
#[derive(Clone, Debug)]
pub(super) struct AwaitedChoice {
    pub(super) attempt: Attempt,
    pub(super) limit: Limit,
}

impl Phase {
    /// The attempt that has no outcome yet.
    pub(super) fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Connecting(attempt, _) | Self::Confirming(attempt, _) => Some(attempt),
            Self::Settled(Some(awaited)) => Some(&awaited.attempt),
            Self::Acting(_, attempt) => attempt.as_ref(),
            _ => None,
        }
    }

    /// Takes out the attempt that has no outcome yet. A phase that is nothing without its attempt is left empty; the
    /// caller sets the next one.
    pub(super) fn take_attempt(&mut self) -> Option<Attempt> {
        match self {
            Self::Settled(awaited) => awaited.take().map(|awaited| awaited.attempt),
            Self::Acting(_, attempt) => attempt.take(),
            Self::Connecting(..) | Self::Confirming(..) => {
                match core::mem::replace(self, Self::Idle) {
                    Self::Connecting(attempt, _) | Self::Confirming(attempt, _) => Some(attempt),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The page is visible again: what waits for the customer gets a little more time, and waits for the reply to the
    /// current request.
    pub(super) fn resume(&mut self, least: Millis, now: Millis, awaits_reply: bool) {
        match self {
            Self::Connecting(_, signup) => signup.resume(now, awaits_reply),
            Self::Confirming(_, confirmation) => confirmation.limit.resume(least, awaits_reply),
            Self::Settled(Some(awaited)) => awaited.limit.resume(least, awaits_reply),
            _ => {}
        }
    }

    /// The status request has had its reply.
    pub(super) fn replied(&mut self, now: Millis) {
        match self {
            Self::Connecting(_, signup) => signup.replied(now),
            Self::Confirming(_, confirmation) => confirmation.limit.replied(now),
            Self::Settled(Some(awaited)) => awaited.limit.replied(now),
            _ => {}
        }
    }

    /// The next deadline.
    pub(super) fn deadline(&self, is_visible: bool) -> Option<Millis> {
        let of_customer = match self {
            Self::Offering(offer) => offer.deadline(),
            Self::Connecting(_, signup) => signup.deadline(),
            Self::Confirming(_, confirmation) => confirmation.limit.deadline(),
            Self::Settled(awaited) => awaited.as_ref()?.limit.deadline(),
            _ => None,
        };
        let of_backend = match self {
            Self::Acting(action, _) => action.deadline(),
            _ => None,
        };
        earliest([of_customer.filter(|_| is_visible), of_backend])
    }
}
