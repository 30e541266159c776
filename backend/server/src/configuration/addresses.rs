//! Validates addresses. Errors do not repeat them, because they may contain a password.

use chakra_backend::chakra::is_loopback;
use url::Url;

/// The fault of an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AddressError {
    /// It is malformed.
    #[error("it is not an address: {0}; it looks like https://api.chakrahq.com")]
    Malformed(url::ParseError),
    /// It contains a user or a password.
    #[error("it must hold no user and no password; the key goes into CHAKRA_API_KEY")]
    WithPassword,
    /// The widget must not load a script from there.
    #[error(
        "it must be an https:// address without user and password (http:// only for a stand-in on this machine)"
    )]
    NotForScripts,
}

/// The address of Chakra's API. Whether it may be `http://` is decided by the client that sends the key.
pub(super) fn api_url(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text).map_err(AddressError::Malformed)?;
    if has_credentials(&url) {
        return Err(AddressError::WithPassword);
    }
    Ok(url)
}

/// The address of a script that runs in the partner's page, and is sent to every browser.
pub(super) fn sdk_url(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text).map_err(|_| AddressError::NotForScripts)?;
    let is_safe = match url.scheme() {
        "https" => true,
        "http" => is_loopback(&url),
        _ => false,
    };
    if !is_safe || has_credentials(&url) {
        return Err(AddressError::NotForScripts);
    }
    Ok(url)
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_address_holds_no_password_and_is_not_repeated() {
        assert!(api_url("https://api.chakrahq.com").is_ok());
        for text in [
            "https://user:hidden@api.example",
            "https://:hidden@api.example",
            "https://hidden@api.example",
            "https://user:hidden@exa mple",
            "user:hidden@",
            "hidden",
        ] {
            let told = api_url(text).map_err(|error| error.to_string());
            // The client rejects unknown schemes.
            if let Err(told) = told {
                assert!(!told.contains("hidden"), "{told}");
            } else {
                assert_eq!(text, "user:hidden@");
            }
        }
    }

    #[test]
    fn a_script_must_come_over_tls_or_from_this_machine() {
        for text in [
            "https://embed.chakrahq.com/sdk.js",
            "http://127.0.0.1:4802/sdk.js",
            "http://localhost/sdk.js",
        ] {
            assert!(sdk_url(text).is_ok(), "{text}");
        }
        for text in [
            "http://embed.chakrahq.com/sdk.js",
            "javascript:alert(1)",
            "data:text/javascript,alert(1)",
            "file:///sdk.js",
            "https://user:hidden@embed.chakrahq.com/sdk.js",
            "/sdk.js",
        ] {
            assert_eq!(sdk_url(text), Err(AddressError::NotForScripts), "{text}");
        }
    }
}
