//! Converts the given values into the settings of a server.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::addresses::{api_url, sdk_url};
use super::notifications;
use super::reader::Reader;
use super::tenants::{self, TenantSource};
use super::{Faults, Sources};
use crate::database::Database;
use crate::limits::Limits;
use crate::settings::Settings;
use axum::http::HeaderValue;
use chakra_backend::store::{DatabaseUrl, DatabaseUrlError};
use chakra_backend::{ApiKey, Origin};

/// The format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// The settings of `serve`.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The settings of the server.
    pub settings: Settings,
    /// How the tenant of a request is identified.
    pub tenants: TenantSource,
    /// The format of the log.
    pub log: LogFormat,
    /// Address of the metrics, if any.
    pub metrics: Option<SocketAddr>,
}

/// The validated settings of `serve`.
pub fn configuration(sources: &Sources) -> Result<Configuration, Faults> {
    let mut reader = Reader::new(sources);
    let read = read(&mut reader);
    reader.finish(read)
}

/// Only the database, for the commands that need nothing else.
pub fn database(sources: &Sources) -> Result<Database, Faults> {
    let mut reader = Reader::new(sources);
    let read = read_database(&mut reader);
    if matches!(read, Some(Database::InMemory)) {
        reader.fault("database-in-memory", "there is nothing in it");
    }
    reader.finish(read)
}

/// None if something is missing, which is then a fault.
fn read(reader: &mut Reader<'_>) -> Option<Configuration> {
    // Reads all of them before the first missing one returns, so that all errors are reported.
    let api_key = read_key(reader);
    let next_api_key = reader.secret("chakra-api-key-next", str::parse);
    let api_url = reader.parsed("chakra-api-url", api_url);
    let sdk_url = reader.parsed("chakra-sdk-url", sdk_url);
    let listen = reader.parsed("listen", socket_address);
    let metrics = reader.parsed("metrics-listen", socket_address);
    let database = read_database(reader);
    let tenants = tenants::read(reader, listen, api_url.as_ref());
    if matches!(database, Some(Database::InMemory))
        && !matches!(tenants, None | Some(TenantSource::Demo))
    {
        reader.fault(
            "database-in-memory",
            "it forgets at every restart which plugin is whose, so that each customer would be asked to connect again; give --database FILE",
        );
    }
    let allowed_origins = reader.list("allow-origin", str::parse::<Origin>);
    let namespace = reader.parsed("namespace", str::parse);
    let notifications = notifications::notifications(reader);
    let webhook_secrets = notifications::webhook_secrets(reader);
    let request_time = reader.seconds("request-time", 1..=60);
    let api_timeout = reader.seconds("chakra-call-time", 1..=60);
    if let (Some(call), Some(request)) = (api_timeout, request_time)
        && call > request
    {
        reader.fault("chakra-call-time", "it is longer than request-time");
    }
    let status_life = reader.number("status-life", 0..=60_000);
    let tenant_calls = reader.number("calls-per-tenant", 0..=u32::MAX.into());
    let chakra_calls = reader.number("chakra-calls", 1..=u16::MAX.into());
    let connections = reader.number("max-connections", 1..=u16::MAX.into());
    let shutdown_delay = reader.seconds("shutdown-delay", 0..=300);
    let static_dir = reader.parsed("static-dir", |text| {
        let folder = PathBuf::from(text);
        if folder.is_dir() {
            Ok(folder)
        } else {
            Err(format!(
                "{text} is not a folder; build the page first, or give another one"
            ))
        }
    });
    let content_security_policy = reader.parsed("content-security-policy", |text| {
        HeaderValue::from_str(text).map_err(|_| "it is not the value of a header")
    });
    if content_security_policy.is_some() && !reader.is_given("static-dir") {
        reader.fault(
            "content-security-policy",
            "it is for the files of static-dir, which is not given",
        );
    }
    let log = reader.parsed("log-format", |text| match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("it is text or json"),
    });
    let request_time = request_time?;
    let settings = Settings {
        listen: listen?,
        database: database?,
        next_api_key,
        namespace,
        api_timeout,
        request_time: Some(request_time),
        status_life: status_life.map(Duration::from_millis),
        tenant_calls: tenant_calls.and_then(|calls| u32::try_from(calls).ok()),
        chakra_calls: chakra_calls.and_then(|calls| u16::try_from(calls).ok()),
        limits: Limits {
            connections: u16::try_from(connections?).unwrap_or(u16::MAX),
            shutdown_delay: shutdown_delay?,
            drain_time: request_time + Limits::DRAIN_MARGIN,
            ..Limits::default()
        },
        sdk_url,
        allowed_origins,
        notifications,
        webhook_secrets,
        static_dir,
        content_security_policy,
        ..Settings::new(api_url?, api_key?)
    };
    Some(Configuration {
        settings,
        tenants: tenants?,
        log: log?,
        metrics,
    })
}

fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "it is an address with a port, such as 127.0.0.1:8080")
}

fn read_key(reader: &mut Reader<'_>) -> Option<ApiKey> {
    const NAME: &str = "chakra-api-key";
    if !reader.is_given(NAME) {
        reader.fault(
            NAME,
            "it is not set; create a key in Chakra's dashboard under API Keys, and put it in the environment, or in a file that --chakra-api-key-file names",
        );
        return None;
    }
    reader.secret(NAME, str::parse)
}

/// The database that is set. A flag takes precedence over other sources, because `DATABASE_URL` may be meant for the
/// partner's own app.
fn read_database(reader: &mut Reader<'_>) -> Option<Database> {
    const WAYS: [&str; 3] = ["database", "database-url", "database-in-memory"];
    // Read for its faults too.
    reader.switch("database-in-memory");
    let mut given = WAYS.to_vec();
    given.retain(|way| reader.is_given(way));
    if given.iter().any(|way| reader.is_flag(way)) {
        given.retain(|way| reader.is_flag(way));
    }
    let none = "there is no database; give --database FILE, DATABASE_URL for PostgreSQL, or --database-in-memory for a demo. There is no default: a start in another folder would begin with an empty one";
    match reader.one_of(&given, ("database", none))? {
        "database" => {
            let file = reader.parsed("database", database_file);
            file.map(Database::File)
        }
        "database-url" => {
            let url = reader.secret("database-url", database_url);
            url.map(Database::Server)
        }
        _ => Some(Database::InMemory),
    }
}

fn database_file(text: &str) -> Result<PathBuf, String> {
    if text.contains("://") {
        return Err(
            "it is a file; the address of a server goes into DATABASE_URL, because other users of the machine see flags"
                .to_owned(),
        );
    }
    if text.is_empty() || text.starts_with(':') || text.starts_with("file:") {
        // Among others, SQLite's own names for databases that end with their connection.
        return Err("it is not the name of a file".to_owned());
    }
    let file = PathBuf::from(text);
    // The parent of a bare file name is empty, which means the working folder.
    match file.parent().filter(|folder| *folder != Path::new("")) {
        Some(folder) if !folder.is_dir() => {
            let folder = folder.display();
            Err(format!("{folder} is not a folder; make it first"))
        }
        _ => Ok(file),
    }
}

fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    if !text.starts_with("postgres:") && !text.starts_with("postgresql:") {
        return Err(
            "it is not the address of a PostgreSQL server: postgres://user:password@host/database; a file goes into --database"
                .to_owned(),
        );
    }
    text.parse()
        .map_err(|error: DatabaseUrlError| error.to_string())
}
