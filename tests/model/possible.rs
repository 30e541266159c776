//! Which steps are possible in a world.

use std::time::Duration;

use chakra_connect::flow::io::FrameFocus;
use chakra_connect::flow::snapshot::Frame;

use crate::configuration::CONFIGURATIONS;
use crate::reply::{Kind, Scripted};
use crate::scene::{Opens, Place};
use crate::step::{First, METHODS, Says, Step};
use crate::world::{FrameState, World};

/// Every step that is possible now.
pub fn steps(world: &World) -> Vec<Step> {
    let mut all = Vec::with_capacity(96);
    answers(world, &mut all);
    vendor(world, &mut all);
    customer(world, &mut all);
    time(world, &mut all);
    page(world, &mut all);
    all
}

fn answers(world: &World, all: &mut Vec<Step>) {
    for kind in Kind::ALL {
        if world.open[kind as usize].is_some() {
            let replies = Scripted::all(kind).into_iter();
            all.extend(replies.map(|reply| Step::Reply(kind, reply)));
        }
    }
    if world.asks_for_status() {
        all.extend(Scripted::shared().into_iter().map(Step::SharedResponse));
        all.push(Step::ConnectedElsewhere);
    }
}

fn vendor(world: &World, all: &mut Vec<Step>) {
    if world.loading > 0 {
        all.extend([Step::SdkLoaded, Step::SdkFailed]);
    }
    if world.frame.is_some() && world.frame_state != FrameState::Removed {
        all.extend(Says::ALL.map(Step::Frame));
        if !world.has_spoken {
            all.push(Step::MountFailed);
        }
        all.push(Step::FrameRemoved);
    }
}

/// The customer's steps: switching windows, and clicks on what is shown.
fn customer(world: &World, all: &mut Vec<Step>) {
    let scene = &world.scene;
    let is_inside = scene.focus != FrameFocus::Outside;
    if can_use_frame(world) {
        // A frame that the browser has reloaded, or that got no token, has no button.
        let is_usable = world.frame_state == FrameState::Whole;
        let opens: &[Opens] = if is_usable {
            &[Opens::Window, Opens::Tab, Opens::Nothing]
        } else {
            &[Opens::Nothing]
        };
        all.extend(opens.iter().map(|opens| Step::Click(*opens)));
        if is_inside && is_usable {
            all.extend([Step::Enter(Opens::Window), Step::Enter(Opens::Tab)]);
        }
        if !is_inside {
            all.push(Step::Tab);
        }
    }
    match scene.place {
        Place::Page => {
            if is_inside {
                all.push(Step::ClickBeside);
            }
            all.extend([Step::OtherWindow, Step::OtherTab]);
        }
        Place::Popup => {
            all.extend([Step::PopupClosed, Step::Return]);
            if !scene.popup.is_some_and(|popup| popup.is_tab) {
                all.push(Step::ClickBeside);
            }
        }
        Place::OtherWindow => all.extend([Step::Return, Step::ClickBeside]),
        Place::OtherTab => all.push(Step::Return),
    }
    if scene.popup.is_some() && scene.place != Place::Popup {
        all.push(Step::ToPopup);
    }
    all.push(if scene.in_view {
        Step::OutOfView
    } else {
        Step::InView
    });
    if world.told != scene.page() {
        all.push(Step::Noticed);
    }
}

fn can_use_frame(world: &World) -> bool {
    world.scene.place == Place::Page
        && world.scene.in_view
        && world.shown.frame == Frame::Ready
        && world.frame.is_some()
        && world.frame_state != FrameState::Removed
}

fn time(world: &World, all: &mut Vec<Step>) {
    if world.machine.next_deadline().is_some() {
        all.extend([
            Step::NextDeadline,
            Step::Wait(Duration::from_secs(6)),
            Step::Wait(Duration::from_mins(2)),
        ]);
    }
    all.extend([
        Step::Sleep(Duration::from_mins(20)),
        Step::Sleep(Duration::from_hours(2)),
    ]);
    let scene = &world.scene;
    let is_popup_tab = scene.place == Place::Popup && scene.popup.is_some_and(|popup| popup.is_tab);
    if is_popup_tab || matches!(scene.place, Place::Page | Place::OtherTab) {
        for span in [Duration::from_mins(3), Duration::from_mins(20)] {
            all.extend([First::Page, First::Timer].map(|first| Step::Frozen(span, first)));
        }
    }
}

/// The method calls of the page's code and of the customer's buttons, shown or not.
fn page(world: &World, all: &mut Vec<Step>) {
    all.extend(METHODS.map(Step::Button));
    if world.open_call.is_none() {
        all.extend(METHODS.map(Step::Call));
    }
    all.extend([
        Step::Revalidate,
        Step::Moved,
        Step::Withdraw,
        Step::Choose("n1"),
        Step::Choose("n3"),
    ]);
    if world.scene.place == Place::Page {
        all.push(Step::Reloaded);
    }
    if world.is_connect_asked {
        all.extend([true, false].map(Step::ConnectAllowed));
    }
    if world.is_disconnect_asked {
        all.extend([true, false].map(Step::DisconnectAllowed));
    }
    let others = (0..CONFIGURATIONS).filter(|which| *which != world.which);
    all.extend(others.map(Step::Start));
}
