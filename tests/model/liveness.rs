//! Every state leads to rest: with a customer who acts and a backend that answers well, and with a page left alone and
//! a backend that does not answer at all.

use std::time::Duration;

use chakra_connect::flow::State;
use chakra_connect::flow::io::{FrameFocus, Intent, Method};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::status::Connection;

use crate::reply::{Kind, Scripted};
use crate::rules::{self, Broken};
use crate::scene::{Opens, Place};
use crate::step::{Says, Step};
use crate::world::{FrameState, World};

/// Longer than an attempt may be open and in confirmation.
const LIMIT: Duration = Duration::from_mins(15);

/// Longer than a backend may make an active customer wait.
const ACTING: Duration = Duration::from_mins(90);

/// Largest number of the customer's steps to the goal.
const PATIENCE: u32 = 1000;

/// The customer looks at the page, with the focus outside the frame. The popup is closed.
fn look_at(world: &mut World) -> Result<(), Broken> {
    world.scene.close_popup();
    world.scene.go(Place::Page);
    world.scene.focus = FrameFocus::Outside;
    world.scene.in_view = true;
    world.report()
}

/// Without responses, and with a customer who only looks at the page, no spinner stays.
pub fn left_alone(world: &mut World) -> Result<(), Broken> {
    if !world.scene.page().visible {
        world.scene.go(Place::Page);
    }
    world.scene.in_view = true;
    world.report()?;
    let end = world.now + LIMIT;
    while !is_quiet(world) {
        if world.is_connect_asked {
            world.take(Step::ConnectAllowed(true))?;
        }
        match world.machine.next_deadline().filter(|due| *due <= end) {
            Some(due) => world.tick_at(due)?,
            None => break,
        }
    }
    let state = world.shown.state;
    rules::comes_to_rest(!is_spinning(state), || {
        format!("still {state:?} after {LIMIT:?} alone")
    })?;
    rules::comes_to_rest(!shows_lost_frame(world), || {
        format!("a frame is shown that is {:?}", world.frame_state)
    })
}

fn shows_lost_frame(world: &World) -> bool {
    world.shown.frame == Frame::Ready && world.frame_state != FrameState::Whole
}

fn is_spinning(state: State) -> bool {
    matches!(
        state,
        State::Loading | State::Connecting | State::Confirming | State::Disconnecting
    )
}

/// Nothing visible is still pending.
fn is_quiet(world: &World) -> bool {
    !is_spinning(world.shown.state)
        && world.shown.frame != Frame::Loading
        && !shows_lost_frame(world)
}

/// The backend answers well, and the customer does what the widget offers until a number is connected.
pub fn acting(world: &mut World) -> Result<(), Broken> {
    // Without a backend, nobody would ever learn the result.
    let is_silent = world.asks_for_status() && world.fingerprint().hash.is_multiple_of(2);
    Customer {
        is_silent,
        ..Customer::default()
    }
    .act(world)
}

#[allow(clippy::struct_excessive_bools)] // Each is an independent fact.
#[derive(Default)]
struct Customer {
    /// The customer has completed Meta's signup or chosen a number, so the backend sees a number.
    has_number: bool,
    has_signed_up: bool,
    /// The button has just been tried.
    has_tried: bool,
    /// The popup closes without an event.
    is_silent: bool,
    /// The frame that was reported as ready.
    heard: Option<u32>,
}

impl Customer {
    fn act(&mut self, world: &mut World) -> Result<(), Broken> {
        look_at(world)?;
        let end = world.now + ACTING;
        for _ in 0..PATIENCE {
            if Self::is_there(world) {
                let is_answered = !self.has_signed_up || !world.scene.is_unanswered;
                return rules::signup_is_answered(is_answered, || {
                    format!("no outcome was told; {:?}", world.shown)
                });
            }
            if world.now > end {
                break;
            }
            self.next(world)?;
        }
        rules::comes_to_rest(false, || {
            format!("a customer who acts is left in {:?}", world.shown)
        })
    }

    fn is_there(world: &World) -> bool {
        match world.shown.state {
            State::Connected | State::InReview | State::ActionNeeded => true,
            // Only the partner's developer can help.
            State::Unavailable => {
                let failure = world.shown.failure.as_ref();
                failure.is_some_and(|failure| !failure.is_retryable())
            }
            _ => false,
        }
    }

    fn next(&mut self, world: &mut World) -> Result<(), Broken> {
        let asked = Kind::ALL
            .into_iter()
            .find(|kind| world.open[*kind as usize].is_some());
        if let Some(kind) = asked {
            return world.take(Step::Reply(kind, self.good(kind)));
        }
        if world.is_connect_asked {
            return world.take(Step::ConnectAllowed(true));
        }
        if world.is_disconnect_asked {
            return world.take(Step::DisconnectAllowed(false));
        }
        if world.loading > 0 {
            return world.take(Step::SdkLoaded);
        }
        let shown = &world.shown;
        if let Some(frame) = world.frame
            && world.frame_state == FrameState::Whole
            && shown.frame != Frame::Ready
            && self.heard != Some(frame.0)
        {
            self.heard = Some(frame.0);
            return world.take(Step::Frame(Says::Ready));
        }
        let has_frame = world.frame.is_some() && world.frame_state == FrameState::Whole;
        let can_sign_up = shown.frame == Frame::Ready || shown.state == State::Connecting;
        match shown.state {
            _ if can_sign_up && has_frame && !self.has_signed_up => self.sign_up(world),
            // The backend may have named a time, so a button without effect is tried once a minute.
            _ if self.has_tried && shown.failure.is_some() => {
                self.has_tried = false;
                world.take(Step::Wait(Duration::from_mins(1)))
            }
            State::Unavailable => {
                self.has_tried = true;
                world.take(Step::Button(Method::Refresh))
            }
            State::ChooseNumber => {
                self.has_number = true;
                self.has_tried = true;
                world.take(Step::Choose("n1"))
            }
            State::NotConnected | State::ReconnectNeeded | State::ConnectedWithoutNumber
                if shown.frame == Frame::Hidden =>
            {
                self.has_tried = true;
                world.take(Step::Button(Method::Connect(Intent::Connect)))
            }
            _ if world.machine.next_deadline().is_some() => world.take(Step::NextDeadline),
            _ => world.take(Step::Sleep(Duration::from_secs(1))),
        }
    }

    /// The click, the popup, and the return.
    fn sign_up(&mut self, world: &mut World) -> Result<(), Broken> {
        world.take(Step::Click(Opens::Window))?;
        world.take(Step::Noticed)?;
        self.has_number = true;
        self.has_signed_up = true;
        if self.is_silent || world.frame.is_none() {
            world.take(Step::PopupClosed)?;
        } else {
            world.take(Step::Frame(Says::Finished))?;
        }
        look_at(world)
    }

    fn good(&self, kind: Kind) -> Scripted {
        match kind {
            Kind::Status if self.has_number => Scripted::SaysOther,
            Kind::Status => Scripted::Says(Connection::NotConnected),
            Kind::Token | Kind::Disconnect | Kind::Choice => Scripted::Good,
        }
    }
}
