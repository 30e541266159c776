//! Double clicks: the second click can hit a button that took the place of the first one, and was never seen.

use super::Click;

/// Time between the two clicks of a double click, in milliseconds: the usual default of operating systems.
const TIME: f64 = 500.0;
/// Distance between them, in CSS pixels.
const DISTANCE: u32 = 5;

/// A click with a pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    /// When, in milliseconds since any fixed moment.
    pub at: f64,
    /// Its place in the viewport, in CSS pixels.
    pub place: (i32, i32),
    /// The effect of its button.
    pub click: Click,
}

impl Press {
    /// Whether this is the second click of a double click that began as `first`, on another button.
    #[must_use]
    pub fn is_second_of(&self, first: &Press) -> bool {
        let ((x, y), (first_x, first_y)) = (self.place, first.place);
        self.at - first.at < TIME
            && x.abs_diff(first_x).max(y.abs_diff(first_y)) <= DISTANCE
            && self.click != first.click
    }
}
