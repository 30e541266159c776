//! Double clicks: the second click can hit a button that took the place of the first one, and was never seen.

use core::mem::discriminant;

use super::Click;

/// Time between the two clicks of a double click, in milliseconds: the usual default of operating systems.
const TIME: f64 = 500.0;
/// Distance between them, in CSS pixels: two taps of a finger are further apart than two clicks of a mouse. The middles
/// of two buttons are further apart than that.
const DISTANCE: f64 = 30.0;

/// A click with a pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    /// When, in milliseconds since any fixed moment.
    pub at: f64,
    /// Its place in the viewport, in CSS pixels.
    pub place: (f64, f64),
    /// The effect of its button.
    pub click: Click,
}

impl Press {
    /// Whether this is the second click of a double click that began as `first`, on another button.
    #[must_use]
    pub fn is_second_of(&self, first: &Press) -> bool {
        let ((x, y), (first_x, first_y)) = (self.place, first.place);
        self.at - first.at < TIME
            && (x - first_x).abs().max((y - first_y).abs()) <= DISTANCE
            && !is_alike(&self.click, &first.click)
    }
}

/// Without a comparison of what an input holds, which would be much code.
fn is_alike(one: &Click, other: &Click) -> bool {
    match (one, other) {
        (Click::Send(one), Click::Send(other)) => discriminant(one) == discriminant(other),
        (Click::Ask(one), Click::Ask(other)) => one.is_some() == other.is_some(),
        _ => discriminant(one) == discriminant(other),
    }
}
