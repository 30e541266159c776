//! Checks whether a backend in any language keeps the contract of the chakra-connect widget.
//!
//! [`check`] sends requests as the widget, as pages of other sites and as an anonymous client would, and judges the
//! responses by the rules of [`RULES`]. The widget's own code reads the responses, so that both agree.
//!
//! Without [`Options::changes`] it only reads, and sends requests that a correct backend rejects. With it, it also
//! connects the tenant and disconnects it again, but only if nothing was connected before.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

#[cfg(feature = "cli")]
pub mod cli;

mod ask;
mod call;
mod client;
mod exchange;
mod judgement;
mod observations;
mod options;
mod page;
mod plan;
mod print;
mod probe;
mod redaction;
mod report;
mod rule;
mod rules;
mod session;
mod target;

pub use client::SetupError;
pub use options::Options;
pub use report::{Counts, Finding, Report};
pub use rule::{Rule, Verdict};
pub use rules::RULES;
pub use target::{Target, TargetError};

/// Checks a backend by all rules. An unreachable backend is a finding, not an error.
pub async fn check(target: &Target, options: &Options) -> Result<Report, SetupError> {
    let observations = plan::carry_out(target, options).await?;
    Ok(Report::of(&observations))
}
