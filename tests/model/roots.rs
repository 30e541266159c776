//! The starting points of the search: a new widget in every configuration, and interesting states further on, so that
//! the search covers their surroundings.

use std::time::Duration;

use chakra_connect::flow::io::{Intent, Method};
use chakra_connect::flow::status::Connection;

use crate::configuration::{OTHER_TENANT, TOKEN_ALONE};
use crate::reply::{Kind, Scripted};
use crate::scene::Opens;
use crate::step::{Says, Step};

/// The steps to each root.
pub fn all() -> Vec<Vec<Step>> {
    // The other tenant behaves like the first. It is reached by a change.
    let mut roots: Vec<_> = (0..OTHER_TENANT)
        .map(|which| vec![Step::Start(which)])
        .collect();
    for which in 0..OTHER_TENANT {
        roots.push(ready(which));
        roots.push(with(ready(which), &IN_POPUP));
    }
    let in_popup = with(ready(0), &IN_POPUP);
    let confirming = with(in_popup.clone(), &[Step::Frame(Says::Finished)]);
    let cancelled = with(in_popup, &[Step::Frame(Says::Cancelled)]);
    let settled = |connection| {
        let says = Scripted::Says(connection);
        vec![Step::Start(0), Step::Reply(Kind::Status, says)]
    };
    let replacing = with(
        settled(Connection::Connected),
        &[Step::Button(Method::Connect(Intent::Replace))],
    );
    let replacing = with(replacing, &PREPARED);
    let several = Step::Reply(Kind::Status, Scripted::Says(Connection::ChooseNumber));
    let nothing = Step::Reply(Kind::Status, Scripted::Says(Connection::NotConnected));
    // The page is asked about one tenant, and then another is shown.
    let asked = [Step::Button(Method::Disconnect), Step::Start(OTHER_TENANT)];
    // An open popup that the customer has left for the page, and a token that expires before the popup ends.
    let twenty = Step::Sleep(Duration::from_mins(20));
    let left = [
        twenty,
        twenty,
        Step::Click(Opens::Window),
        Step::Noticed,
        Step::Return,
        Step::Wait(Duration::from_mins(2)),
        Step::Sleep(Duration::from_mins(13)),
    ];
    roots.extend([
        with(ready(0), &left),
        // An attempt that outlived its grace period in a sleep, and continues.
        with(
            ready(0),
            &[
                Step::Click(Opens::Nothing),
                Step::Sleep(Duration::from_hours(2)),
                Step::Frame(Says::Progress),
            ],
        ),
        with(settled(Connection::Connected), &asked),
        with(confirming.clone(), &[several]),
        confirming,
        with(cancelled.clone(), &[Step::Wait(Duration::from_secs(6))]),
        with(cancelled.clone(), &[nothing]),
        cancelled,
        with(ready(0), &[Step::Tab]),
        settled(Connection::Connected),
        settled(Connection::ChooseNumber),
        settled(Connection::ConnectedWithoutNumber),
        settled(Connection::InReview),
        with(replacing.clone(), &IN_POPUP),
        replacing,
    ]);
    roots
}

const PREPARED: [Step; 4] = [
    Step::ConnectAllowed(true),
    Step::Reply(Kind::Token, Scripted::Good),
    Step::SdkLoaded,
    Step::Frame(Says::Ready),
];

const IN_POPUP: [Step; 2] = [Step::Click(Opens::Window), Step::Noticed];

fn with(mut steps: Vec<Step>, more: &[Step]) -> Vec<Step> {
    steps.extend(more);
    steps
}

fn ready(which: usize) -> Vec<Step> {
    let mut steps = vec![Step::Start(which)];
    if which != TOKEN_ALONE {
        let says = Scripted::Says(Connection::NotConnected);
        steps.push(Step::Reply(Kind::Status, says));
    }
    steps.push(Step::Button(Method::Connect(Intent::Connect)));
    with(steps, &PREPARED)
}
