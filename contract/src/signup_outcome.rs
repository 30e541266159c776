//! The outcomes of a signup, which stand-ins for Chakra can play.

/// The outcome of a signup: its result at Chakra, and the events of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum SignupOutcome {
    /// An account and one number; reported.
    Finish,
    /// An account without a number; reported.
    FinishOnlyWaba,
    /// An account now, its number later; reported without the number.
    Coexistence,
    /// An account with two numbers; reported.
    SeveralNumbers,
    /// As `Finish`, with a display name that Meta still reviews.
    InReview,
    /// Cancelled half-way; reported.
    Cancel,
    /// The window is closed; nothing is reported.
    Close,
    /// Meta refused; reported as a cancel with an error, and as an error.
    Error,
    /// As `Finish`, and reported twice.
    Duplicate,
    /// As `Finish`, and never reported.
    Silent,
}

impl SignupOutcome {
    /// Every outcome.
    pub const ALL: [Self; 10] = [
        Self::Finish,
        Self::FinishOnlyWaba,
        Self::Coexistence,
        Self::SeveralNumbers,
        Self::InReview,
        Self::Cancel,
        Self::Close,
        Self::Error,
        Self::Duplicate,
        Self::Silent,
    ];

    /// The outcome as tests and control calls name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Finish => "finish",
            Self::FinishOnlyWaba => "finish_only_waba",
            Self::Coexistence => "coexistence",
            Self::SeveralNumbers => "several_numbers",
            Self::InReview => "in_review",
            Self::Cancel => "cancel",
            Self::Close => "close",
            Self::Error => "error",
            Self::Duplicate => "duplicate",
            Self::Silent => "silent",
        }
    }

    /// The course of events, in one sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Finish => "An account and one number; reported.",
            Self::FinishOnlyWaba => "An account without a number; reported.",
            Self::Coexistence => {
                "The number of a phone's WhatsApp Business app: an account now, its number later; reported without the number."
            }
            Self::SeveralNumbers => {
                "An account with two numbers, of which the customer chooses one; reported."
            }
            Self::InReview => "A number with a display name that Meta still reviews; reported.",
            Self::Cancel => "Cancelled half-way; reported.",
            Self::Close => "The window is closed; nothing is reported.",
            Self::Error => {
                "Meta refuses the number; reported as a cancel with an error, and as an error."
            }
            Self::Duplicate => "An account and one number; every event is reported twice.",
            Self::Silent => "An account and one number; nothing is reported.",
        }
    }
}
