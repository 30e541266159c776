//! Faults of a request, and the one rule for the response.

use crate::calls::Call;
use crate::twins::Reached;

/// One fault, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Situation {
    /// A page of this origin, and a user with all rights.
    Good,
    NoCredentials,
    Expired,
    NotYetValid,
    WrongSignature,
    AlgNone,
    /// A public key used as a secret, or a key inside the token itself.
    KeyConfusion,
    WrongIssuer,
    WrongAudience,
    OtherTenantsPlugin,
    /// All rights except the one that the call needs.
    NoRight,
    /// A page of another origin, in a browser without fetch metadata.
    WrongOrigin,
    /// A server or a tool.
    NoOrigin,
    /// A form of this origin instead of JSON.
    FormPost,
    /// A page of another site.
    CrossSite,
    /// A page of another subdomain.
    SameSite,
}

impl Situation {
    pub(crate) const ALL: [Self; 16] = [
        Self::Good,
        Self::NoCredentials,
        Self::Expired,
        Self::NotYetValid,
        Self::WrongSignature,
        Self::AlgNone,
        Self::KeyConfusion,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::OtherTenantsPlugin,
        Self::NoRight,
        Self::WrongOrigin,
        Self::NoOrigin,
        Self::FormPost,
        Self::CrossSite,
        Self::SameSite,
    ];
}

/// The kind of response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Answered according to the call.
    Answered,
    /// Rejected before anything is read.
    Refused(&'static str),
    /// Rejected after reading the store, and nothing else.
    RefusedByRecords(&'static str),
}

/// The rule.
#[allow(
    clippy::match_same_arms,
    reason = "the arms stand in the order of what is looked at"
)]
pub(crate) fn verdict(call: Call, situation: Situation) -> Verdict {
    use Situation as S;
    let is_read = call.method() == "GET";
    match situation {
        S::Good | S::NoOrigin => Verdict::Answered,
        // Other sites' pages are rejected first, even for a signed-in user.
        S::CrossSite | S::SameSite => Verdict::Refused("403 cross_site"),
        // An old browser's read looks like a link, but the page cannot read the response.
        S::WrongOrigin if is_read => Verdict::Answered,
        S::WrongOrigin => Verdict::Refused("403 cross_site"),
        // Then the caller is checked,
        S::NoCredentials
        | S::Expired
        | S::NotYetValid
        | S::WrongSignature
        | S::AlgNone
        | S::KeyConfusion
        | S::WrongIssuer
        | S::WrongAudience => Verdict::Refused("401 unauthorized"),
        // then the body,
        S::FormPost if call.body().is_some() => Verdict::Refused("415 unsupported_media_type"),
        S::FormPost => Verdict::Answered,
        // then the user's rights,
        S::NoRight => Verdict::Refused("403 forbidden"),
        // and then the plugin's tenant.
        S::OtherTenantsPlugin => Verdict::RefusedByRecords("403 plugin_not_yours"),
    }
}

impl Verdict {
    /// The response, and what may be reached for it.
    pub(crate) fn outcome(self, call: Call) -> (String, Reached) {
        let (answer, store, chakra) = match self {
            // For a tenant without a connection, only the token call reaches Chakra.
            Self::Answered => (call.answer(), call != Call::Hint, call == Call::Token),
            Self::Refused(answer) => (answer, false, false),
            Self::RefusedByRecords(answer) => (answer, true, false),
        };
        (answer.to_owned(), Reached { store, chakra })
    }
}
