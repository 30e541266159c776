//! The size budget of each file in a release: its last recorded size, and some slack.

use anyhow::{Result, bail};

use super::sizes::Weight;
use crate::size::grouped;

/// A file's recorded size in bytes (brotli 11), and how much more is accepted.
struct Budget {
    what: &'static str,
    weighed: usize,
    slack: usize,
}

/// If a file has become smaller, or larger for a good reason, update its figure.
const BUDGETS: [Budget; 5] = [
    budget("loader", 4_180, 30),
    budget("early", 2_481, 100),
    budget("glue", 7_925, 150),
    budget("wasm", 123_694, 300),
    budget("failure", 5_480, 100),
];

/// The WebAssembly is this much larger with the compiler's own standard library.
const COMPILED_STD: usize = 9_000;

const fn budget(what: &'static str, weighed: usize, slack: usize) -> Budget {
    Budget {
        what,
        weighed,
        slack,
    }
}

/// One line for each file. The error names those that are too large, and by how much.
pub(super) fn check(weights: &[Weight], is_std_compiled: bool) -> Result<String> {
    let mut lines = Vec::new();
    let mut heavy = Vec::new();
    for Budget {
        what,
        weighed,
        slack,
    } in BUDGETS
    {
        let Some(weight) = weights.iter().find(|weight| weight.what == what) else {
            bail!("{what} has not been weighed");
        };
        let more = if what == "wasm" && !is_std_compiled {
            COMPILED_STD
        } else {
            0
        };
        let allowed = weighed + more + slack;
        lines.push(format!(
            "{what}: {} of {} bytes",
            grouped(weight.small),
            grouped(allowed)
        ));
        if weight.small > allowed {
            let grown = weight.small.saturating_sub(weighed + more);
            heavy.push(format!(
                "{what} has grown by {} bytes, to {}",
                grouped(grown),
                grouped(weight.small)
            ));
        }
    }
    if heavy.is_empty() {
        Ok(lines.join(", "))
    } else {
        bail!(
            "{} (brotli); what is worth it goes into {}",
            heavy.join("; "),
            file!()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(of_wasm: usize) -> Vec<Weight> {
        let weight = |what, small| Weight {
            what,
            raw: 0,
            small,
        };
        BUDGETS
            .iter()
            .map(|it| {
                let planted = if it.what == "wasm" { of_wasm } else { 0 };
                weight(it.what, it.weighed + planted)
            })
            .collect()
    }

    #[test]
    fn three_kilobytes_more_are_detected() {
        assert!(check(&weights(0), true).is_ok());
        let error = check(&weights(3_072), true).unwrap_err().to_string();
        assert!(error.contains("wasm has grown by 3,072 bytes"), "{error}");
    }

    #[test]
    fn a_missing_file_is_detected() {
        let error = check(&weights(0)[1..], true).unwrap_err().to_string();
        assert!(error.contains("loader has not been weighed"), "{error}");
    }
}
