//! Random histories: the rules hold whatever happens, in any order.

use std::time::Duration;

use chakra_connect::flow::io::{FrameFocus, Intent, Page};
use chakra_connect::flow::vendor::Callback;
use chakra_connect::flow::{Input, State};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::json;

use crate::support::replies::http;
use crate::support::{IN_VIEW, jwt};
use crate::world::{REPLIES, SIGNALS, Step, World};

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let page =
        (any::<[bool; 3]>(), 0..3_usize).prop_map(|([visible, focused, in_view], frame)| Page {
            visible,
            focused,
            in_view,
            frame: [
                FrameFocus::Outside,
                FrameFocus::Keyboard,
                FrameFocus::Pointer,
            ][frame],
        });
    let click = Just(Page {
        frame: FrameFocus::Pointer,
        ..IN_VIEW
    });
    let pass = prop_oneof![
        (1..3_000_u64).prop_map(Duration::from_millis),
        (1..130_u64).prop_map(Duration::from_secs),
        (1..70_u64).prop_map(Duration::from_mins),
    ];
    let wish = prop_oneof![
        Just(Input::Connect(Intent::Connect)),
        Just(Input::Connect(Intent::Replace)),
        Just(Input::Withdraw),
        Just(Input::Refresh),
        Just(Input::Disconnect),
        any::<bool>().prop_map(Input::DisconnectAllowed),
        Just(Input::Moved),
        Just(Input::Revalidate),
        Just(Input::Tick),
        (0..3).prop_map(|number| Input::Choose(format!("n{number}"))),
        Just(Input::ConnectedElsewhere),
    ];
    let step = prop_oneof![
        9 => (0..4_usize, 0..REPLIES).prop_map(|(which, with)| Step::Reply { which, with }),
        1 => (0..40_u32, 0..REPLIES).prop_map(|(id, with)| Step::StaleReply { id, with }),
        6 => (0..SIGNALS, prop::bool::weighted(0.1)).prop_map(|(what, of_older_frame)| Step::Vendor { what, of_older_frame }),
        3 => prop::bool::weighted(0.9).prop_map(Step::Sdk),
        1 => Just(Step::MountFailed),
        3 => page.prop_map(Step::Page),
        3 => click.prop_map(Step::Page),
        2 => Just(Step::Page(IN_VIEW)),
        4 => pass.prop_map(Step::Pass),
        1 => (0..4_usize).prop_map(Step::Start),
        1 => (0..REPLIES).prop_map(Step::SharedResponse),
        1 => Just(Step::Reset),
        1 => (0..40_u64).prop_map(|age| Step::Recall(Duration::from_mins(age))),
        5 => wish.prop_map(Step::Do),
    ];
    prop::collection::vec(step, 1..80)
}

/// Ten thousand histories of each kind. A failing one is saved in a file, to be committed, and from then on runs first.
fn many() -> ProptestConfig {
    let kept = FileFailurePersistence::Direct("tests/host/properties.regressions");
    ProptestConfig {
        cases: 10_000,
        failure_persistence: Some(Box::new(kept)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn the_rules_hold_in_every_history(seed: u64, which in 0..4_usize, chapter in 0..3_usize, steps in steps()) {
        let mut world = World::new(seed, which);
        world.tell_the_beginning(chapter);
        for step in steps {
            world.take(step);
            assert!(!format!("{:?}", world.machine).contains(jwt::MARK));
        }
    }

    #[test]
    fn left_alone_everything_settles(seed: u64, chapter in 0..3_usize, steps in steps()) {
        let mut world = World::new(seed, 0);
        world.tell_the_beginning(chapter);
        for step in steps {
            world.take(step);
        }
        // Without responses and actions, no spinner remains after a while.
        world.take(Step::Page(IN_VIEW));
        world.pass(Duration::from_mins(15));
        let state = world.machine.state();
        prop_assert!(
            !matches!(state, State::Loading | State::Connecting | State::Confirming | State::Disconnecting),
            "still {:?}", state
        );
    }

    #[test]
    fn any_text_can_be_a_response_or_a_callback(text in "\\PC{0,60}", status: u16) {
        let _ = http(status, &text).payload();
        for callback in [Callback::Ready, Callback::Message, Callback::Success, Callback::Error] {
            let signal = chakra_connect::flow::vendor::VendorEvent { callback, event: text.clone(), data: text.clone() };
            let _ = chakra_connect::flow::vendor::Hint::from(&signal);
            let _ = chakra_connect::flow::vendor::Hint::from(&crate::support::signal(callback, &json!(text), &json!(text)));
        }
    }
}
