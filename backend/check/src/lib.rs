//! Checks whether a backend keeps the contract of the chakra-connect widget, in whatever language it is written.
//!
//! [`check`] sends requests as the widget, as pages of other sites and as nobody would, and judges the answers by
//! the rules of [`RULES`]. Answers are read by the widget's own code, so that both agree.
//!
//! Without [`Options::changes`] it reads, and sends what a sound backend refuses. With it, it also makes a
//! connection for the tenant and disconnects it, but only where nothing is connected before.
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

/// Checks a backend by all rules. A backend that cannot be reached is a finding, not an error.
pub async fn check(target: &Target, options: &Options) -> Result<Report, SetupError> {
    let observations = plan::carry_out(target, options).await?;
    Ok(Report::of(&observations))
}
