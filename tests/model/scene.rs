//! The facts of the world, whatever the machine believes: the popup, and the customer's view.

use std::time::Duration;

use chakra_connect::flow::io::{FrameFocus, FrameId, Page};
use chakra_connect::flow::time::Millis;

/// After this time nobody expects an open popup to be spared any more.
pub const POPUP_SPARED: Duration = Duration::from_mins(30);

/// The window that the customer looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the page, which an open popup may stand before.
    Page,
    Popup,
    /// At another window: the page can still be seen.
    OtherWindow,
    /// At another tab: the page is hidden.
    OtherTab,
}

/// The effect of a click into the frame, or of Enter in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    Window,
    /// As on a phone: the page is hidden meanwhile.
    Tab,
    /// A blank place, or a popup blocker.
    Nothing,
}

/// An open popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Popup {
    /// The frame that opened it, while that frame lives: only it hears how the popup ends.
    pub opener: Option<FrameId>,
    pub opened: Millis,
    pub is_tab: bool,
    /// Something could be known of it: the click was reported, or the page when it had the focus.
    pub is_noticed: bool,
}

/// The truth.
#[allow(clippy::struct_excessive_bools)] // Each is a fact of its own.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub place: Place,
    /// The page's focus; it stays while the customer is elsewhere.
    pub focus: FrameFocus,
    pub in_view: bool,
    pub popup: Option<Popup>,
    /// The customer has clicked into the frame, and no attempt has begun since.
    pub has_clicked: bool,
    /// The focus has left the page from inside the frame, and no attempt has begun since.
    pub has_left_frame: bool,
    /// The customer has opened the popup, and no outcome has been told since.
    pub is_unanswered: bool,
}

impl Scene {
    /// A customer who looks at the widget.
    pub const LOOKED_AT: Self = Self {
        place: Place::Page,
        focus: FrameFocus::Outside,
        in_view: true,
        popup: None,
        has_clicked: false,
        has_left_frame: false,
        is_unanswered: false,
    };

    /// The page as the browser would describe it.
    pub fn page(&self) -> Page {
        Page {
            visible: match self.place {
                Place::Page | Place::OtherWindow => true,
                Place::Popup => !self.popup.is_some_and(|popup| popup.is_tab),
                Place::OtherTab => false,
            },
            focused: self.place == Place::Page,
            in_view: self.in_view,
            frame: self.focus,
        }
    }

    /// The customer looks elsewhere.
    pub fn go(&mut self, place: Place) {
        let is_inside = self.place == Place::Page && self.focus != FrameFocus::Outside;
        self.has_left_frame |= is_inside && place != Place::Page;
        self.place = place;
    }

    /// Opens the window for a click, or Enter, in `frame`.
    pub fn open(&mut self, opens: Opens, frame: FrameId, now: Millis, is_noticed: bool) {
        if opens == Opens::Nothing {
            return;
        }
        self.popup = Some(Popup {
            opener: Some(frame),
            opened: now,
            is_tab: opens == Opens::Tab,
            is_noticed,
        });
        self.is_unanswered = true;
        self.go(Place::Popup);
    }

    /// The popup is closed; the focus falls back to where it was on the page.
    pub fn close_popup(&mut self) {
        self.popup = None;
        if self.place == Place::Popup {
            self.place = Place::Page;
        }
    }

    /// The frame is gone, and with it what an open popup would report to.
    pub fn lose_frame(&mut self) {
        self.focus = FrameFocus::Outside;
        if let Some(popup) = self.popup.as_mut() {
            popup.opener = None;
        }
    }

    /// The page has been reported.
    pub fn see(&mut self) {
        // From beside the frame the customer may leave for anything.
        let is_away = self.place != Place::Page && self.focus != FrameFocus::Outside;
        if let Some(popup) = self.popup.as_mut() {
            popup.is_noticed |= is_away;
        }
    }

    /// Whether `frame` has opened a popup that is still open, and young enough to be spared.
    pub fn is_in_use(&self, frame: FrameId, now: Millis) -> bool {
        self.popup.is_some_and(|popup| {
            popup.is_noticed
                && popup.opener == Some(frame)
                && now.since(popup.opened) < POPUP_SPARED
        })
    }
}

/// Whether the browser reports the change at once: visibility, view, and the focus of the page's own
/// window. Between a frame in it and another window the focus goes without a word.
pub fn is_reported(before: Page, after: Page) -> bool {
    let is_own = |page: Page| page.focused && page.frame == FrameFocus::Outside;
    before.visible != after.visible
        || before.in_view != after.in_view
        || is_own(before) != is_own(after)
}
