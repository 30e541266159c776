//! Why the store failed, independent of its database.

use std::error::Error;

/// The error of an adapter's own database. Its text must contain no password, because it is logged.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why the store failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be reached, or did not respond in time. The same call may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Cause),
    /// The database can be reached, but rejected the operation or failed.
    #[error("the database failed: {0}")]
    Failed(#[source] Cause),
    /// The database's schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date: {0}")]
    Schema(#[source] Cause),
    /// The plugin already belongs to another tenant.
    #[error("the plugin already belongs to another tenant")]
    PluginOfAnother,
}
