//! The table of settings: the single source of flags, variables, keys of the file, and the README's table.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its flag without the dashes, and its key in the file.
    pub name: &'static str,
    /// The kind of value.
    pub value: Value,
    /// The value if none is set.
    pub default: Option<&'static str>,
    /// The commands that accept it.
    pub section: Section,
    /// Its effect, in one or two sentences, without a full stop at the end.
    pub help: &'static str,
}

/// The kind of value that a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// One text, with its placeholder in the help.
    One(&'static str),
    /// Any number of texts: a repeatable flag, a list in the file, comma-separated in the environment.
    Many(&'static str),
    /// On or off.
    Switch,
    /// A secret. It has no flag, because other users of the machine can read flags. It is set by a variable, or in a
    /// file whose path is set by a flag, a variable or a key, with `-file` added to the name.
    Secret,
}

/// Which commands take a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// All commands that open the database.
    Database,
    /// `serve` and `doctor`.
    Server,
}

impl Setting {
    /// Its variable.
    #[must_use]
    pub fn variable(&self) -> String {
        variable(self.name)
    }

    /// Its flag. A secret's flag sets the path of its file.
    #[must_use]
    pub fn flag(&self) -> String {
        match self.value {
            Value::Secret => format!("--{}", path_of(self.name)),
            _ => format!("--{}", self.name),
        }
    }

    /// The placeholder for its value in the help.
    #[must_use]
    pub fn value_name(&self) -> Option<&'static str> {
        match self.value {
            Value::One(name) | Value::Many(name) => Some(name),
            Value::Secret => Some("FILE"),
            Value::Switch => None,
        }
    }
}

/// The name of the setting for the path of a secret's file.
pub(super) fn path_of(secret: &str) -> String {
    format!("{secret}-file")
}

/// The variable of a setting: `listen` is `CHAKRA_LISTEN`, `chakra-api-key` is `CHAKRA_API_KEY`. `DATABASE_URL` is a
/// name that many programs share.
pub(super) fn variable(name: &str) -> String {
    let name = name.replace('-', "_").to_uppercase();
    if name.starts_with("CHAKRA_") || name.starts_with("DATABASE_URL") {
        name
    } else {
        format!("CHAKRA_{name}")
    }
}

const fn server(
    name: &'static str,
    value: Value,
    default: Option<&'static str>,
    help: &'static str,
) -> Setting {
    Setting {
        name,
        value,
        default,
        section: Section::Server,
        help,
    }
}

const fn database(name: &'static str, value: Value, help: &'static str) -> Setting {
    Setting {
        name,
        value,
        default: None,
        section: Section::Database,
        help,
    }
}

use Value::{Many, One, Secret, Switch};

/// All settings.
pub const SETTINGS: &[Setting] = &[
    database(
        "database",
        One("FILE"),
        "Database file with the plugin of each tenant; created if absent. No other record exists: keep it where a deployment does not delete it, and back it up",
    ),
    database(
        "database-url",
        Secret,
        "Address of a PostgreSQL server that several processes share, instead of --database: postgres://user:password@host/database",
    ),
    database(
        "database-in-memory",
        Switch,
        "Keep all data in memory, until the process ends; for --demo-tenant only",
    ),
    server(
        "chakra-api-key",
        Secret,
        None,
        "Required: the key of Chakra's API, from its dashboard",
    ),
    server(
        "chakra-api-key-next",
        Secret,
        None,
        "The next key, while you rotate it: the backend uses the one that Chakra accepts, so no call fails",
    ),
    server(
        "chakra-api-url",
        One("URL"),
        Some("https://api.chakrahq.com"),
        "Address of Chakra's API; http:// only on this machine",
    ),
    server(
        "chakra-sdk-url",
        One("URL"),
        None,
        "Address of the vendor's sdk.js, instead of the widget's default; http:// only on this machine",
    ),
    server(
        "jwt-issuer",
        One("ISSUER"),
        None,
        "Identify the tenant by a JSON Web Token of this issuer; also needs its audience and a key",
    ),
    server(
        "jwt-audience",
        Many("AUDIENCE"),
        None,
        "Audience that a token must have",
    ),
    server(
        "jwt-jwks",
        One("URL"),
        None,
        "Address of the issuer's keys (JWKS), for RS256, ES256 and EdDSA",
    ),
    server(
        "jwt-key",
        One("FILE"),
        None,
        "File with the issuer's public key in PEM, instead of their address",
    ),
    server(
        "jwt-secret",
        Secret,
        None,
        "The issuer's secret for HS256, of at least 32 bytes",
    ),
    server(
        "jwt-cookie",
        One("NAME"),
        None,
        "Read the token from this cookie instead of Authorization",
    ),
    server(
        "jwt-tenant-claim",
        One("CLAIM"),
        Some("tenant"),
        "Claim with the tenant's id; with a / at the start, a JSON pointer",
    ),
    server(
        "jwt-name-claim",
        One("CLAIM"),
        None,
        "Claim with the tenant's name",
    ),
    server(
        "jwt-email-claim",
        One("CLAIM"),
        None,
        "Claim with the tenant's email address",
    ),
    server(
        "jwt-user-claim",
        One("CLAIM"),
        None,
        "Claim with the user's id; the default is sub",
    ),
    server(
        "jwt-rights-claim",
        One("CLAIM"),
        None,
        "Claim with the user's rights: the words view, connect and disconnect. If not set, every user has all of them",
    ),
    server(
        "forward-auth",
        One("URL"),
        None,
        "Identify the tenant by a request to this address of your app, with the caller's cookies and Authorization",
    ),
    server(
        "forward-auth-over-plain-http",
        Switch,
        None,
        "Allow an http:// address on another machine for forward-auth, in a private network",
    ),
    server(
        "forward-auth-cache-time",
        One("SECONDS"),
        Some("5"),
        "How long your app's response is cached; 0 turns it off",
    ),
    server(
        "tenant-header",
        One("NAME"),
        None,
        "Take the tenant's id from this request header. DANGER without tenant-secret: use it only behind a proxy that signs users in, removes this header from clients' requests, and sets it itself. Anyone who bypasses the proxy can be any tenant",
    ),
    server(
        "tenant-secret-header",
        One("NAME"),
        None,
        "Accept the tenant's headers only if this header has tenant-secret",
    ),
    server(
        "tenant-secret",
        Secret,
        None,
        "The secret that the proxy sends, of at least 16 characters",
    ),
    server(
        "tenant-secret-next",
        Secret,
        None,
        "The next secret, while you rotate it: both are accepted",
    ),
    server(
        "tenant-name-header",
        One("NAME"),
        None,
        "Header with the tenant's name",
    ),
    server(
        "tenant-email-header",
        One("NAME"),
        None,
        "Header with the tenant's email address",
    ),
    server(
        "tenant-user-header",
        One("NAME"),
        None,
        "Header with the user's id",
    ),
    server(
        "tenant-rights-header",
        One("NAME"),
        None,
        "Header with the user's rights: the words view, connect and disconnect. If not set, every user has all of them",
    ),
    server(
        "demo-tenant",
        Switch,
        None,
        "One tenant for everybody, for a demo; only on a loopback address",
    ),
    server(
        "demo-tenant-with-real-key",
        Switch,
        None,
        "Let the demo's tenant use a real key. Everybody who reaches this backend, also through a proxy or tunnel, can then connect and disconnect numbers",
    ),
    server(
        "namespace",
        One("TEXT"),
        None,
        "Send Chakra TEXT:id instead of a tenant's id; for several products in one account",
    ),
    server(
        "notify-url",
        One("URL"),
        None,
        "Address of your app that gets a notification when a tenant's connection changes; http:// only on this machine",
    ),
    server(
        "notify-secret",
        Secret,
        None,
        "The secret that signs the notifications, as in Standard Webhooks: whsec_ and base64",
    ),
    server(
        "notify-secret-next",
        Secret,
        None,
        "The next secret, while you rotate it: both sign",
    ),
    server(
        "chakra-webhook-secret",
        Secret,
        None,
        "The secret of Chakra's webhook, from its dashboard; with it, the backend receives the webhook at /webhooks/chakra",
    ),
    server(
        "chakra-webhook-secret-next",
        Secret,
        None,
        "The next secret, while you rotate it: both are accepted",
    ),
    server(
        "listen",
        One("ADDRESS"),
        Some("127.0.0.1:8080"),
        "Address to listen on; port 0 means any free port",
    ),
    server(
        "allow-origin",
        Many("ORIGIN"),
        None,
        "Another origin whose pages may call, with cookies",
    ),
    server(
        "request-time",
        One("SECONDS"),
        Some("12"),
        "Time limit of a request; the widget waits 15 s",
    ),
    server(
        "chakra-call-time",
        One("SECONDS"),
        Some("6"),
        "Time limit of one call to Chakra; a request may need several calls",
    ),
    server(
        "status-life",
        One("MILLISECONDS"),
        Some("2000"),
        "How long a status is cached; 0 turns the cache off",
    ),
    server(
        "calls-per-tenant",
        One("NUMBER"),
        Some("60"),
        "Calls that a tenant may make at once, and then per minute; 0 means no limit",
    ),
    server(
        "chakra-calls",
        One("NUMBER"),
        Some("32"),
        "Concurrent calls to Chakra, for all tenants; further calls wait up to 2 s",
    ),
    server(
        "max-connections",
        One("NUMBER"),
        Some("1024"),
        "Concurrent connections, fewer if the limit of open files does not allow them; further ones wait until one is closed",
    ),
    server(
        "shutdown-delay",
        One("SECONDS"),
        Some("5"),
        "How long requests are accepted after SIGTERM, while /readyz returns 503: longer than your load balancer needs to notice; 0 without one",
    ),
    server(
        "static-dir",
        One("DIR"),
        None,
        "Folder of files to serve on the same origin",
    ),
    server(
        "content-security-policy",
        One("POLICY"),
        None,
        "Content-Security-Policy of the files in static-dir",
    ),
    server(
        "metrics-listen",
        One("ADDRESS"),
        None,
        "Address of /metrics for Prometheus, and of /healthz and /readyz; must not be public",
    ),
    server(
        "log-format",
        One("FORMAT"),
        Some("text"),
        "text, or json: one object per line",
    ),
];
