//! The binary's command line and environment, checked before anything is started.

mod addresses;
mod error;
mod tenant_header;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use chakra_backend::chakra::{DEFAULT_API_URL, is_loopback};
use chakra_backend::{Backend, Client, Origin};
use clap::{Args, Parser, value_parser};

use crate::limits::Limits;
use crate::settings::{Database, Settings};
use addresses::{api_url, sdk_url};
pub use error::CommandLineError;
use tenant_header::tenant_header;

/// No flag for the key: command lines are visible to other users of the machine.
const ENVIRONMENT: &str = "\
Environment:
  CHAKRA_API_KEY  needed: the key of Chakra's API
  RUST_LOG        what is logged, on stderr [default: info]";

/// The reference partner backend of the chakra-connect widget
#[derive(Debug, Parser)]
#[command(name = "chakra-backend", version, after_help = ENVIRONMENT)]
pub struct CommandLine {
    /// Address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    #[command(flatten)]
    database: DatabaseArgs,

    /// Address of Chakra's API
    #[arg(
        long,
        env = "CHAKRA_API_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = DEFAULT_API_URL
    )]
    // Text, because clap repeats what it cannot parse, and there may be a password in it.
    chakra_api_url: String,

    /// Address of the vendor's sdk.js, if the widget is not to use its own default
    #[arg(
        long,
        env = "CHAKRA_SDK_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    chakra_sdk_url: Option<String>,

    /// Longest time for a request; the widget waits for 15 s
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = Backend::REQUEST_TIME.as_secs(),
        value_parser = value_parser!(u64).range(1..=60)
    )]
    request_time: u64,

    /// Longest time for one call to Chakra; a request may take several
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = Client::CALL_TIME.as_secs(),
        value_parser = value_parser!(u64).range(1..=60)
    )]
    chakra_call_time: u64,

    /// Also serve the files of this folder, on the same origin
    #[arg(long, value_name = "DIR")]
    static_dir: Option<PathBuf>,

    /// Content-Security-Policy of those files
    #[arg(long, value_name = "POLICY", requires = "static_dir")]
    content_security_policy: Option<HeaderValue>,

    /// Let pages of this other origin call, with cookies; may be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allow_origins: Vec<Origin>,

    /// Connections at once; more wait until one is closed
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = Limits::CONNECTIONS,
        value_parser = value_parser!(u16).range(1..)
    )]
    max_connections: u16,

    #[command(flatten)]
    tenant: TenantArgs,

    /// Let the demo's tenant use a real key: everybody who reaches this backend, also through a proxy
    /// or a tunnel that hides it, then connects and disconnects numbers with it
    #[arg(long, requires = "demo_tenant", conflicts_with = "tenant_header")]
    demo_tenant_with_real_key: bool,
}

/// Where to store which plugin is whose: exactly one of these. There is no default: a start in another
/// folder would begin with an empty database.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct DatabaseArgs {
    /// Database file that stores which plugin is whose; made if missing. It is the only record of that:
    /// keep it where it outlives a deploy
    #[arg(long, env = "CHAKRA_DATABASE", value_name = "FILE")]
    database: Option<PathBuf>,

    /// Store nothing beyond the life of the process; for --demo-tenant only
    #[arg(long)]
    database_in_memory: bool,
}

/// How the tenant is told: exactly one of these.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct TenantArgs {
    /// Take the tenant's id from this request header. DANGER: only behind a proxy that signs users
    /// in, removes this header from what clients send, and sets it itself; anyone who reaches this
    /// backend past the proxy can be any tenant
    #[arg(long, value_name = "NAME", value_parser = tenant_header)]
    tenant_header: Option<HeaderName>,

    /// One tenant for everybody, for a demo; only while listening on a loopback address
    #[arg(long)]
    demo_tenant: bool,
}

/// How the binary tells the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantSource {
    /// From a header that a trusted proxy sets.
    Header(HeaderName),
    /// One for everybody, on this machine only.
    Demo,
}

impl CommandLine {
    /// What to start, with the value of `CHAKRA_API_KEY`.
    pub fn settings(
        self,
        api_key: Option<&str>,
    ) -> Result<(Settings, TenantSource), CommandLineError> {
        let api_key = api_key.ok_or(CommandLineError::NoKey)?.parse()?;
        let chakra = api_url(&self.chakra_api_url)?;
        let is_stand_in = is_loopback(&chakra);
        let source = match (self.tenant.tenant_header, self.tenant.demo_tenant) {
            (None, true) if !self.listen.ip().is_loopback() => {
                return Err(CommandLineError::DemoNotOnLoopback);
            }
            (None, true) if !is_stand_in && !self.demo_tenant_with_real_key => {
                return Err(CommandLineError::DemoWithRealKey);
            }
            (None, true) => TenantSource::Demo,
            (Some(header), _) => TenantSource::Header(header),
            (None, false) => return Err(CommandLineError::NoTenantSource),
        };
        if self.chakra_call_time > self.request_time {
            return Err(CommandLineError::CallLongerThanRequest);
        }
        let request_time = Duration::from_secs(self.request_time);
        let settings = Settings {
            listen: self.listen,
            database: self.database.choice(&source)?,
            api_timeout: Some(Duration::from_secs(self.chakra_call_time)),
            request_time: Some(request_time),
            limits: Limits {
                connections: self.max_connections,
                drain_time: request_time + Limits::DRAIN_MARGIN,
                ..Limits::default()
            },
            sdk_url: self.chakra_sdk_url.as_deref().map(sdk_url).transpose()?,
            allowed_origins: self.allow_origins,
            static_dir: self.static_dir,
            content_security_policy: self.content_security_policy,
            ..Settings::new(chakra, api_key)
        };
        Ok((settings, source))
    }
}

impl DatabaseArgs {
    fn choice(self, source: &TenantSource) -> Result<Database, CommandLineError> {
        let Some(file) = self.database else {
            return match source {
                _ if !self.database_in_memory => Err(CommandLineError::NoDatabase),
                TenantSource::Demo => Ok(Database::InMemory),
                TenantSource::Header(_) => Err(CommandLineError::TenantsInMemory),
            };
        };
        // The parent of a bare name is empty: the working folder.
        match file.parent().filter(|folder| *folder != Path::new("")) {
            Some(folder) if !folder.is_dir() => {
                Err(CommandLineError::NoDatabaseFolder(folder.to_owned()))
            }
            _ => Ok(Database::File(file)),
        }
    }
}

#[cfg(test)]
mod tests;
