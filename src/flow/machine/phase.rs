//! The phases of the machine, each with the data that only it has.

use crate::flow::action::Action;
use crate::flow::attempt::{Attempt, Confirmation, Limit, Offer, Signup};
use crate::flow::context::earliest;
use crate::flow::error::Failure;
use crate::flow::time::Millis;

/// The current work of the machine.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Nothing yet.
    Idle,
    /// The first status is being asked.
    Checking,
    /// The vendor's signup is prepared, or stands ready.
    Offering(Offer),
    /// An attempt may be open.
    Connecting(Attempt, Signup),
    /// The signup says it is finished; the backend is asked.
    Confirming(Attempt, Confirmation),
    /// The report is shown as it is. An attempt may wait for the customer's choice of a number.
    Settled(Option<AwaitedChoice>),
    /// The customer's choice is sent and confirmed, or the account is being disconnected.
    Acting(Action, Option<Attempt>),
    /// It does not work, for this reason.
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

    /// The same, taken out. A phase that is nothing without its attempt is left empty, for its caller to
    /// set the next one.
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

    /// The page is seen again: what waited for the customer gets a little more time, and the reply to
    /// what is asked now.
    pub(super) fn resume(&mut self, least: Millis, now: Millis, awaits_reply: bool) {
        match self {
            Self::Connecting(_, signup) => signup.resume(now, awaits_reply),
            Self::Confirming(_, confirmation) => confirmation.limit.resume(least, awaits_reply),
            Self::Settled(Some(awaited)) => awaited.limit.resume(least, awaits_reply),
            _ => {}
        }
    }

    /// The status has been replied to.
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
