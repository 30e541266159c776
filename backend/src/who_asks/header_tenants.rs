//! Reads the caller from request headers that a trusted proxy sets.

use async_trait::async_trait;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

use super::caller::{Caller, Tenant};
use super::header_config::HeaderConfig;
use super::plain_text;
use super::resolver::{ResolveError, TenantResolver};
use super::rights::Rights;

/// Takes the caller from request headers.
///
/// **Danger**: without a [secret](HeaderConfig::with_secret), anyone who can reach the backend without going through
/// the proxy can act as any tenant. Use it only behind a proxy that authenticates the user, removes these headers from
/// the client's request, and sets them itself; and let the backend listen only where that proxy can reach it.
///
/// Ids, users and rights have at most 200 visible ASCII characters, without commas: a comma appears if a proxy joins
/// its own value with the client's.
#[derive(Clone, Debug)]
pub struct HeaderTenants {
    config: HeaderConfig,
}

impl HeaderTenants {
    /// Trusts the headers of `config`.
    #[must_use]
    pub fn new(config: HeaderConfig) -> Self {
        Self { config }
    }

    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Fault> {
        let config = &self.config;
        if let Some((name, secrets)) = &config.secret {
            let given = one(headers, name)?.ok_or(Fault::NoSecret)?;
            // Does not stop early: otherwise, the duration would reveal which secret matched.
            let matches = secrets
                .iter()
                .fold(false, |found, secret| secret.matches(given) | found);
            if !matches {
                return Err(Fault::NoSecret);
            }
        }
        let id = word(headers, &config.tenant)?.ok_or(Fault::NoTenant)?;
        let name = text(headers, config.name.as_ref())?.and_then(plain_text::name);
        let email = text(headers, config.email.as_ref())?.and_then(plain_text::email);
        let user = match &config.user {
            Some(name) => word(headers, name)?.map(str::to_owned),
            None => None,
        };
        let rights = match &config.rights {
            Some(name) => words(headers, name)?,
            None => Rights::ALL,
        };
        let tenant = Tenant::new(id, name.as_deref().unwrap_or(id)).with_email(email);
        Ok(Caller::new(tenant, rights).with_user(user))
    }
}

#[async_trait]
impl TenantResolver for HeaderTenants {
    async fn resolve(&self, parts: &Parts) -> Result<Caller, ResolveError> {
        self.caller(&parts.headers).map_err(|fault| {
            // Logged without the value, which may come from a client.
            match fault {
                Fault::NoTenant => {}
                Fault::NoSecret => {
                    tracing::warn!("a request does not hold the proxy's shared secret");
                }
                Fault::Unusable(header) => {
                    tracing::warn!(%header, "the header holds no single usable value");
                }
            }
            ResolveError::NotSignedIn
        })
    }

    fn trusted_headers(&self) -> Vec<HeaderName> {
        self.config.headers()
    }
}

/// Why headers identify no caller.
enum Fault {
    NoTenant,
    NoSecret,
    Unusable(HeaderName),
}

/// The header's only value. With a second one, the proxy would have added its own to the client's.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a [u8]>, Fault> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value.map(|value| value.as_bytes().trim_ascii())),
        (_, Some(_)) => Err(Fault::Unusable(name.clone())),
    }
}

/// A value in UTF-8.
fn text<'a>(headers: &'a HeaderMap, name: Option<&HeaderName>) -> Result<Option<&'a str>, Fault> {
    let Some(name) = name else { return Ok(None) };
    Ok(one(headers, name)?.and_then(|value| str::from_utf8(value).ok()))
}

/// A value without spaces and commas.
fn word<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Fault> {
    let Some(value) = one(headers, name)? else {
        return Ok(None);
    };
    let is_word = |byte: &u8| byte.is_ascii_graphic() && *byte != b',';
    match str::from_utf8(value) {
        Ok(text) if plain_text::is_id(text) && value.iter().all(is_word) => Ok(Some(text)),
        _ => Err(Fault::Unusable(name.clone())),
    }
}

/// The rights in a header; none if it is absent.
fn words(headers: &HeaderMap, name: &HeaderName) -> Result<Rights, Fault> {
    let value = one(headers, name)?.unwrap_or_default();
    let is_plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b',' || *byte == b' ';
    match str::from_utf8(value) {
        Ok(text) if value.iter().all(is_plain) => Ok(Rights::from_words(text.split(' '))),
        _ => Err(Fault::Unusable(name.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    const SECRET: &str = "0123456789abcdef";
    const NEXT_SECRET: &str = "fedcba9876543210";

    async fn caller(
        config: HeaderConfig,
        headers: &[(&str, &str)],
    ) -> Result<Caller, ResolveError> {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, value.as_bytes());
        }
        let parts = request.body(()).unwrap().into_parts().0;
        HeaderTenants::new(config).resolve(&parts).await
    }

    async fn tenant(values: &[&str]) -> Result<String, ResolveError> {
        let headers: Vec<_> = values.iter().map(|value| ("x-tenant", *value)).collect();
        let caller = caller(HeaderConfig::new("x-tenant").unwrap(), &headers).await;
        caller.map(|caller| caller.tenant.id)
    }

    #[tokio::test]
    async fn a_header_names_exactly_one_tenant() {
        assert_eq!(tenant(&[" acme "]).await.unwrap(), "acme");
        for values in [&[][..], &[""], &[" "], &["acme", "globex"]] {
            let told = tenant(values).await;
            assert_eq!(told, Err(ResolveError::NotSignedIn), "{values:?}");
        }
    }

    #[tokio::test]
    async fn ids_are_short_and_plain() {
        let longest = "x".repeat(200);
        for id in ["42", "acme:eu/1", "{a}", longest.as_str()] {
            assert_eq!(tenant(&[id]).await.unwrap(), id);
        }
        let too_long = "x".repeat(201);
        for text in ["acme, globex", "a,b", "a b", "a\tb", "ä", too_long.as_str()] {
            let told = tenant(&[text]).await;
            assert_eq!(told, Err(ResolveError::NotSignedIn), "{text}");
        }
    }

    #[tokio::test]
    async fn no_header_is_trusted_without_the_secret() {
        let config = || {
            let config = HeaderConfig::new("x-tenant").unwrap();
            config
                .with_secret("x-secret", [SECRET, NEXT_SECRET])
                .unwrap()
        };
        for secret in [SECRET, NEXT_SECRET] {
            let headers = [("x-tenant", "acme"), ("x-secret", secret)];
            assert!(caller(config(), &headers).await.is_ok());
        }
        let tenant = ("x-tenant", "acme");
        let secret = |value| ("x-secret", value);
        for headers in [
            &[tenant][..],
            &[tenant, secret("")],
            &[tenant, secret("0123456789abcdeF")],
            &[tenant, secret("0123456789abcde")],
            &[tenant, secret("0123456789abcdef0")],
            &[tenant, secret("0123456789abcdef,fedcba9876543210")],
            &[tenant, secret(SECRET), secret(SECRET)],
            &[secret(SECRET)],
        ] {
            let told = caller(config(), headers).await;
            assert_eq!(told, Err(ResolveError::NotSignedIn), "{headers:?}");
        }
    }

    #[tokio::test]
    async fn name_email_user_and_rights_come_from_separate_headers() {
        let config = || {
            let config = HeaderConfig::new("x-tenant").unwrap();
            let config = config.with_name("x-name").unwrap();
            let config = config.with_email("x-email").unwrap();
            let config = config.with_user("x-user").unwrap();
            config.with_rights("x-may").unwrap()
        };
        let tenant = ("x-tenant", "acme");
        let headers = [
            tenant,
            ("x-name", "Müller, Söhne & Co"),
            ("x-email", "a@acme.example"),
            ("x-user", "7"),
            ("x-may", "view connect"),
        ];
        let whole = caller(config(), &headers).await.unwrap();
        let named = Tenant::new("acme", "Müller, Söhne & Co");
        let named = named.with_email("a@acme.example".to_owned());
        let rights = Rights::VIEW | Rights::CONNECT;
        let expected = Caller::new(named, rights).with_user("7".to_owned());
        assert_eq!(whole, expected);

        // Without these headers, the id is the name, and there are no rights.
        let bare = caller(config(), &[tenant]).await.unwrap();
        let expected = Caller::new(Tenant::new("acme", "acme"), Rights::NONE);
        assert_eq!(bare, expected);

        for joined in [
            ("x-may", "view, view connect disconnect"),
            ("x-user", "7, 8"),
        ] {
            let told = caller(config(), &[tenant, joined]).await;
            assert_eq!(told, Err(ResolveError::NotSignedIn), "{joined:?}");
        }
        let trusted = HeaderTenants::new(config()).trusted_headers();
        assert_eq!(trusted.len(), 5);
    }
}
