//! The outcomes of a signup, by the stand-in's names.

/// One outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The stand-in's name.
    pub name: &'static str,
    /// The text for people.
    pub label: &'static str,
}

const fn outcome(name: &'static str, label: &'static str) -> Outcome {
    Outcome { name, label }
}

/// All outcomes, in the order of the popup's buttons.
pub const OUTCOMES: &[Outcome] = &[
    outcome("finish", "Finishes with a number"),
    outcome("finish_only_waba", "Finishes without a number"),
    outcome("coexistence", "Finishes with the phone app, number later"),
    outcome("several_numbers", "Finishes with two numbers"),
    outcome("in_review", "Finishes, name in review"),
    outcome("cancel", "Cancelled half-way"),
    outcome("close", "Popup closed, no event sent"),
    outcome("error", "Fails: number already registered"),
    outcome("duplicate", "Finishes, event sent twice"),
    outcome("silent", "Finishes, no event sent"),
];

#[cfg(test)]
mod tests {
    use super::OUTCOMES;

    #[test]
    fn the_popup_has_the_same_outcomes() {
        let page = include_str!("../../../sandbox/assets/signup.html");
        for outcome in OUTCOMES {
            let button = format!("data-outcome=\"{}\"", outcome.name);
            assert_eq!(page.matches(&button).count(), 1, "{button}");
        }
        assert_eq!(page.matches("data-outcome=").count(), OUTCOMES.len());
    }
}
