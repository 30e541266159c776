//! Derives the snapshot for the customer.

use super::Machine;
use super::phase::Phase;
use crate::flow::action::Deed;
use crate::flow::attempt::{Offer, Permission};
use crate::flow::config::Start;
use crate::flow::snapshot::{Frame, Snapshot, State};
use crate::flow::status::{Connection, Number};

impl Machine {
    /// The current snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let is_settled = matches!(self.phase, Phase::Settled(_));
        let connection = self.report.as_ref().map(|report| report.connection);
        let offer = match &self.phase {
            Phase::Offering(offer) => Some(offer),
            _ => None,
        };
        let failure = match &self.phase {
            Phase::Unavailable(failure) => Some(failure),
            Phase::Offering(offer) if self.is_behind(offer) => offer.behind.as_ref(),
            _ => self.notice.as_ref(),
        };
        Snapshot {
            state: self.state(),
            report: self.report.clone(),
            failure: failure.cloned(),
            frame: self.shown_frame(),
            offers_start: match offer {
                Some(offer) => self.waits_for_a_wish(offer) && self.config.start != Start::Manual,
                None => is_settled && connection == Some(Connection::ConnectedWithoutNumber),
            },
            offers_disconnect: is_settled && self.config.disconnect.is_some(),
            offers_choice: self.config.event.is_some() && self.has_choices(),
            offers_replace: is_settled
                && connection == Some(Connection::Connected)
                && self.numbers_to_compare().is_some(),
            offers_withdrawal: offer.is_some() && self.is_on_top(),
            is_checking: self.poller.is_customers(),
            stale: self.poller.stale_age(self.ctx.now),
        }
    }

    /// Whether there is a number whose choice can be recognised.
    fn has_choices(&self) -> bool {
        let mut numbers = self.report.iter().flat_map(|report| &report.numbers);
        numbers.any(Number::has_id)
    }

    fn shown_frame(&self) -> Frame {
        match &self.phase {
            Phase::Checking => Frame::Loading,
            Phase::Offering(offer) if self.waits_for_a_wish(offer) => Frame::Hidden,
            Phase::Offering(offer) if self.is_behind(offer) => Frame::Hidden,
            Phase::Offering(_) | Phase::Connecting(..) if self.frame.is_ready() => Frame::Ready,
            Phase::Offering(_) => Frame::Loading,
            _ => Frame::Hidden,
        }
    }

    /// The state shown to the customer.
    #[must_use]
    pub fn state(&self) -> State {
        let reported = self
            .report
            .as_ref()
            .map_or(State::NotConnected, |report| report.connection.into());
        match &self.phase {
            Phase::Idle | Phase::Checking => State::Loading,
            Phase::Offering(offer) if self.is_behind(offer) => State::Unavailable,
            // Offered on top of a connection, or ready before: no reason to flicker.
            Phase::Offering(offer)
                if self.waits_for_a_wish(offer) || offer.was_ready || self.is_on_top() =>
            {
                reported
            }
            Phase::Offering(_) => State::Loading,
            Phase::Connecting(..) => State::Connecting,
            Phase::Confirming(..) => State::Confirming,
            Phase::Settled(_) => reported,
            Phase::Acting(action, _) => match action.deed {
                Deed::Choose => State::Confirming,
                Deed::Disconnect => State::Disconnecting,
            },
            Phase::Unavailable(_) => State::Unavailable,
        }
    }

    /// Whether the signup waits for the customer's or the page's consent.
    pub(super) fn waits_for_a_wish(&self, offer: &Offer) -> bool {
        let is_refused = offer.permission == Permission::Refused;
        is_refused || (self.config.start != Start::Visible && !offer.is_wished)
    }

    /// Whether the customer still sees the reason of an earlier failure.
    fn is_behind(&self, offer: &Offer) -> bool {
        offer.behind.is_some() && !self.waits_for_a_wish(offer) && !self.frame.is_ready()
    }

    /// Whether something is connected, and a signup is offered on top of it.
    pub(super) fn is_on_top(&self) -> bool {
        self.report
            .as_ref()
            .is_some_and(|report| !report.connection.wants_signup())
    }

    /// The ids of the connected numbers, if they can reveal a replacement.
    pub(super) fn numbers_to_compare(&self) -> Option<Vec<String>> {
        self.report.as_ref()?.number_ids()
    }
}
