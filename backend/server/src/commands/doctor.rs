//! `doctor`: reports the faults of an installation.

use std::process::ExitCode;

use chakra_backend_server::configuration::{Sources, configuration};
use chakra_backend_server::doctor::{Verdict, examine};

use super::{FAILURE, MISUSE, fail, say};

pub(super) async fn doctor(sources: &Sources, as_json: bool) -> ExitCode {
    let configuration = match configuration(sources) {
        Ok(configuration) => configuration,
        Err(faults) => return fail(MISUSE, &faults),
    };
    let findings = match examine(&configuration).await {
        Ok(findings) => findings,
        Err(error) => return fail(FAILURE, &error),
    };
    for finding in &findings {
        let said = if as_json {
            serde_json::to_string(finding)
                .map_err(Into::into)
                .and_then(|line| say(&line))
        } else {
            say(finding)
        };
        if let Err(error) = said {
            return fail(FAILURE, &error);
        }
    }
    if findings.iter().any(|it| it.verdict == Verdict::Fault) {
        ExitCode::from(FAILURE)
    } else {
        ExitCode::SUCCESS
    }
}
