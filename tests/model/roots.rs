//! Where the search begins: a fresh widget of every configuration, and the places further on that
//! are interesting, so that the breadth of the search is spent around them.

use std::time::Duration;

use chakra_connect::flow::status::Connection;

use crate::reply::{Kind, Reply};
use crate::step::{Change, Says, Step};
use crate::world::CONFIGURATIONS;

/// The steps that lead to each root.
pub fn all() -> Vec<Vec<Step>> {
    let mut roots: Vec<_> = (0..CONFIGURATIONS)
        .map(|which| vec![Step::Start(which)])
        .collect();
    for which in 0..CONFIGURATIONS {
        roots.push(ready(which));
        roots.push(with(ready(which), &IN_POPUP));
    }
    let confirming = with(with(ready(0), &IN_POPUP), &[Step::Frame(Says::Finished)]);
    let cancelled = with(with(ready(0), &IN_POPUP), &[Step::Frame(Says::Cancelled)]);
    let settled = |connection| {
        let says = Reply::Says(connection);
        vec![Step::Start(0), Step::Answer(Kind::Status, says)]
    };
    let replacing = with(settled(Connection::Connected), &[Step::Replace]);
    let replacing = with(replacing, &PREPARED);
    roots.extend([
        with(
            confirming.clone(),
            &[Step::Answer(
                Kind::Status,
                Reply::Says(Connection::ChooseNumber),
            )],
        ),
        confirming,
        with(cancelled.clone(), &[Step::Wait(Duration::from_secs(6))]),
        cancelled,
        settled(Connection::Connected),
        settled(Connection::ChooseNumber),
        settled(Connection::ConnectedWithoutNumber),
        with(replacing.clone(), &IN_POPUP),
        replacing,
    ]);
    roots
}

const PREPARED: [Step; 3] = [
    Step::Answer(Kind::Token, Reply::Good),
    Step::SdkLoaded,
    Step::Frame(Says::Ready),
];

const IN_POPUP: [Step; 2] = [
    Step::Page(Change::FrameByPointer),
    Step::Page(Change::FocusLost),
];

fn with(mut steps: Vec<Step>, more: &[Step]) -> Vec<Step> {
    steps.extend(more);
    steps
}

fn ready(which: usize) -> Vec<Step> {
    let mut steps = vec![Step::Start(which)];
    if which != 1 {
        let says = Reply::Says(Connection::NotConnected);
        steps.push(Step::Answer(Kind::Status, says));
    }
    steps.push(Step::Connect);
    with(steps, &PREPARED)
}
