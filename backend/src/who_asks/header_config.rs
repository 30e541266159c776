//! Settings of the header resolver.

use axum::http::HeaderName;

use super::header_name::{HeaderNameError, trusted_header};
use super::secret_digest::SecretDigest;

/// Sixteen random characters of base64 are 96 bits.
const SHORTEST_SECRET: usize = 16;

/// The request headers that identify the caller.
#[derive(Clone, Debug)]
pub struct HeaderConfig {
    pub(super) tenant: HeaderName,
    pub(super) secret: Option<(HeaderName, Vec<SecretDigest>)>,
    pub(super) name: Option<HeaderName>,
    pub(super) email: Option<HeaderName>,
    pub(super) user: Option<HeaderName>,
    pub(super) rights: Option<HeaderName>,
}

/// Why headers cannot identify the caller. Contains no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderConfigError {
    /// The name is not usable.
    #[error("the header {name:?} cannot be trusted: {source}")]
    Header {
        /// The given name.
        name: String,
        /// What is wrong with it.
        source: HeaderNameError,
    },
    /// One header would have two meanings.
    #[error("the header {0} is named twice")]
    NamedTwice(HeaderName),
    /// The secret could be guessed, or cannot be sent in a header.
    #[error("the shared secret needs at least 16 characters of visible ASCII")]
    WeakSecret,
    /// There is no secret.
    #[error("the header of the shared secret needs a secret")]
    NoSecret,
}

impl HeaderConfig {
    /// Takes the tenant's id from this header. The caller has all rights.
    pub fn new(tenant: &str) -> Result<Self, HeaderConfigError> {
        Ok(Self {
            tenant: header(tenant)?,
            secret: None,
            name: None,
            email: None,
            user: None,
            rights: None,
        })
    }

    /// Trusts the headers only if this header contains one of these secrets. With two secrets, you can rotate them
    /// without an interruption.
    pub fn with_secret<'a>(
        mut self,
        name: &str,
        secrets: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, HeaderConfigError> {
        let name = self.unused(name)?;
        let digest = |secret: &str| {
            let is_sendable = secret.bytes().all(|byte| byte.is_ascii_graphic());
            if is_sendable && secret.len() >= SHORTEST_SECRET {
                Ok(SecretDigest::of(secret.as_bytes()))
            } else {
                Err(HeaderConfigError::WeakSecret)
            }
        };
        let digests: Vec<_> = secrets.into_iter().map(digest).collect::<Result<_, _>>()?;
        if digests.is_empty() {
            return Err(HeaderConfigError::NoSecret);
        }
        self.secret = Some((name, digests));
        Ok(self)
    }

    /// Takes the tenant's name from this header, in UTF-8. If it is absent, the id is the name.
    pub fn with_name(mut self, name: &str) -> Result<Self, HeaderConfigError> {
        self.name = Some(self.unused(name)?);
        Ok(self)
    }

    /// Takes the tenant's email address from this header.
    pub fn with_email(mut self, name: &str) -> Result<Self, HeaderConfigError> {
        self.email = Some(self.unused(name)?);
        Ok(self)
    }

    /// Takes the user's id from this header.
    pub fn with_user(mut self, name: &str) -> Result<Self, HeaderConfigError> {
        self.user = Some(self.unused(name)?);
        Ok(self)
    }

    /// Takes the rights from this header: the words `view`, `connect` and `disconnect`, separated by spaces. A request
    /// without the header has no rights.
    pub fn with_rights(mut self, name: &str) -> Result<Self, HeaderConfigError> {
        self.rights = Some(self.unused(name)?);
        Ok(self)
    }

    /// All headers that only the proxy may set.
    pub(super) fn headers(&self) -> Vec<HeaderName> {
        let secret = self.secret.as_ref().map(|(name, _)| name);
        let others = [&self.name, &self.email, &self.user, &self.rights];
        let others = others.into_iter().filter_map(Option::as_ref);
        let all = std::iter::once(&self.tenant).chain(secret).chain(others);
        all.cloned().collect()
    }

    fn unused(&self, name: &str) -> Result<HeaderName, HeaderConfigError> {
        let name = header(name)?;
        if self.headers().contains(&name) {
            return Err(HeaderConfigError::NamedTwice(name));
        }
        Ok(name)
    }
}

fn header(name: &str) -> Result<HeaderName, HeaderConfigError> {
    trusted_header(name).map_err(|source| HeaderConfigError::Header {
        name: name.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_one_meaning() {
        let config = HeaderConfig::new("X-Tenant").unwrap();
        let twice = config.with_user("x-tenant").unwrap_err();
        assert!(matches!(twice, HeaderConfigError::NamedTwice(_)));
        let cookie = HeaderConfig::new("X-Tenant").unwrap().with_user("Cookie");
        let cookie = cookie.unwrap_err();
        assert!(matches!(cookie, HeaderConfigError::Header { .. }));
        assert!(cookie.to_string().contains("\"Cookie\""));
    }

    #[test]
    fn secrets_are_long_and_sendable_and_not_in_debug_output() {
        let with = |secrets: &[&str]| {
            let config = HeaderConfig::new("X-Tenant").unwrap();
            config.with_secret("X-Secret", secrets.iter().copied())
        };
        for (secrets, error) in [
            (&[][..], HeaderConfigError::NoSecret),
            (&["0123456789abcde"], HeaderConfigError::WeakSecret),
            (&["0123456789 abcdef"], HeaderConfigError::WeakSecret),
            (&["0123456789abcdefü"], HeaderConfigError::WeakSecret),
            (&["0123456789abcdef", ""], HeaderConfigError::WeakSecret),
        ] {
            assert_eq!(with(secrets).unwrap_err(), error, "{secrets:?}");
        }
        let config = with(&["0123456789abcdef"]).unwrap();
        assert!(!format!("{config:?}").contains("0123456789abcdef"));
    }
}
