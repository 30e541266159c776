//! A response of Chakra's: its body, within a limit, and the error that it stands for.

use chakra_connect_contract::pace::{CHAKRA_BODY, FIRST_GATE, LONGEST_GATE};
use reqwest::{Response, StatusCode};

use super::envelope::Envelope;
use super::error::ChakraError;
use super::retry_after::{retry_after, wait_in_words};

/// The response's status and envelope, or the error that it stands for.
pub(super) async fn read(response: Response) -> Result<(StatusCode, Envelope), ChakraError> {
    let status = response.status();
    let headers = response.headers().clone();
    let envelope = Envelope::read(&body(response).await?);
    if status.is_success() && !envelope.has_declared_errors() {
        return Ok((status, envelope));
    }
    // A gateway's "plugin service not found", for example with a 503, says nothing about this plugin.
    let may_be_gone = matches!(status.as_u16(), 400 | 404 | 410);
    if may_be_gone && envelope.says_plugin_not_found() {
        return Err(ChakraError::PluginNotFound);
    }
    let retry_after = || retry_after(&headers, &envelope);
    // A server that failed may have done the work, whatever its message.
    let is_throttled = status.is_client_error() && wait_in_words(&envelope).is_some();
    let status = status.as_u16();
    Err(match status {
        429 => ChakraError::RateLimited {
            retry_after: retry_after(),
        },
        _ if is_throttled => ChakraError::Throttled {
            // The same limits as for the gate.
            retry_after: retry_after().map(|wait| wait.clamp(FIRST_GATE, LONGEST_GATE)),
        },
        401 | 403 => ChakraError::Unauthorized { status },
        500.. => ChakraError::Failed { status },
        _ => ChakraError::Refused { status },
    })
}

async fn body(mut response: Response) -> Result<Vec<u8>, ChakraError> {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
        if bytes.len() + chunk.len() > CHAKRA_BODY {
            return Err(ChakraError::BadAnswer { status });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The error of a request without a response.
pub(super) fn transport(error: &reqwest::Error) -> ChakraError {
    if error.is_connect() {
        ChakraError::Unreachable
    } else if error.is_timeout() {
        ChakraError::TimedOut
    } else {
        ChakraError::Lost
    }
}
