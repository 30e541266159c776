//! Whole histories of a widget: each obeys the rules of the host tests' world, and comes to rest when left alone.
//!
//! An input is three bytes for the start of the history (a seed, a configuration, a chapter), and then steps: a letter
//! each, with digits if a step has a choice. Anything else is skipped, so spaces are allowed. `7 0 1 c v0 a00` is a
//! click, a finish, and a connected number.

use std::time::Duration;

use chakra_connect::flow::io::{FrameFocus, Intent, Page};
use chakra_connect::flow::{Input, State};

use crate::support::{IN_VIEW, jwt};
use crate::world::{REPLIES, SIGNALS, Step, World};

/// A longer history is slower, and shows nothing new.
const STEPS: usize = 200;

/// The spans by which time passes, in milliseconds: a moment, and a little more than each of the widget's waits.
const SPANS: [u64; 10] = [
    300, 1_100, 5_100, 10_100, 15_100, 31_000, 61_000, 121_000, 601_000, 3_700_000,
];

pub fn check(data: &[u8]) {
    let mut bytes = data
        .iter()
        .copied()
        .filter(|byte| *byte != b' ' && *byte != b'\n');
    let mut digit =
        |count: usize| usize::from(bytes.next().unwrap_or(b'0').wrapping_sub(b'0')) % count;
    let (seed, configuration, chapter) = (digit(256), digit(4), digit(3));
    let mut world = World::new(seed as u64, configuration);
    world.tell_the_beginning(chapter);
    for _ in 0..STEPS {
        let Some(letter) = bytes.next() else { break };
        if let Some(step) = step(letter, &mut bytes) {
            world.take(step);
        }
    }
    assert!(!format!("{:?}", world.machine).contains(jwt::MARK));

    // From here on, no response arrives and nobody acts: after a while, no spinner is left.
    world.take(Step::Page(IN_VIEW));
    world.pass(Duration::from_mins(15));
    let state = world.machine.state();
    assert!(
        !matches!(
            state,
            State::Loading | State::Connecting | State::Confirming | State::Disconnecting
        ),
        "still {state:?}"
    );
}

fn step(letter: u8, bytes: &mut impl Iterator<Item = u8>) -> Option<Step> {
    let mut digit =
        |count: usize| usize::from(bytes.next().unwrap_or(b'0').wrapping_sub(b'0')) % count;
    Some(match letter {
        b'a' => Step::Reply {
            which: digit(4),
            with: digit(REPLIES),
        },
        b'A' => Step::StaleReply {
            id: u32::try_from(digit(40)).unwrap_or_default(),
            with: digit(REPLIES),
        },
        b'o' => Step::SharedResponse(digit(REPLIES)),
        b'v' => Step::Vendor {
            what: digit(SIGNALS),
            of_older_frame: false,
        },
        b'V' => Step::Vendor {
            what: digit(SIGNALS),
            of_older_frame: true,
        },
        b's' => Step::Sdk(true),
        b'S' => Step::Sdk(false),
        b'i' => Step::MountFailed,
        b'p' => Step::Page(page(digit(8), digit(3))),
        b'c' => Step::Page(page(7, 2)),
        b'b' => Step::Page(IN_VIEW),
        b't' => Step::Pass(Duration::from_millis(SPANS[digit(SPANS.len())])),
        b'n' => Step::Start(digit(4)),
        b'R' => Step::Reset,
        b'C' => Step::Do(Input::Connect(Intent::Connect)),
        b'P' => Step::Do(Input::Connect(Intent::Replace)),
        b'w' => Step::Do(Input::Withdraw),
        b'r' => Step::Do(Input::Refresh),
        b'd' => Step::Do(Input::Disconnect),
        b'y' => Step::Do(Input::DisconnectAllowed(true)),
        b'x' => Step::Do(Input::DisconnectAllowed(false)),
        b'm' => Step::Do(Input::Moved),
        b'u' => Step::Do(Input::Revalidate),
        b'k' => Step::Do(Input::Tick),
        b'h' => Step::Do(Input::Choose(format!("n{}", digit(3)))),
        _ => return None,
    })
}

/// The bits of `is` are visible (1), focused (2) and in view (4).
fn page(is: usize, frame: usize) -> Page {
    Page {
        visible: is & 1 != 0,
        focused: is & 2 != 0,
        in_view: is & 4 != 0,
        frame: [
            FrameFocus::Outside,
            FrameFocus::Keyboard,
            FrameFocus::Pointer,
        ][frame],
    }
}
