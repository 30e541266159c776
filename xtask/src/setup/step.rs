//! One step of the set-up: checks whether it is done, otherwise does it, and reports what was done and how long it
//! took.

use std::time::Instant;

use anyhow::Result;

use crate::process::CommandFailed;
use crate::progress::duration;

/// A failed step, and its remedy.
#[derive(Debug, thiserror::Error)]
#[error(
    "set-up stopped at \"{step}\" after {took}\n{cause:#}\nremedy: {}",
    way_on(cause, remedy)
)]
pub(crate) struct StepFailed {
    step: String,
    took: String,
    cause: anyhow::Error,
    remedy: String,
}

/// The remedy is for a program that failed. One that a signal ended has only to run again.
fn way_on(cause: &anyhow::Error, remedy: &str) -> String {
    let program = cause
        .chain()
        .find_map(|it| it.downcast_ref::<CommandFailed>());
    if program.is_some_and(|it| it.is_stopped) {
        format!(
            "run the same command again: it continues with this step. If the step is stopped again, the machine may be \
             short of memory. If it fails, {remedy}"
        )
    } else {
        format!("{remedy}\nThen run the same command again: it continues with this step.")
    }
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
        assert!(told.contains("remedy: turn it on\nThen run the same command again"));
    }

    /// The failure of a step that runs this.
    #[cfg(unix)]
    fn told_after(script: &str) -> String {
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script]);
        let bring = || Ok(crate::process::quietly(&mut command, "thing")?);
        let failed = STEPS.step::<()>("thing", "turn it on", || Ok(None), bring);
        failed.unwrap_err().to_string()
    }

    #[test]
    #[cfg(unix)]
    fn a_stopped_step_is_run_again_before_anything_else_is_tried() {
        let again = "remedy: run the same command again";
        for signal in ["TERM", "KILL"] {
            let told = told_after(&format!("kill -{signal} $$"));
            assert!(told.contains(again), "{told}");
            assert!(told.ends_with("If it fails, turn it on"), "{told}");
        }
        let told = told_after("exit 1");
        assert!(!told.contains(again), "{told}");
        assert!(told.contains("remedy: turn it on"), "{told}");
    }
}
