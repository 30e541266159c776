//! Why the command line or the environment cannot be followed, and what to do about it.

use std::path::PathBuf;

use chakra_backend::chakra::ApiKeyError;

/// Why the command line cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// No place to store plugins.
    #[error("there is no database: give --database FILE, or --database-in-memory for a demo")]
    NoDatabase,
    /// Real tenants without a database.
    #[error(
        "--database-in-memory forgets at every restart which plugin is whose, so that each customer would be asked to connect again; give --database FILE"
    )]
    TenantsInMemory,
    /// The database file cannot be made.
    #[error("{} is not a folder; make it first, or give another --database", .0.display())]
    NoDatabaseFolder(PathBuf),
    /// The address of Chakra's API is malformed. Without the value: there may be a password in it.
    #[error("CHAKRA_API_URL is not an address: {0}; it looks like https://api.chakrahq.com")]
    BadApiUrl(url::ParseError),
    /// The address of Chakra's API has a user or a password in it.
    #[error("CHAKRA_API_URL must hold no user and no password; the key goes into CHAKRA_API_KEY")]
    ApiUrlWithPassword,
    /// The widget must not load a script from there.
    #[error(
        "CHAKRA_SDK_URL must be an https:// address without user and password (http:// only for a stand-in on this machine)"
    )]
    BadSdkUrl,
    /// A call would outlast its request.
    #[error("--chakra-call-time is longer than --request-time; make it shorter")]
    CallLongerThanRequest,
}
