//! One step of the set-up: checks whether it is done, otherwise does it, and reports what was done and how long it
//! took.

use std::time::Instant;

use anyhow::Result;

use crate::progress::duration;

/// A failed step, and its remedy.
#[derive(Debug, thiserror::Error)]
#[error(
    "set-up stopped at \"{step}\" after {took}\n{cause:#}\nremedy: {remedy}\nThen run the same command again: it continues with this step."
)]
pub(crate) struct StepFailed {
    step: String,
    took: String,
    cause: anyhow::Error,
    remedy: String,
}

/// Prints the steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps {
    /// Whether to print a line for steps that are already done.
    pub(crate) tell_present: bool,
}

impl Steps {
    /// One step. `present` checks, `bring` installs. `remedy` is shown to the person if it fails.
    pub(crate) fn step<T>(
        self,
        name: &str,
        remedy: &str,
        present: impl FnOnce() -> Result<Option<T>>,
        bring: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let started = Instant::now();
        let failed = |cause: anyhow::Error| {
            anyhow::Error::new(StepFailed {
                step: name.to_owned(),
                took: duration(started.elapsed()),
                cause,
                remedy: remedy.to_owned(),
            })
        };
        if let Some(found) = present().map_err(failed)? {
            if self.tell_present {
                eprintln!("  {name}: present ({})", duration(started.elapsed()));
            }
            return Ok(found);
        }
        eprintln!("  {name}: missing, installing it …");
        let brought = bring().map_err(failed)?;
        eprintln!("  {name}: done in {}", duration(started.elapsed()));
        Ok(brought)
    }
}

/// Prints what is being done inside a step.
pub(crate) fn tell(what: &str) {
    eprintln!("    {what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{anyhow, bail};

    const STEPS: Steps = Steps {
        tell_present: false,
    };

    #[test]
    fn present_tools_are_not_installed() {
        let found = STEPS.step("thing", "none", || Ok(Some(1)), || bail!("brought"));
        assert_eq!(found.unwrap(), 1);
    }

    #[test]
    fn a_failure_names_step_cause_and_remedy() {
        let told = STEPS
            .step::<()>("thing", "turn it on", || Ok(None), || Err(anyhow!("off")))
            .unwrap_err()
            .to_string();
        assert!(told.contains("\"thing\""));
        assert!(told.contains("off"));
        assert!(told.contains("remedy: turn it on"));
    }
}
