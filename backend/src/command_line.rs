//! The binary's command line and environment, checked before anything is started.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::{HeaderName, HeaderValue};
use clap::{Args, Parser};
use url::Url;

use crate::chakra::{ApiKeyError, DEFAULT_API_URL, is_loopback};
use crate::limits::Limits;
use crate::origin::Origin;
use crate::settings::{Database, Settings};
use crate::tenant_header::tenant_header;

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

    /// Database file that remembers which plugin is whose; made if missing
    #[arg(long, value_name = "FILE", default_value = "chakra-backend.sqlite")]
    database: PathBuf,

    /// Address of Chakra's API
    #[arg(long, env = "CHAKRA_API_URL", value_name = "URL", default_value = DEFAULT_API_URL)]
    chakra_api_url: Url,

    /// Address of the vendor's sdk.js, if the widget is not to use its own default
    #[arg(long, env = "CHAKRA_SDK_URL", value_name = "URL")]
    chakra_sdk_url: Option<Url>,

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
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    max_connections: u16,

    #[command(flatten)]
    tenant: TenantArgs,

    /// Let the demo's tenant use a real key: everybody who reaches this backend, also through a proxy
    /// or a tunnel that hides it, then connects and disconnects numbers with it
    #[arg(long, requires = "demo_tenant", conflicts_with = "tenant_header")]
    demo_tenant_with_real_key: bool,
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

/// Why the command line cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandLineError {
    /// No key in the environment.
    #[error(
        "CHAKRA_API_KEY is not set; create a key in Chakra's dashboard under API Keys and put it in the environment"
    )]
    NoKey,
    /// The key in the environment is unusable.
    #[error("CHAKRA_API_KEY cannot be used: {0}")]
    BadKey(#[from] ApiKeyError),
    /// The demo's tenant, open to the network.
    #[error(
        "--demo-tenant signs everybody in, so it needs a loopback address to listen on, such as --listen 127.0.0.1:8080; use --tenant-header for anything else"
    )]
    DemoNotOnLoopback,
    /// The demo's tenant, with the key of a real account.
    #[error(
        "--demo-tenant signs everybody in, and CHAKRA_API_URL is Chakra itself, not a stand-in on this machine; set CHAKRA_API_URL to the stand-in's address, use --tenant-header, or add --demo-tenant-with-real-key if nobody else can reach this machine"
    )]
    DemoWithRealKey,
    /// No way to tell the tenant.
    #[error("there is no way to tell the tenant: give --tenant-header NAME or --demo-tenant")]
    NoTenantSource,
}

impl CommandLine {
    /// What to start, with the value of `CHAKRA_API_KEY`.
    pub fn settings(
        self,
        api_key: Option<&str>,
    ) -> Result<(Settings, TenantSource), CommandLineError> {
        let api_key = api_key.ok_or(CommandLineError::NoKey)?.parse()?;
        let source = match (self.tenant.tenant_header, self.tenant.demo_tenant) {
            (None, true) if !self.listen.ip().is_loopback() => {
                return Err(CommandLineError::DemoNotOnLoopback);
            }
            (None, true)
                if !is_loopback(&self.chakra_api_url) && !self.demo_tenant_with_real_key =>
            {
                return Err(CommandLineError::DemoWithRealKey);
            }
            (None, true) => TenantSource::Demo,
            (Some(header), _) => TenantSource::Header(header),
            (None, false) => return Err(CommandLineError::NoTenantSource),
        };
        let settings = Settings {
            listen: self.listen,
            database: Database::File(self.database),
            limits: Limits {
                connections: self.max_connections,
                ..Limits::default()
            },
            sdk_url: self.chakra_sdk_url,
            allowed_origins: self.allow_origins,
            static_dir: self.static_dir,
            content_security_policy: self.content_security_policy,
            ..Settings::new(self.chakra_api_url, api_key)
        };
        Ok((settings, source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAND_IN: [&str; 2] = ["--chakra-api-url", "http://127.0.0.1:1"];

    fn parse(arguments: &[&str]) -> Result<CommandLine, clap::Error> {
        CommandLine::try_parse_from([&["chakra-backend"], arguments].concat())
    }

    #[test]
    fn exactly_one_way_to_tell_the_tenant_is_needed() {
        for arguments in [&[][..], &["--demo-tenant", "--tenant-header", "x-tenant"]] {
            assert_eq!(
                parse(arguments).unwrap_err().exit_code(),
                2,
                "{arguments:?}"
            );
        }
    }

    #[test]
    fn the_demo_tenant_is_for_loopback_only() {
        for (address, allowed) in [
            ("127.0.0.1:0", true),
            ("[::1]:80", true),
            ("0.0.0.0:80", false),
            ("[::]:80", false),
            ("192.168.0.2:80", false),
        ] {
            let line = [&STAND_IN[..], &["--demo-tenant", "--listen", address]].concat();
            let line = parse(&line).unwrap();
            let settings = line.settings(Some("key"));
            assert_eq!(settings.is_ok(), allowed, "{address}");
            if let Err(error) = settings {
                assert_eq!(error, CommandLineError::DemoNotOnLoopback);
            }
        }
        let line = parse(&["--tenant-header", "X-Tenant", "--listen", "0.0.0.0:80"]).unwrap();
        let (_, source) = line.settings(Some("key")).unwrap();
        let header = HeaderName::from_static("x-tenant");
        assert_eq!(source, TenantSource::Header(header));
    }

    #[test]
    fn the_demo_tenant_with_a_real_key_is_said_twice() {
        let real = ["--chakra-api-url", DEFAULT_API_URL];
        let twice = ["--demo-tenant", "--demo-tenant-with-real-key"];
        for (address, flags, allowed) in [
            (&STAND_IN[..], &twice[..1], true),
            (&[], &twice[..1], false),
            (&real, &twice[..1], false),
            (&real, &twice, true),
        ] {
            let line = parse(&[address, flags].concat()).unwrap();
            let settings = line.settings(Some("key"));
            assert_eq!(settings.is_ok(), allowed, "{address:?} {flags:?}");
            if let Err(error) = settings {
                assert_eq!(error, CommandLineError::DemoWithRealKey);
            }
        }
        let alone = ["--tenant-header", "x-tenant", "--demo-tenant-with-real-key"];
        assert!(parse(&alone).is_err());
    }

    #[test]
    fn a_header_that_clients_set_is_no_tenant_header() {
        let error = parse(&["--tenant-header", "Cookie"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("X-Tenant-Id"), "{error}");
    }

    #[test]
    fn a_key_is_needed() {
        for (key, error) in [
            (None, CommandLineError::NoKey),
            (Some(""), CommandLineError::BadKey(ApiKeyError::Empty)),
            (
                Some("a b"),
                CommandLineError::BadKey(ApiKeyError::NotAHeaderValue),
            ),
        ] {
            let line = parse(&["--demo-tenant"]).unwrap();
            assert_eq!(line.settings(key).unwrap_err(), error);
        }
    }
}
