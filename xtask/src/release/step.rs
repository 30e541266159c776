//! The steps of the checklist. Each says what it checks, and all problems are listed again at the end.

use anyhow::Result;

/// One check.
pub(super) struct Step<'a> {
    name: &'static str,
    /// The condition that must hold.
    checks: &'static str,
    run: Box<dyn FnOnce() -> Result<String> + 'a>,
}

impl<'a> Step<'a> {
    pub(super) fn new(
        name: &'static str,
        checks: &'static str,
        run: impl FnOnce() -> Result<String> + 'a,
    ) -> Self {
        Self {
            name,
            checks,
            run: Box::new(run),
        }
    }
}

/// Runs all steps, regardless of earlier failures. Returns whether all passed.
pub(super) fn run(steps: Vec<Step<'_>>) -> bool {
    let count = steps.len();
    let mut wrong = Vec::new();
    for Step { name, checks, run } in steps {
        println!("\n── {name} ──\n{checks}");
        match run() {
            Ok(told) => println!("ok: {told}"),
            Err(error) => {
                println!("WRONG: {error:#}");
                wrong.push(format!("{name}: {error:#}"));
            }
        }
    }
    println!("\n{count} checks, {} wrong", wrong.len());
    for (number, line) in wrong.iter().enumerate() {
        println!("\n{}. {line}", number + 1);
    }
    wrong.is_empty()
}

/// One error with all problems.
pub(super) fn all_or_nothing(wrong: &[String], well: String) -> Result<String> {
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(well)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_failing_step_does_not_stop_the_others() {
        let ran = Cell::new(0);
        let step = |is_well: bool| {
            let ran = &ran;
            Step::new("step", "something", move || {
                ran.set(ran.get() + 1);
                anyhow::ensure!(is_well, "no");
                Ok("yes".to_owned())
            })
        };
        assert!(!run(vec![step(false), step(true), step(false)]));
        assert_eq!(ran.get(), 3);
        assert!(run(vec![step(true)]));
    }
}
