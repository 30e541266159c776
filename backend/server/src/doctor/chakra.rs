//! Whether Chakra is reachable and accepts the key, and whether its clock agrees.

use chakra_backend::Client;
use chakra_backend::chakra::ChakraError;
use time::Duration;

use super::Finding;

/// Tokens are valid for an hour, and responses are ordered by time: seconds are harmless, minutes are not.
const TOLERATED: Duration = Duration::minutes(1);

pub(super) async fn examine(chakra: &Client) -> Vec<Finding> {
    let mut findings = vec![match chakra.all_phone_numbers().await {
        Ok(numbers) => Finding::well(
            "key",
            format!(
                "Chakra accepts the API key, and lists {} numbers",
                numbers.len()
            ),
        ),
        // The backend itself never lists numbers, and a rate limit ends by itself.
        Err(
            error @ (ChakraError::Unauthorized { status: 403 }
            | ChakraError::RateLimited { .. }
            | ChakraError::Throttled { .. }
            | ChakraError::Busy),
        ) => Finding::warning("key", error.to_string(), remedy(error)),
        Err(error) => Finding::fault("key", error.to_string(), remedy(error)),
    }];
    match chakra.clock_difference().await {
        Ok(Some(ahead)) if ahead.abs() > TOLERATED => findings.push(Finding::fault(
            "clock",
            format!(
                "this machine's clock and Chakra's differ by {} s",
                ahead.whole_seconds()
            ),
            "synchronise this machine's clock over the network (NTP)",
        )),
        Ok(Some(_)) => findings.push(Finding::well(
            "clock",
            "this machine's clock and Chakra's differ by less than a minute",
        )),
        // Already reported.
        Ok(None) | Err(_) => {}
    }
    findings
}

fn remedy(error: ChakraError) -> &'static str {
    match error {
        ChakraError::Unauthorized { status: 403 } => {
            "if the backend works, you can ignore this; give the key the right to list phone numbers to find those without a tenant"
        }
        ChakraError::Unauthorized { .. } => {
            "create a key in Chakra's dashboard under API Keys, and set it as CHAKRA_API_KEY"
        }
        ChakraError::Unreachable => {
            "check the connection from this machine to the address in chakra-api-url: DNS, firewall, proxy, TLS"
        }
        ChakraError::RateLimited { .. } | ChakraError::Throttled { .. } => {
            "wait, then run doctor again; find out what makes so many calls with this account"
        }
        _ => {
            "check that chakra-api-url is the address of Chakra's API, and that Chakra has no outage"
        }
    }
}
