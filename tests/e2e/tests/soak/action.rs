//! The possible actions, as a list from which a generator draws. A history is data: nothing here has an effect.

use std::fmt;

use chakra_sandbox::{Endpoint, Outcome};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Number of browser tabs.
pub(crate) const TABS: usize = 3;
/// Tenants at the same time.
pub(crate) const TENANTS: usize = 5;
/// Number of widgets. Each tenant has four: one in each tab, and one more in one of the tabs.
pub(crate) const WIDGETS: usize = 20;
/// Backend processes.
pub(crate) const BACKENDS: usize = 2;

/// One thing that happens. Widgets, tenants and the rest are numbers from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The customer clicks the vendor's button in one of the tab's widgets that offer it.
    OpenPopup { tab: usize, nth: usize },
    /// The popup of the tab ends this way. Without `end`, its window is closed.
    EndPopup { tab: usize, end: Option<Outcome> },
    /// The customer presses a button of the card.
    Press { widget: usize, nth: usize },
    /// The page calls a method.
    Call { widget: usize, call: Call },
    /// The page removes the element.
    Remove { widget: usize },
    /// The page puts the element back.
    PutBack { widget: usize },
    /// The page replaces the element with a new one.
    Renew { widget: usize },
    /// The page moves the element.
    Move { widget: usize },
    /// The customer reloads the page.
    Reload { tab: usize },
    /// The customer switches to another window for a moment.
    LeaveAndReturn { tab: usize },
    /// The stand-in fails this way for the next `times` requests.
    Fault {
        endpoint: Endpoint,
        fault: Fault,
        times: u32,
    },
    /// The stand-in responds late.
    Delay { endpoint: Endpoint, ms: u64 },
    /// The stand-in goes down.
    StandInDown,
    /// The stand-in is up again, without faults.
    StandInWell,
    /// Tokens have this lifetime from now on.
    TokenLife { seconds: i64 },
    /// `kill -9`.
    Kill { backend: usize },
    /// The process is restarted.
    Start { backend: usize },
    /// Somebody changes something in the vendor's dashboard.
    Dashboard { tenant: usize, change: Change },
}

/// A method of the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Refresh,
    Reset,
    Connect,
    Replace,
    Disconnect,
}

/// How the stand-in fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Unavailable,
    /// The work is done, and the response is lost.
    AfterWork,
    TooMany,
    Html,
    Cut,
}

/// A change in the vendor's dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    SignOff,
    SwitchOff,
    SwitchOn,
    Block,
    Unblock,
}

/// The relative frequency of a kind, and a function that draws one.
type Kind = (u32, fn(&mut Dice) -> Action);

/// All kinds of actions.
const KINDS: [Kind; 16] = [
    (18, |dice| Action::OpenPopup {
        tab: dice.below(TABS),
        nth: dice.below(WIDGETS),
    }),
    (18, |dice| Action::EndPopup {
        tab: dice.below(TABS),
        end: (dice.below(8) > 0).then(|| dice.one_of(&ENDS)),
    }),
    (10, |dice| Action::Press {
        widget: dice.below(WIDGETS),
        nth: dice.below(4),
    }),
    (8, |dice| Action::Call {
        widget: dice.below(WIDGETS),
        call: dice.one_of(&[
            Call::Refresh,
            Call::Refresh,
            Call::Reset,
            Call::Connect,
            Call::Replace,
            Call::Disconnect,
        ]),
    }),
    (3, |dice| Action::Remove {
        widget: dice.below(WIDGETS),
    }),
    (5, |dice| Action::PutBack {
        widget: dice.below(WIDGETS),
    }),
    (3, |dice| Action::Renew {
        widget: dice.below(WIDGETS),
    }),
    (3, |dice| Action::Move {
        widget: dice.below(WIDGETS),
    }),
    // Never the first tab: its memory is measured over the whole run.
    (2, |dice| Action::Reload {
        tab: 1 + dice.below(TABS - 1),
    }),
    (4, |dice| Action::LeaveAndReturn {
        tab: dice.below(TABS),
    }),
    (8, |dice| Action::Fault {
        endpoint: dice.one_of(&ENDPOINTS),
        fault: dice.one_of(&[
            Fault::Unavailable,
            Fault::Unavailable,
            Fault::AfterWork,
            Fault::TooMany,
            Fault::Html,
            Fault::Cut,
        ]),
        times: dice.one_of(&[1, 1, 2, 4]),
    }),
    (3, |dice| Action::Delay {
        endpoint: dice.one_of(&ENDPOINTS),
        ms: dice.one_of(&[0, 0, 100, 400, 1500]),
    }),
    (1, |dice| {
        dice.one_of(&[
            Action::StandInDown,
            Action::TokenLife { seconds: 20 },
            Action::TokenLife { seconds: 45 },
            Action::TokenLife { seconds: 90 },
        ])
    }),
    (4, |_| Action::StandInWell),
    (8, |dice| {
        let backend = dice.below(BACKENDS);
        // A dead backend is quickly recognised, so each is down only briefly.
        let kills = dice.below(8) < 3;
        if kills {
            Action::Kill { backend }
        } else {
            Action::Start { backend }
        }
    }),
    (5, |dice| Action::Dashboard {
        tenant: dice.below(TENANTS),
        change: dice.one_of(&[
            Change::SignOff,
            Change::SwitchOff,
            Change::SwitchOn,
            Change::SwitchOn,
            Change::Block,
            Change::Unblock,
        ]),
    }),
];

/// The stand-in's endpoints that the widget depends on.
pub(crate) const ENDPOINTS: [Endpoint; 10] = [
    Endpoint::CreateConnectToken,
    Endpoint::GetPlugin,
    Endpoint::UpdatePlugin,
    Endpoint::DeletePlugin,
    Endpoint::GetPhoneNumber,
    Endpoint::ListBusinessAccounts,
    Endpoint::Frame,
    Endpoint::OpenSession,
    Endpoint::Signup,
    Endpoint::ChooseOutcome,
];

/// How signups end. They succeed far more often than one time in ten.
const ENDS: [Outcome; 14] = [
    Outcome::Finish,
    Outcome::Finish,
    Outcome::Finish,
    Outcome::Finish,
    Outcome::FinishOnlyWaba,
    Outcome::Coexistence,
    Outcome::Cancel,
    Outcome::Cancel,
    Outcome::Close,
    Outcome::Error,
    Outcome::Duplicate,
    Outcome::Silent,
    Outcome::InReview,
    Outcome::SeveralNumbers,
];

/// The random generator of one round. The same seed and round give the same sequence.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, round: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(round);
        Self(generator)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        // If `end` is not a power of two, the result is biased by one in 2^60.
        usize::try_from(self.0.next_u64() % end as u64).expect("below a usize")
    }

    pub(crate) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// The next action, and the pause before it.
    pub(crate) fn draw(&mut self) -> (Action, std::time::Duration) {
        let pause = std::time::Duration::from_millis(20 + self.below(400) as u64);
        let all: u32 = KINDS.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(all as usize);
        for (weight, make) in KINDS {
            if at < weight as usize {
                return (make(self), pause);
            }
            at -= weight as usize;
        }
        unreachable!("the weights add up");
    }
}

impl Action {
    /// Whether the action may affect this tenant. `tenant_of` maps each widget to its tenant.
    pub(crate) fn concerns(&self, tenant: usize, tenant_of: impl Fn(usize) -> usize) -> bool {
        match self {
            Self::Press { widget, .. }
            | Self::Call { widget, .. }
            | Self::Remove { widget }
            | Self::PutBack { widget }
            | Self::Renew { widget }
            | Self::Move { widget } => tenant_of(*widget) == tenant,
            Self::Dashboard { tenant: own, .. } => *own == tenant,
            Self::Kill { backend } | Self::Start { backend } => tenant % BACKENDS == *backend,
            Self::OpenPopup { .. }
            | Self::EndPopup { .. }
            | Self::Reload { .. }
            | Self::LeaveAndReturn { .. }
            | Self::Fault { .. }
            | Self::Delay { .. }
            | Self::StandInDown
            | Self::StandInWell
            | Self::TokenLife { .. } => true,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}
