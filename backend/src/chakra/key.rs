//! Chakra's API key: a secret that does not print itself.

use std::fmt;
use std::str::FromStr;

use axum::http::HeaderValue;

/// The partner's API key at Chakra. It leaves this crate only in the `Authorization` header.
#[derive(Clone)]
pub struct ApiKey(HeaderValue);

/// Why a text cannot be an API key. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiKeyError {
    /// Only white space.
    #[error("the Chakra API key is empty; create one in Chakra's dashboard under API Keys")]
    Empty,
    /// Something that a header cannot contain, for example a space or a line break inside.
    #[error("the Chakra API key holds white space or characters outside ASCII; copy it again")]
    NotAHeaderValue,
}

impl FromStr for ApiKey {
    type Err = ApiKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `$(cat key-file)` and .env files leave a line break at the end.
        let text = text.trim();
        if text.is_empty() {
            return Err(ApiKeyError::Empty);
        }
        if !text.chars().all(|c| c.is_ascii_graphic()) {
            return Err(ApiKeyError::NotAHeaderValue);
        }
        let mut header = HeaderValue::from_str(&format!("Bearer {text}"))
            .map_err(|_| ApiKeyError::NotAHeaderValue)?;
        // Keeps the value out of the HTTP client's own debug output too.
        header.set_sensitive(true);
        Ok(Self(header))
    }
}

impl ApiKey {
    /// The `Authorization` header that carries the key (Chakra's API documentation, "API Keys").
    pub(super) fn authorization(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_is_redacted() {
        let key: ApiKey = "s3cretKEY".parse().unwrap();
        for printed in [
            format!("{key:?}"),
            format!("{key:#?}"),
            format!("{:?}", key.authorization()),
        ] {
            assert!(!printed.contains("s3cretKEY"), "{printed}");
        }
        assert_eq!(format!("{key:?}"), "ApiKey(redacted)");
        // The same search does find the key where it belongs.
        assert_eq!(key.authorization(), "Bearer s3cretKEY");
    }

    #[test]
    fn unusable_texts_are_refused() {
        assert_eq!("".parse::<ApiKey>().unwrap_err(), ApiKeyError::Empty);
        assert_eq!(" \n".parse::<ApiKey>().unwrap_err(), ApiKeyError::Empty);
        for text in ["a b", "a\nb", "ключ"] {
            assert_eq!(
                text.parse::<ApiKey>().unwrap_err(),
                ApiKeyError::NotAHeaderValue
            );
        }
        assert_eq!(
            "abc\n".parse::<ApiKey>().unwrap().authorization(),
            "Bearer abc"
        );
    }
}
