//! The facts of the world, independent of the machine's beliefs: the popup, and what the customer sees.

use std::time::Duration;

use chakra_connect::flow::io::{FrameFocus, FrameId, Page};
use chakra_connect::flow::time::Millis;

/// After this time, the machine may remove the frame of an open popup.
pub const POPUP_SPARED: Duration = Duration::from_mins(30);

/// The window that the customer looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The page. An open popup may be in front of it.
    Page,
    Popup,
    /// Another window: the page is still visible.
    OtherWindow,
    /// Another tab: the page is hidden.
    OtherTab,
}

/// The effect of a click in the frame, or of Enter in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    Window,
    /// As on a phone: the page is hidden in the meantime.
    Tab,
    /// The click missed the button, or a popup blocker stopped it.
    Nothing,
}

/// An open popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Popup {
    /// The frame that opened it, while that frame exists. Only this frame learns how the popup ends.
    pub opener: Option<FrameId>,
    pub opened: Millis,
    pub is_tab: bool,
    /// The machine could know about it: the click was reported, or the page while the frame had the focus.
    pub is_noticed: bool,
}

/// The true state of the world.
#[allow(clippy::struct_excessive_bools)] // Each is an independent fact.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub place: Place,
    /// The page's focus. It stays while the customer is elsewhere.
    pub focus: FrameFocus,
    pub in_view: bool,
    pub popup: Option<Popup>,
    /// The customer has clicked in the frame, and no attempt has begun since.
    pub has_clicked: bool,
    /// The focus has left the page from inside the frame, and no attempt has begun since.
    pub has_left_frame: bool,
    /// The customer has opened the popup, and no outcome was reported since.
    pub is_unanswered: bool,
}

impl Scene {
    /// The customer looks at the widget.
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

    /// The customer switches to another window or tab.
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

    /// The popup closes. The focus returns to where it was on the page.
    pub fn close_popup(&mut self) {
        self.popup = None;
        if self.place == Place::Popup {
            self.place = Place::Page;
        }
    }

    /// The frame is gone, so an open popup has nothing to report to.
    pub fn lose_frame(&mut self) {
        self.focus = FrameFocus::Outside;
        if let Some(popup) = self.popup.as_mut() {
            popup.opener = None;
        }
    }

    /// The page was reported to the machine.
    pub fn see(&mut self) {
        // From outside the frame, the customer may leave for any reason.
        let is_away = self.place != Place::Page && self.focus != FrameFocus::Outside;
        if let Some(popup) = self.popup.as_mut() {
            popup.is_noticed |= is_away;
        }
    }

    /// Whether `frame` has opened a popup that is still open and young enough to be protected.
    pub fn is_in_use(&self, frame: FrameId, now: Millis) -> bool {
        self.popup.is_some_and(|popup| {
            popup.is_noticed
                && popup.opener == Some(frame)
                && now.since(popup.opened) < POPUP_SPARED
        })
    }
}

/// Whether the browser reports the change immediately: visibility, view, and the focus of the page's own window. No
/// event reports when the focus moves between a frame in the page and another window.
pub fn is_reported(before: Page, after: Page) -> bool {
    let is_own = |page: Page| page.focused && page.frame == FrameFocus::Outside;
    before.visible != after.visible
        || before.in_view != after.in_view
        || is_own(before) != is_own(after)
}
