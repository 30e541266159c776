//! A namespace for the tenant ids sent to Chakra, for several products or stages that share one of Chakra's teams.

use std::fmt;
use std::str::FromStr;

const LONGEST: usize = 32;

/// A prefix of a tenant's id in `clientReferenceId`: `prod` turns `42` into `prod:42`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace(String);

/// The text is not a namespace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a namespace; give 1 to 32 letters, digits, dots, hyphens or underscores of ASCII"
)]
pub struct NamespaceError {
    text: String,
}

impl FromStr for Namespace {
    type Err = NamespaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Without colons: `a:b` with the tenant `c` would equal `a` with the tenant `b:c`.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_plain) {
            return Ok(Self(text.to_owned()));
        }
        Err(NamespaceError {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The tenant's name at Chakra.
pub(crate) fn reference_id(namespace: Option<&Namespace>, tenant_id: &str) -> String {
    match namespace {
        Some(namespace) => format!("{namespace}:{tenant_id}"),
        None => tenant_id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_unambiguously_separated_from_the_tenant() {
        for text in ["prod", "eu-1.shop_2", "A"] {
            let namespace: Namespace = text.parse().unwrap();
            let id = reference_id(Some(&namespace), "42");
            assert_eq!(id, format!("{text}:42"));
        }
        let too_long = "x".repeat(33);
        for text in ["", "a:b", "a b", "ä", "a/b", too_long.as_str()] {
            assert!(text.parse::<Namespace>().is_err(), "{text}");
        }
        assert_eq!(reference_id(None, "42"), "42");
    }
}
