//! A rule of the contract, and the verdicts on it.

use serde::Serialize;

use crate::judgement::Judgement;
use crate::observations::Observations;

/// A rule of the contract.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// The rule's name. Names are never changed, only added.
    pub id: &'static str,
    /// The behaviour of a sound backend.
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
    /// It was not asked, or the answers say nothing about it.
    CannotTell,
    /// It is not about this backend.
    NotApplicable,
}
