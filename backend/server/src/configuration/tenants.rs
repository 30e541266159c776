//! How the tenant of a request is identified: in exactly one way.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chakra_backend::chakra::is_loopback;
use chakra_backend::{
    DemoTenant, ForwardAuth, ForwardAuthConfig, HeaderConfig, HeaderTenants, HttpSetupError,
    JwtConfig, JwtKeys, JwtTenants, TenantResolver,
};
use url::Url;

use super::reader::Reader;

/// How the tenant of a request is identified.
#[derive(Clone, Debug)]
pub enum TenantSource {
    /// By headers that a trusted proxy sets.
    Headers {
        /// Which headers.
        config: HeaderConfig,
        /// Whether the proxy identifies itself with a secret.
        has_secret: bool,
    },
    /// By a JSON Web Token.
    Jwt(JwtConfig),
    /// By a request to the partner's app.
    ForwardAuth(ForwardAuthConfig),
    /// One tenant for everybody, on this machine only.
    Demo,
}

impl TenantSource {
    /// The resolver for this source.
    pub fn resolver(&self) -> Result<Arc<dyn TenantResolver>, HttpSetupError> {
        Ok(match self {
            Self::Headers { config, .. } => Arc::new(HeaderTenants::new(config.clone())),
            Self::Jwt(config) => Arc::new(JwtTenants::new(config.clone())?),
            Self::ForwardAuth(config) => Arc::new(ForwardAuth::new(config.clone())?),
            Self::Demo => Arc::new(DemoTenant),
        })
    }

    /// Whether anybody who reaches the backend without the proxy can act as any tenant.
    #[must_use]
    pub fn believes_anybody(&self) -> bool {
        matches!(
            self,
            Self::Headers {
                has_secret: false,
                ..
            }
        )
    }
}

const WAYS: [&str; 4] = ["jwt-issuer", "forward-auth", "tenant-header", "demo-tenant"];

/// The source that is set. Settings of another source are faults.
pub(super) fn read(
    reader: &mut Reader<'_>,
    listen: Option<SocketAddr>,
    api_url: Option<&Url>,
) -> Option<TenantSource> {
    // Read for its faults too.
    reader.switch("demo-tenant");
    let mut given = WAYS.to_vec();
    given.retain(|way| reader.is_given(way));
    let none = "there is no way to tell the tenant; give one of --jwt-issuer, --forward-auth and --tenant-header, or --demo-tenant for a demo";
    let way = reader.one_of(&given, ("jwt-issuer", none))?;
    for (owner, prefix) in [
        ("jwt-issuer", "jwt-"),
        ("forward-auth", "forward-auth-"),
        ("tenant-header", "tenant-"),
        ("demo-tenant", "demo-tenant-"),
    ] {
        if owner != way {
            reader.refuse_all(prefix, owner);
        }
    }
    match way {
        "jwt-issuer" => jwt(reader).map(TenantSource::Jwt),
        "forward-auth" => forward_auth(reader).map(TenantSource::ForwardAuth),
        "tenant-header" => headers(reader),
        _ => {
            demo(reader, listen, api_url);
            Some(TenantSource::Demo)
        }
    }
}

fn headers(reader: &mut Reader<'_>) -> Option<TenantSource> {
    let mut config = reader.parsed("tenant-header", HeaderConfig::new)?;
    let mut secrets = Vec::new();
    for name in ["tenant-secret", "tenant-secret-next"] {
        secrets.extend(reader.secret(name, |text| Ok::<_, String>(text.to_owned())));
    }
    let has_secret = !secrets.is_empty();
    if has_secret != reader.is_given("tenant-secret-header") {
        reader.fault(
            "tenant-secret-header",
            "tenant-secret and tenant-secret-header are given together, or neither is",
        );
    } else if has_secret {
        config = reader.parsed("tenant-secret-header", |name| {
            config
                .clone()
                .with_secret(name, secrets.iter().map(String::as_str))
        })?;
    }
    for (name, with) in [
        (
            "tenant-name-header",
            HeaderConfig::with_name as fn(_, &str) -> _,
        ),
        ("tenant-email-header", HeaderConfig::with_email),
        ("tenant-user-header", HeaderConfig::with_user),
        ("tenant-rights-header", HeaderConfig::with_rights),
    ] {
        if reader.is_given(name) {
            config = reader.parsed(name, |header| with(config.clone(), header))?;
        }
    }
    Some(TenantSource::Headers { config, has_secret })
}

fn jwt(reader: &mut Reader<'_>) -> Option<JwtConfig> {
    let mut keys = JwtKeys::none();
    if reader.is_given("jwt-key") {
        keys = reader.parsed("jwt-key", |path| {
            let pem = fs::read(path)
                .map_err(|error| format!("the file that it names cannot be read: {error}"))?;
            keys.clone()
                .with_pem(&pem)
                .map_err(|error| error.to_string())
        })?;
    }
    if reader.is_given("jwt-secret") {
        keys = reader.secret("jwt-secret", |secret| {
            keys.clone().with_secret(secret.as_bytes())
        })?;
    }
    if reader.is_given("jwt-jwks") {
        keys = reader.parsed("jwt-jwks", |address| keys.clone().with_jwks(address))?;
    }
    let audiences = reader.list("jwt-audience", |text| Ok::<_, String>(text.to_owned()));
    let Some((first, others)) = audiences.split_first() else {
        reader.fault(
            "jwt-audience",
            "it is not given; tokens must say that they are for this backend",
        );
        return None;
    };
    let tenant = reader.text("jwt-tenant-claim")?;
    let mut config = reader.parsed("jwt-issuer", |issuer| {
        JwtConfig::new(issuer, first, &tenant, keys.clone())
    })?;
    for audience in others {
        match config.clone().or_audience(audience) {
            Ok(with) => config = with,
            Err(error) => reader.fault("jwt-audience", error),
        }
    }
    for (name, with) in [
        ("jwt-cookie", JwtConfig::with_cookie as fn(_, &str) -> _),
        ("jwt-name-claim", JwtConfig::with_name),
        ("jwt-email-claim", JwtConfig::with_email),
        ("jwt-user-claim", JwtConfig::with_user),
        ("jwt-rights-claim", JwtConfig::with_rights),
    ] {
        if reader.is_given(name) {
            config = reader.parsed(name, |text| with(config.clone(), text))?;
        }
    }
    Some(config)
}

fn forward_auth(reader: &mut Reader<'_>) -> Option<ForwardAuthConfig> {
    let is_plain = reader.switch("forward-auth-over-plain-http");
    let config = reader.parsed("forward-auth", |address| {
        if is_plain {
            ForwardAuthConfig::over_plain_http(address)
        } else {
            ForwardAuthConfig::new(address)
        }
    })?;
    let cache = reader.number("forward-auth-cache-time", 0..=10)?;
    match config.with_cache_time(Duration::from_secs(cache)) {
        Ok(config) => Some(config),
        Err(error) => {
            reader.fault("forward-auth-cache-time", error);
            None
        }
    }
}

fn demo(reader: &mut Reader<'_>, listen: Option<SocketAddr>, api_url: Option<&Url>) {
    let with_real_key = reader.switch("demo-tenant-with-real-key");
    if listen.is_some_and(|listen| !listen.ip().is_loopback()) {
        reader.fault(
            "demo-tenant",
            "it signs everybody in, so it needs a loopback address to listen on, such as --listen 127.0.0.1:8080; use --forward-auth, --jwt-issuer or --tenant-header for anything else",
        );
    }
    if api_url.is_some_and(|url| !is_loopback(url)) && !with_real_key {
        reader.fault(
            "demo-tenant",
            "it signs everybody in, and chakra-api-url is Chakra itself, not a stand-in on this machine; set it to the stand-in's address, tell the tenant in another way, or add --demo-tenant-with-real-key if nobody else can reach this machine",
        );
    }
}
