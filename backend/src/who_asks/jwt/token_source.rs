//! The place of the token in a request: the `Authorization` header, or a cookie.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};

/// The only place from which the token is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenSource {
    Bearer,
    Cookie(String),
}

impl TokenSource {
    /// The token of the request, if there is exactly one.
    pub(super) fn token<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        match self {
            Self::Bearer => bearer(headers),
            Self::Cookie(name) => cookie(headers, name),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}

/// None if the name occurs twice: another subdomain can add a cookie, but cannot replace ours.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut values = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(named, _)| *named == name)
        .map(|(_, value)| value.trim_matches('"'));
    let value = values.next()?;
    (values.next().is_none() && !value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&'static str]) -> HeaderMap {
        let pairs = values.iter().map(|value| (name, *value));
        pairs
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .fold(HeaderMap::new(), |mut headers, (name, value)| {
                let name: axum::http::HeaderName = name;
                headers.append(name, value);
                headers
            })
    }

    #[test]
    fn a_request_has_one_token_in_one_place() {
        for (values, token) in [
            (&["Bearer abc"][..], Some("abc")),
            (&["bearer  abc "], Some("abc")),
            (&["Basic abc"], None),
            (&["Bearer"], None),
            (&["Bearer "], None),
            (&["abc"], None),
            (&["Bearer abc", "Bearer abc"], None),
            (&[], None),
        ] {
            let told = headers("authorization", values);
            assert_eq!(TokenSource::Bearer.token(&told), token, "{values:?}");
        }
        let source = TokenSource::Cookie("__Host-t".to_owned());
        for (values, token) in [
            (&["a=1; __Host-t=abc; b=2"][..], Some("abc")),
            (&["a=1", "__Host-t=\"abc\""], Some("abc")),
            (&["__Host-t=abc; __Host-t=abc"], None),
            (&["__Host-t=abc", "__Host-t=def"], None),
            (&["x__Host-t=abc"], None),
            (&["__host-t=abc"], None),
            (&["__Host-t="], None),
            (&["__Host-t"], None),
        ] {
            let told = headers("cookie", values);
            assert_eq!(source.token(&told), token, "{values:?}");
        }
        assert_eq!(
            source.token(&headers("authorization", &["Bearer abc"])),
            None
        );
    }
}
