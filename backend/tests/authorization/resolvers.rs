//! Every resolver, and its credentials for each situation.

use std::sync::Arc;
use std::time::Duration;

use chakra_backend::{
    DemoTenant, ForwardAuth, ForwardAuthConfig, HeaderConfig, HeaderTenants, JwtConfig, JwtKeys,
    JwtTenants, Right, TenantResolver,
};
use jsonwebtoken::get_current_timestamp;
use serde_json::json;

use crate::partner::{listed_signer, session_id};
use crate::situations::Situation;
use crate::tokens::{
    AUDIENCE, EC_PUBLIC, ED_PUBLIC, ISSUER, RSA_PUBLIC, SECRET, Signer, claims, unsigned, with,
};

const PROXY_SECRET: &str = "0123456789abcdef";

/// The resolvers, with their variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Rs256,
    Es256,
    EdDsa,
    Hs256,
    KeySet,
    CookieToken,
    ForwardedCookie,
    ForwardedBearer,
    Header,
    Demo,
}

impl Kind {
    pub(crate) const ALL: [Self; 10] = [
        Self::Rs256,
        Self::Es256,
        Self::EdDsa,
        Self::Hs256,
        Self::KeySet,
        Self::CookieToken,
        Self::ForwardedCookie,
        Self::ForwardedBearer,
        Self::Header,
        Self::Demo,
    ];

    /// The resolver, with a partner's app at this address.
    pub(crate) fn resolver(self, partner: &str) -> Arc<dyn TenantResolver> {
        let none = JwtKeys::none;
        match self {
            Self::Rs256 => jwt(none().with_pem(RSA_PUBLIC).unwrap(), None),
            Self::Es256 => jwt(none().with_pem(EC_PUBLIC).unwrap(), None),
            Self::EdDsa => jwt(none().with_pem(ED_PUBLIC).unwrap(), None),
            Self::Hs256 => jwt(none().with_secret(SECRET).unwrap(), None),
            Self::KeySet => jwt(none().with_jwks(&format!("{partner}/jwks")).unwrap(), None),
            Self::CookieToken => jwt(none().with_pem(RSA_PUBLIC).unwrap(), Some("token")),
            Self::ForwardedCookie | Self::ForwardedBearer => {
                let config = ForwardAuthConfig::new(&format!("{partner}/session")).unwrap();
                // The longest, for busy machines.
                let config = config.with_time_limit(Duration::from_secs(5)).unwrap();
                Arc::new(ForwardAuth::new(config).unwrap())
            }
            Self::Header => {
                let config = HeaderConfig::new("x-tenant").unwrap();
                let config = config.with_secret("x-secret", [PROXY_SECRET]).unwrap();
                Arc::new(HeaderTenants::new(config.with_rights("x-may").unwrap()))
            }
            Self::Demo => Arc::new(DemoTenant),
        }
    }

    /// The headers of a user with these rights; none if the situation does not exist for this resolver.
    pub(crate) fn credentials(
        self,
        situation: Situation,
        tenant: &str,
        rights: &[Right],
    ) -> Option<Vec<(&'static str, String)>> {
        if situation == Situation::NoCredentials {
            return Some(match self {
                // Its credential is the host name that the browser used.
                Self::Demo => vec![("host", "evil.example".to_owned())],
                _ => Vec::new(),
            });
        }
        let rights: Vec<_> = rights.iter().map(|right| right.as_str()).collect();
        let (good, stranger, public) = match self {
            Self::Rs256 | Self::CookieToken => (Signer::rsa(), Signer::other_rsa(), RSA_PUBLIC),
            Self::Es256 => (Signer::ec(), Signer::other_ec(), EC_PUBLIC),
            Self::EdDsa => (Signer::ed(), Signer::other_ed(), ED_PUBLIC),
            Self::Hs256 => (Signer::secret(SECRET), Signer::secret(&[7; 41]), &[][..]),
            Self::KeySet => (
                listed_signer(),
                Signer::other_rsa().named("listed"),
                RSA_PUBLIC,
            ),
            Self::ForwardedCookie => {
                let session = session(situation, tenant, &rights)?;
                return Some(vec![("cookie", format!("session={session}"))]);
            }
            Self::ForwardedBearer => {
                let session = session(situation, tenant, &rights)?;
                return Some(vec![("authorization", format!("Bearer {session}"))]);
            }
            Self::Header => return headers(situation, tenant, &rights),
            Self::Demo => return (!is_of_credentials(situation)).then(Vec::new),
        };
        let token = token(situation, tenant, &rights, &good, &stranger, public);
        Some(match self {
            Self::CookieToken => vec![("cookie", format!("a=b; token={token}"))],
            _ => vec![("authorization", format!("Bearer {token}"))],
        })
    }
}

fn jwt(keys: JwtKeys, cookie: Option<&str>) -> Arc<dyn TenantResolver> {
    let config = JwtConfig::new(ISSUER, AUDIENCE, "tenant", keys).unwrap();
    let config = config.with_rights("may").unwrap();
    let config = match cookie {
        Some(name) => config.with_cookie(name).unwrap(),
        None => config,
    };
    Arc::new(JwtTenants::new(config).unwrap())
}

fn token(
    situation: Situation,
    tenant: &str,
    rights: &[&str],
    good: &Signer,
    stranger: &Signer,
    public: &[u8],
) -> String {
    let now = get_current_timestamp();
    let claims = with(claims(tenant), "may", json!(rights));
    match situation {
        Situation::Expired => good.sign(&with(claims, "exp", json!(now - 60))),
        Situation::NotYetValid => good.sign(&with(claims, "nbf", json!(now + 60))),
        Situation::WrongSignature => stranger.sign(&claims),
        Situation::AlgNone => unsigned("none", &claims),
        Situation::KeyConfusion if public.is_empty() => {
            Signer::other_rsa().sign_with_own_key(&claims)
        }
        Situation::KeyConfusion => Signer::secret(public).named("listed").sign(&claims),
        Situation::WrongIssuer => good.sign(&with(claims, "iss", json!("https://evil.example"))),
        Situation::WrongAudience => good.sign(&with(claims, "aud", json!("other"))),
        _ => good.sign(&claims),
    }
}

fn session(situation: Situation, tenant: &str, rights: &[&str]) -> Option<String> {
    let state = match situation {
        Situation::Expired | Situation::WrongSignature => "unknown",
        _ if is_of_credentials(situation) && situation != Situation::NoRight => return None,
        _ => "known",
    };
    Some(session_id(state, tenant, rights))
}

fn headers(
    situation: Situation,
    tenant: &str,
    rights: &[&str],
) -> Option<Vec<(&'static str, String)>> {
    let secret = match situation {
        Situation::WrongSignature => "0123456789abcdeF",
        _ if is_of_credentials(situation) && situation != Situation::NoRight => return None,
        _ => PROXY_SECRET,
    };
    Some(vec![
        ("x-tenant", tenant.to_owned()),
        ("x-secret", secret.to_owned()),
        ("x-may", rights.join(" ")),
    ])
}

/// Whether the situation is about credentials that not every resolver has.
fn is_of_credentials(situation: Situation) -> bool {
    use Situation as S;
    matches!(
        situation,
        S::Expired
            | S::NotYetValid
            | S::WrongSignature
            | S::AlgNone
            | S::KeyConfusion
            | S::WrongIssuer
            | S::WrongAudience
            | S::NoRight
    )
}
