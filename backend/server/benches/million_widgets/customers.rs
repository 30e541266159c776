//! Customers: whose widget they open, for how long, and what they do there. Drawn at random, with assumed shares.

use fastrand::Rng;

use crate::TENANTS;

/// Milliseconds since the start of the hour.
pub(crate) type Instant = u64;

/// Shares of the visits, per thousand. The others view a connected number.
const LOOKS_UNCONNECTED: u32 = 80;
const SIGNS_UP: u32 = 20;

/// How long a settings page stays open, in milliseconds.
const VISIT: u64 = 180_000;
/// How long a customer views the page before switching tabs or windows, and how long they stay away.
const LOOK: u64 = 90_000;
const AWAY: u64 = 60_000;
/// How long they read before the click, and how long Meta's popup takes.
const BEFORE_CLICK: u64 = 20_000;
const SIGNUP: u64 = 240_000;
const SHORTEST_SIGNUP: u64 = 15_000;
const LONGEST_SIGNUP: u64 = 540_000;
pub(crate) const HOUR: u64 = 3_600_000;

/// The reason for a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Their number is connected.
    Connected,
    /// Nothing is connected, and they do not change that.
    Unconnected,
    /// They connect a number.
    SignUp,
}

/// One visit to a settings page with one widget.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) tenant: u32,
    pub(crate) purpose: Purpose,
    pub(crate) begins: Instant,
    pub(crate) ends: Instant,
}

impl Visit {
    /// The visit with this number and start. Each signup has its own tenant, because a first number is connected only
    /// once.
    pub(crate) fn draw(rng: &mut Rng, number: u32, begins: Instant) -> Self {
        let lot = rng.u32(0..1000);
        let (purpose, tenant) = match lot {
            _ if lot < SIGNS_UP => (Purpose::SignUp, TENANTS + number),
            _ if lot < SIGNS_UP + LOOKS_UNCONNECTED => {
                (Purpose::Unconnected, rng.u32(0..unconnected()))
            }
            _ => (Purpose::Connected, rng.u32(unconnected()..TENANTS)),
        };
        let at_least = if purpose == Purpose::SignUp {
            BEFORE_CLICK + 2 * SIGNUP
        } else {
            0
        };
        Self {
            tenant,
            purpose,
            begins,
            ends: begins + at_least + exponential(rng, VISIT).min(HOUR),
        }
    }

    /// A visit to a connected number that lasts the whole hour.
    pub(crate) fn all_hour(rng: &mut Rng) -> Self {
        Self {
            tenant: rng.u32(unconnected()..TENANTS),
            purpose: Purpose::Connected,
            begins: 0,
            ends: HOUR,
        }
    }
}

/// The reason for the tenant's visits.
pub(crate) fn purpose_of(tenant: u32) -> Purpose {
    match tenant {
        TENANTS.. => Purpose::SignUp,
        _ if tenant < unconnected() => Purpose::Unconnected,
        _ => Purpose::Connected,
    }
}

/// The number of tenants that have nothing connected and do not sign up. They have the lowest numbers.
fn unconnected() -> u32 {
    TENANTS / 1000 * LOOKS_UNCONNECTED
}

pub(crate) fn look(rng: &mut Rng) -> u64 {
    exponential(rng, LOOK)
}

pub(crate) fn away(rng: &mut Rng) -> u64 {
    exponential(rng, AWAY)
}

/// Time from the frame being ready to the customer's click, at least a second.
pub(crate) fn before_click(rng: &mut Rng) -> u64 {
    1_000 + exponential(rng, BEFORE_CLICK)
}

/// How long the popup stays open: at least 15 seconds, and less than the widget's own limit.
pub(crate) fn signup(rng: &mut Rng) -> u64 {
    (SHORTEST_SIGNUP + exponential(rng, SIGNUP)).min(LONGEST_SIGNUP)
}

/// The mean of [`signup`] in seconds: that of a truncated exponential time.
pub(crate) fn mean_signup_seconds() -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of minutes")]
    let [mean, shortest, longest] =
        [SIGNUP, SHORTEST_SIGNUP, LONGEST_SIGNUP].map(|time| time as f64 / 1000.0);
    shortest + mean * (1.0 - (-(longest - shortest) / mean).exp())
}

/// The expected number of returns from another tab in a visit of mean length: the mean visit over the mean of a look
/// and an absence, because both are memoryless.
pub(crate) fn returns_per_visit() -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of minutes")]
    let (visit, look, away) = (VISIT as f64, LOOK as f64, AWAY as f64);
    // Renewals of an alternating process that begins with a look and has an exponential end. The probability that an
    // absence ends before the visit does is a constant factor.
    let look_ends = (1.0 / look) / (1.0 / look + 1.0 / visit);
    let away_ends = (1.0 / away) / (1.0 / away + 1.0 / visit);
    let round = look_ends * away_ends;
    round / (1.0 - round)
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds of minutes, and never negative"
)]
fn exponential(rng: &mut Rng, mean: u64) -> u64 {
    let uniform = 1.0 - rng.f64();
    (-uniform.ln() * mean as f64) as u64
}
