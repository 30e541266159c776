//! Checks an installation, and reports each problem with a remedy.

mod accounts;
mod chakra;
mod clocks;
mod notifications;
mod origins;
mod plugins;
mod stored;

use std::fmt;

use chakra_backend::Client;
use serde::Serialize;

use crate::configuration::{Configuration, TenantSource};
use crate::server::{StartError, client};

/// One check and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its stable name.
    pub check: &'static str,
    /// The result.
    pub verdict: Verdict,
    /// What was found. It contains no secret.
    pub found: String,
    /// The remedy; none if the check passed.
    pub remedy: Option<String>,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything is fine.
    Well,
    /// It works, but needs attention.
    Warning,
    /// It affects customers, or will affect them.
    Fault,
}

impl Finding {
    fn well(check: &'static str, found: impl Into<String>) -> Self {
        let (verdict, found) = (Verdict::Well, found.into());
        Self {
            check,
            verdict,
            found,
            remedy: None,
        }
    }

    fn warning(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::with(check, Verdict::Warning, found.into(), remedy.into())
    }

    fn fault(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::with(check, Verdict::Fault, found.into(), remedy.into())
    }

    fn with(check: &'static str, verdict: Verdict, found: String, remedy: String) -> Self {
        let remedy = Some(remedy);
        Self {
            check,
            verdict,
            found,
            remedy,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Well => "ok     ",
            Verdict::Warning => "warning",
            Verdict::Fault => "fault  ",
        };
        write!(f, "{verdict} {}: {}", self.check, self.found)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n        → {remedy}"),
            None => Ok(()),
        }
    }
}

/// Checks everything in `configuration`. Changes nothing at Chakra, and nothing in the database except its schema.
pub async fn examine(configuration: &Configuration) -> Result<Vec<Finding>, StartError> {
    let settings = &configuration.settings;
    let chakra: Client = client(settings)?;
    let mut findings = origins::examine(&settings.allowed_origins);
    findings.extend(tenants(configuration));
    let reached = chakra::examine(&chakra).await;
    let is_reached = reached.iter().all(|it| it.verdict != Verdict::Fault);
    findings.extend(reached);
    match settings.database.open_existing().await {
        Ok(store) => {
            findings.extend(stored::examine(store.as_ref(), &chakra).await);
            findings.extend(clocks::examine(store.as_ref()).await);
            let has_address = settings.notifications.is_some();
            findings.extend(notifications::examine(store.as_ref(), has_address).await);
            // Otherwise each plugin would be reported as unreadable.
            if is_reached {
                findings.extend(plugins::examine(store.as_ref(), &chakra).await);
            }
            store.close_database().await;
        }
        Err(error) => findings.push(stored::failed(&error)),
    }
    Ok(findings)
}

fn tenants(configuration: &Configuration) -> Option<Finding> {
    const CHECK: &str = "tenants";
    match &configuration.tenants {
        TenantSource::Demo => Some(Finding::warning(
            CHECK,
            "every visitor is the demo's tenant",
            "before customers use it, set jwt-issuer, forward-auth or tenant-header, so that each request has its own tenant",
        )),
        source
            if source.believes_anybody() && !configuration.settings.listen.ip().is_loopback() =>
        {
            Some(Finding::warning(
                CHECK,
                format!(
                    "anybody who reaches {} without the proxy can be any tenant",
                    configuration.settings.listen
                ),
                "set tenant-secret, or make sure that only the proxy can reach this address",
            ))
        }
        _ => None,
    }
}
