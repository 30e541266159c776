//! From every state there is a way to rest: for a customer who acts with a backend that answers
//! well, and for a page that is left alone with a backend that does not answer at all.

use std::time::Duration;

use chakra_connect::flow::State;
use chakra_connect::flow::io::{FrameFocus, Page};
use chakra_connect::flow::snapshot::Frame;
use chakra_connect::flow::status::Connection;

use crate::reply::{Kind, Reply};
use crate::rules::{self, Broken};
use crate::step::{Says, Step};
use crate::world::{LOOKED_AT, World};

/// Longer than an attempt may be open and be confirmed.
const LIMIT: Duration = Duration::from_mins(15);

/// How many things a customer does at most until they are there.
const PATIENCE: u32 = 400;

/// Nothing answers, and the customer only looks at the page: no spinner stays.
pub fn left_alone(world: &mut World) -> Result<(), Broken> {
    world.see(Page {
        visible: true,
        in_view: true,
        ..world.page
    })?;
    let end = world.now + LIMIT;
    while !is_quiet(world) {
        match world.machine.next_deadline().filter(|due| *due <= end) {
            Some(due) => world.tick_at(due)?,
            None => break,
        }
    }
    let state = world.shown.state;
    rules::comes_to_rest(!is_spinning(state), || {
        format!("still {state:?} after {LIMIT:?} alone")
    })
}

fn is_spinning(state: State) -> bool {
    matches!(
        state,
        State::Loading | State::Connecting | State::Confirming | State::Disconnecting
    )
}

/// Nothing is being waited for that the customer would see the end of.
fn is_quiet(world: &World) -> bool {
    !is_spinning(world.shown.state) && world.shown.frame != Frame::Loading
}

/// The backend answers well, and the customer does what the widget offers until a number is
/// connected.
pub fn acting(world: &mut World) -> Result<(), Broken> {
    Customer::default().act(world)
}

#[derive(Default)]
struct Customer {
    /// Through with Meta's signup, or with the choice: the backend sees a number.
    has_number: bool,
    has_signed_up: bool,
    /// The frame that has been heard to be ready.
    heard: Option<u32>,
}

impl Customer {
    fn act(&mut self, world: &mut World) -> Result<(), Broken> {
        world.see(LOOKED_AT)?;
        let end = world.now + LIMIT;
        for _ in 0..PATIENCE {
            if Self::is_there(world) {
                return Ok(());
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
            return world.take(Step::Answer(kind, self.good(kind)));
        }
        if world.is_asked {
            return world.take(Step::DisconnectPrevented);
        }
        if world.loading > 0 {
            return world.take(Step::SdkLoaded);
        }
        let shown = &world.shown;
        if let Some(frame) = world.frame
            && shown.frame != Frame::Ready
            && self.heard != Some(frame.0)
        {
            self.heard = Some(frame.0);
            return world.take(Step::Frame(Says::Ready));
        }
        let can_sign_up = shown.frame == Frame::Ready || shown.state == State::Connecting;
        match shown.state {
            _ if can_sign_up && world.frame.is_some() && !self.has_signed_up => self.sign_up(world),
            State::Unavailable => world.take(Step::Refresh),
            State::ChooseNumber => {
                self.has_number = true;
                world.take(Step::Choose("n1"))
            }
            State::NotConnected | State::ReconnectNeeded | State::ConnectedWithoutNumber
                if shown.frame == Frame::Hidden =>
            {
                world.take(Step::Connect)
            }
            _ if world.machine.next_deadline().is_some() => world.take(Step::NextDeadline),
            _ => world.take(Step::Sleep(Duration::from_secs(1))),
        }
    }

    /// The click, the popup, and the way back from it.
    fn sign_up(&mut self, world: &mut World) -> Result<(), Broken> {
        let page = |focused, frame| Page {
            focused,
            frame,
            ..LOOKED_AT
        };
        world.see(page(true, FrameFocus::Pointer))?;
        world.see(page(false, FrameFocus::Pointer))?;
        self.has_number = true;
        self.has_signed_up = true;
        if world.frame.is_some() {
            world.take(Step::Frame(Says::Finished))?;
        }
        world.see(page(true, FrameFocus::Outside))
    }

    fn good(&self, kind: Kind) -> Reply {
        match kind {
            Kind::Status if self.has_number => Reply::SaysOther,
            Kind::Status => Reply::Says(Connection::NotConnected),
            Kind::Token | Kind::Disconnect | Kind::Choice => Reply::Good,
        }
    }
}
