//! Whether all allowed origins are secure.

use chakra_backend::Origin;

use super::Finding;

pub(super) fn examine(allowed: &[Origin]) -> Vec<Finding> {
    const CHECK: &str = "origins";
    let insecure = allowed.iter().filter(|origin| !origin.is_secure());
    let mut findings: Vec<_> = insecure
        .map(|origin| {
            Finding::fault(
                CHECK,
                format!("pages of {origin} may call, but anyone on the network can change them"),
                "serve the page over https://, and allow its https:// origin instead",
            )
        })
        .collect();
    if findings.is_empty() {
        let found = match allowed.len() {
            0 => "only pages of the backend's own origin may call".to_owned(),
            count => format!("pages of {count} other origins may call"),
        };
        findings.push(Finding::well(CHECK, found));
    }
    findings
}
