//! A web origin whose pages may call the backend.

use std::fmt;
use std::str::FromStr;

use axum::http::HeaderValue;
use tower_http::csrf::CsrfLayer;
use url::Url;

/// An origin exactly as browsers send it, for example `https://app.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    header: HeaderValue,
}

/// The text is not an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not an origin; give scheme, host and port only, such as https://app.example.com"
)]
pub struct OriginError {
    text: String,
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || OriginError {
            text: text.to_owned(),
        };
        let url = Url::parse(text).map_err(|_| error())?;
        let origin = url.origin().ascii_serialization();
        // It is later compared byte for byte, so only the browser's own form would ever match.
        if !matches!(url.scheme(), "http" | "https") || text.trim_end_matches('/') != origin {
            return Err(error());
        }
        // The layer that compares origins rejects some hosts that this parser accepts.
        let comparing = CsrfLayer::new().add_trusted_origin(&origin);
        if comparing.is_err() {
            return Err(error());
        }
        let header = HeaderValue::from_str(&origin).map_err(|_| error())?;
        Ok(Self {
            text: origin,
            header,
        })
    }
}

impl Origin {
    /// Whether its pages reach the browser unchanged: over TLS, or from the browser's own machine.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        let url = Url::parse(&self.text);
        url.is_ok_and(|url| url.scheme() == "https" || crate::chakra::is_loopback(&url))
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

impl AsRef<str> for Origin {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_are_origins() {
        for (text, origin) in [
            ("https://app.example.com", "https://app.example.com"),
            ("https://app.example.com/", "https://app.example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_ref(), origin);
        }
        for text in [
            "*",
            "null",
            "app.example.com",
            "https://app.example.com/path",
            "https://app.example.com:443",
            "https://user@app.example.com",
            "file:///x",
            "https://a{b.example",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    /// The layer would ignore an origin that it rejects.
    #[test]
    fn every_accepted_origin_is_accepted_by_the_comparing_layer() {
        let mut kept = 0;
        for odd in (0..=u8::MAX).map(char::from) {
            for text in [
                format!("https://a{odd}b.example"),
                format!("https://{odd}.example"),
                format!("http://a.example{odd}"),
                format!("https://a.example:{odd}1"),
                format!("https://{odd}"),
            ] {
                if let Ok(origin) = text.parse::<Origin>() {
                    kept += 1;
                    let layer = CsrfLayer::new().add_trusted_origin(&origin);
                    assert!(layer.is_ok(), "{text}");
                }
            }
        }
        assert!(kept > 100, "{kept}");
    }
}
