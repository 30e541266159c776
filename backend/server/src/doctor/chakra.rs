//! Whether Chakra is reached, accepts the key, and has the same time.

use chakra_backend::Client;
use chakra_backend::chakra::ChakraError;
use time::Duration;

use super::Finding;

/// Tokens live an hour, and answers are ordered by their time: seconds do no harm, minutes do.
const TOLERATED: Duration = Duration::minutes(1);

pub(super) async fn examine(chakra: &Client) -> Vec<Finding> {
    let mut findings = vec![match chakra.all_phone_numbers().await {
        Ok(numbers) => Finding::well(
            "key",
            format!("Chakra accepts it, and lists {} numbers", numbers.len()),
        ),
        // The backend itself never lists them, and a wait ends by itself.
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
            "have the clock set by the network (NTP)",
        )),
        Ok(Some(_)) => findings.push(Finding::well(
            "clock",
            "it agrees with Chakra's to the minute",
        )),
        // Said already.
        Ok(None) | Err(_) => {}
    }
    findings
}

fn remedy(error: ChakraError) -> &'static str {
    match error {
        ChakraError::Unauthorized { status: 403 } => {
            "nothing, if the backend works; with the right to list phone numbers, those that no tenant has would be found"
        }
        ChakraError::Unauthorized { .. } => {
            "create a key in Chakra's dashboard under API Keys, and set it"
        }
        ChakraError::Unreachable => {
            "see that this machine reaches the address of chakra-api-url: its name, a firewall, a proxy, TLS"
        }
        ChakraError::RateLimited { .. } | ChakraError::Throttled { .. } => {
            "wait; something uses up the account's calls"
        }
        _ => {
            "see whether chakra-api-url is the address of Chakra's API, and whether Chakra is well"
        }
    }
}
