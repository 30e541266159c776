//! The table of settings: the one source of flags, variables, keys of the file, and the README's table.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its flag without the dashes, and its key in the file.
    pub name: &'static str,
    /// What is given.
    pub value: Value,
    /// What counts where nothing is given.
    pub default: Option<&'static str>,
    /// Which commands take it.
    pub section: Section,
    /// What it does, in one or two sentences. The last one without a full stop.
    pub help: &'static str,
}

/// What is given with a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// One text, called this in the help.
    One(&'static str),
    /// Any number of texts: a flag that may be repeated, a list in the file, separated by commas in the environment.
    Many(&'static str),
    /// On or off.
    Switch,
    /// A secret: never a flag, which other users of the machine can read. It is given by a variable, or in a file
    /// whose path is given by a flag, a variable or a key, with `-file` added to the name.
    Secret,
}

/// Which commands take a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// All that open the database.
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

    /// Its flag; a secret has one for the path of its file.
    #[must_use]
    pub fn flag(&self) -> String {
        match self.value {
            Value::Secret => format!("--{}", path_of(self.name)),
            _ => format!("--{}", self.name),
        }
    }

    /// What its flag is given, as the help shows it.
    #[must_use]
    pub fn value_name(&self) -> Option<&'static str> {
        match self.value {
            Value::One(name) | Value::Many(name) => Some(name),
            Value::Secret => Some("FILE"),
            Value::Switch => None,
        }
    }
}

/// The name of the setting that names the file of a secret.
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
        "Database file that stores which plugin is whose; made if missing. It is the only record of that: keep it where it outlives a deploy, and back it up",
    ),
    database(
        "database-url",
        Secret,
        "Address of a PostgreSQL server that several processes share, instead of --database: postgres://user:password@host/database",
    ),
    database(
        "database-in-memory",
        Switch,
        "Store nothing beyond the life of the process; for --demo-tenant only",
    ),
    server(
        "chakra-api-key",
        Secret,
        None,
        "Needed: the key of Chakra's API, from its dashboard",
    ),
    server(
        "chakra-api-key-next",
        Secret,
        None,
        "The key that will replace the other one: the backend uses the one that Chakra accepts, so that no call fails in between",
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
        "Address of the vendor's sdk.js, if the widget is not to use its own default; http:// only on this machine",
    ),
    server(
        "jwt-issuer",
        One("ISSUER"),
        None,
        "Tell the tenant by a JSON Web Token of this issuer; give its audience and a key, too",
    ),
    server(
        "jwt-audience",
        Many("AUDIENCE"),
        None,
        "Audience that a token must be for",
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
        "Read the token from this cookie, and not from Authorization",
    ),
    server(
        "jwt-tenant-claim",
        One("CLAIM"),
        Some("tenant"),
        "Claim with the tenant's id; one that begins with / is a JSON pointer",
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
        "Claim with the user's id; sub unless set",
    ),
    server(
        "jwt-rights-claim",
        One("CLAIM"),
        None,
        "Claim with the words view, connect and disconnect; all of them unless set",
    ),
    server(
        "forward-auth",
        One("URL"),
        None,
        "Ask this address of your app who sends a request, with the request's cookies and Authorization",
    ),
    server(
        "forward-auth-over-plain-http",
        Switch,
        None,
        "Let that be an http:// address of another machine, on a private network",
    ),
    server(
        "forward-auth-cache-time",
        One("SECONDS"),
        Some("5"),
        "How long an answer of your app counts; 0 asks each time",
    ),
    server(
        "tenant-header",
        One("NAME"),
        None,
        "Take the tenant's id from this request header. DANGER without tenant-secret: only behind a proxy that signs users in, removes this header from what clients send, and sets it itself; anyone who reaches this backend past the proxy can be any tenant",
    ),
    server(
        "tenant-secret-header",
        One("NAME"),
        None,
        "Accept the tenant's headers only together with tenant-secret in this header",
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
        "The secret that will replace it: either is accepted",
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
        "Header with the words view, connect and disconnect; all of them unless set",
    ),
    server(
        "demo-tenant",
        Switch,
        None,
        "One tenant for everybody, for a demo; only while listening on a loopback address",
    ),
    server(
        "demo-tenant-with-real-key",
        Switch,
        None,
        "Let the demo's tenant use a real key: everybody who reaches this backend, also through a proxy or a tunnel that hides it, then connects and disconnects numbers with it",
    ),
    server(
        "namespace",
        One("TEXT"),
        None,
        "Send Chakra TEXT:id instead of a tenant's bare id, if several products share an account",
    ),
    server(
        "notify-url",
        One("URL"),
        None,
        "Tell this address of your app when a tenant's connection changes; http:// only on this machine",
    ),
    server(
        "notify-secret",
        Secret,
        None,
        "The secret that signs these messages, as in Standard Webhooks: whsec_ and base64",
    ),
    server(
        "notify-secret-next",
        Secret,
        None,
        "The secret that will replace it: both sign",
    ),
    server(
        "chakra-webhook-secret",
        Secret,
        None,
        "The secret of Chakra's webhook, from its dashboard; takes the webhook in at /webhooks/chakra",
    ),
    server(
        "chakra-webhook-secret-next",
        Secret,
        None,
        "The secret that will replace it: either is accepted",
    ),
    server(
        "listen",
        One("ADDRESS"),
        Some("127.0.0.1:8080"),
        "Address to listen on; port 0 takes any free one",
    ),
    server(
        "allow-origin",
        Many("ORIGIN"),
        None,
        "Let pages of this other origin call, with cookies",
    ),
    server(
        "request-time",
        One("SECONDS"),
        Some("12"),
        "Longest time for a request; the widget waits for 15 s",
    ),
    server(
        "chakra-call-time",
        One("SECONDS"),
        Some("6"),
        "Longest time for one call to Chakra; a request may take several",
    ),
    server(
        "status-life",
        One("MILLISECONDS"),
        Some("2000"),
        "How long a status is kept, so that many requests ask Chakra once; 0 for not at all",
    ),
    server(
        "calls-per-tenant",
        One("NUMBER"),
        Some("60"),
        "Calls that a tenant may make at once, and then in a minute; 0 for any number",
    ),
    server(
        "chakra-calls",
        One("NUMBER"),
        Some("32"),
        "Calls to Chakra at once, for all tenants; more wait for 2 s",
    ),
    server(
        "max-connections",
        One("NUMBER"),
        Some("1024"),
        "Connections at once; more wait until one is closed",
    ),
    server(
        "shutdown-delay",
        One("SECONDS"),
        Some("5"),
        "How long requests are still taken after SIGTERM, while /readyz says no: longer than your load balancer takes to notice; 0 without one",
    ),
    server(
        "static-dir",
        One("DIR"),
        None,
        "Also serve the files of this folder, on the same origin",
    ),
    server(
        "content-security-policy",
        One("POLICY"),
        None,
        "Content-Security-Policy of those files",
    ),
    server(
        "metrics-listen",
        One("ADDRESS"),
        None,
        "Address of /metrics for Prometheus, with /healthz and /readyz beside it; keep it from the public",
    ),
    server(
        "log-format",
        One("FORMAT"),
        Some("text"),
        "text, or json: one object a line",
    ),
];
