//! A rule of the contract, and the verdicts on it.

use serde::Serialize;

use crate::judgement::Judgement;
use crate::observations::Observations;

/// A rule of the contract.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// The rule's name. Names are never changed, only added.
    pub id: &'static str,
    /// The behaviour of a correct backend.
    pub asks: &'static str,
    /// The harm to customers or partners without it.
    pub why: &'static str,
    /// The fix.
    pub remedy: &'static str,
    #[serde(skip)]
    pub(crate) judge: fn(&Observations<'_>) -> Judgement,
}

/// The verdict on one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The backend keeps it.
    Pass,
    /// The backend breaks it.
    Fault,
    /// The requests were not sent, or the responses prove nothing.
    CannotTell,
    /// It does not apply to this backend.
    NotApplicable,
}
