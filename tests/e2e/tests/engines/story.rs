//! The stories: what a customer does, and the events that the page must then have received.

use std::time::Duration;

pub(crate) use chakra_e2e::Trouble;
use chakra_sandbox::Outcome as End;

use crate::desk::Desk;
use crate::told::Outcome;
use crate::visit::Visit;
use crate::{ends, windows};

/// Pause of a customer who has closed the popup and retries immediately.
pub(crate) const SOON: Duration = Duration::from_millis(300);
/// Pause of a customer who looks at the page before retrying.
pub(crate) const LATE: Duration = Duration::from_millis(1500);

/// The page's host, on a different site than the vendor's frame.
pub(crate) const OTHER_SITE: &str = "localhost";
pub(crate) const SAME_SITE: &str = "127.0.0.1";

/// The customer's steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// A signup that ends this way, and two more after it: one soon, one late.
    Ends(End),
    /// The frame is on the page's own site. The first signup is cancelled, the second finished.
    SameSite,
    /// The window's close button closes the popup.
    ClosedByWindow,
    /// A click on the page behind the popup. The popup is finished after the attempt counted as abandoned.
    PageBehind,
    /// From the popup to the page and back by Alt and Tab.
    AltTab,
    /// Tab moves into the frame, Enter presses the button; twice.
    Keyboard,
    /// Tab moves the focus into the frame while the mouse rests over it.
    TabUnderMouse,
    /// A click in one of the partner's own frames, in the widget.
    HelpFrame,
    /// The frame takes the focus without a click, while the mouse rests over it.
    FocusesItself,
    /// Other windows come to the front while the frame has the focus: no popup, no attempt.
    OtherWindow,
    /// The token is due for renewal, and expires, while the popup is open.
    TokenEnds,
    /// The page is scrolled: the card begins above the screen.
    Scrolled,
    /// The first click of the visit goes into the frame of a page that is itself in a frame.
    Embedded,
}

impl Story {
    pub(crate) fn all() -> Vec<Self> {
        let ends = End::ALL.map(Self::Ends);
        let others = [
            Self::SameSite,
            Self::ClosedByWindow,
            Self::PageBehind,
            Self::AltTab,
            Self::Keyboard,
            Self::TabUnderMouse,
            Self::HelpFrame,
            Self::FocusesItself,
            Self::OtherWindow,
            Self::TokenEnds,
            Self::Scrolled,
            Self::Embedded,
        ];
        ends.into_iter().chain(others).collect()
    }

    pub(crate) fn name(self) -> String {
        let debug = match self {
            Self::Ends(end) => format!("{end:?}"),
            other => format!("{other:?}"),
        };
        let mut name = String::new();
        for (index, letter) in debug.char_indices() {
            if letter.is_uppercase() && index > 0 {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }

    pub(crate) async fn run(self, desk: &Desk) -> Result<(), Trouble> {
        match self {
            Self::Ends(End::Cancel) => {
                ends::without_connection(desk, End::Cancel, "cancelled", "user").await
            }
            Self::Ends(End::Error) => {
                ends::without_connection(desk, End::Error, "failed", "vendor_error").await
            }
            Self::Ends(End::Close) => ends::untold(desk).await,
            Self::Ends(end) => ends::connected(desk, end).await,
            Self::SameSite => ends::same_site(desk).await,
            Self::ClosedByWindow => windows::closed_by_window(desk).await,
            Self::PageBehind => windows::page_behind(desk).await,
            Self::AltTab => windows::alt_tab(desk).await,
            Self::Keyboard => windows::keyboard(desk).await,
            Self::TabUnderMouse => windows::tab_under_mouse(desk).await,
            Self::HelpFrame => windows::help_frame(desk).await,
            Self::FocusesItself => windows::focuses_itself(desk).await,
            Self::OtherWindow => windows::other_window(desk).await,
            Self::TokenEnds => ends::token_ends(desk).await,
            Self::Scrolled => ends::scrolled(desk).await,
            Self::Embedded => ends::embedded(desk).await,
        }
    }
}

/// Waits until exactly these attempts have ended: in this order, each with its own id, none late.
pub(crate) async fn ended(
    visit: &Visit,
    expected: &[(&str, &str)],
) -> Result<Vec<Outcome>, Trouble> {
    let outcomes = visit.told.has_outcomes(expected.len()).await?;
    let found: Vec<_> = outcomes.iter().map(|it| (&*it.name, &*it.why)).collect();
    visit.claim(found == expected, || {
        format!("ended as {found:?}, not {expected:?}")
    })?;
    let started = visit.told.started();
    for (index, outcome) in outcomes.iter().enumerate() {
        let others = &outcomes[..index];
        let is_new = others.iter().all(|it| it.attempt != outcome.attempt);
        let is_told = started.contains(&outcome.attempt);
        visit.claim(is_new && is_told && !outcome.is_late, || {
            format!("late, under another's id, or never begun: {outcome:?}")
        })?;
    }
    Ok(outcomes)
}
