//! The limit of open files, and the number of connections that it allows.

use chakra_backend_server::Limits;

/// Files for everything except connections: the database, calls to Chakra, notifications, the runtime.
const RESERVED: u64 = 150;

/// Raises the soft limit to the hard limit. The soft limit is usually 1024, for programs that use `select`. Returns the
/// limit that applies; none if it is unknown.
#[cfg(unix)]
fn raise_limit() -> Option<u64> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    const FILES: Resource = Resource::RLIMIT_NOFILE;
    let (soft, hard) = getrlimit(FILES).ok()?;
    // macOS rejects more than this, whatever its hard limit is.
    for higher in [hard, hard.min(10_240)] {
        if higher > soft && setrlimit(FILES, higher, hard).is_ok() {
            break;
        }
    }
    let (soft, _) = getrlimit(FILES).ok()?;
    #[allow(clippy::useless_conversion, reason = "its type depends on the system")]
    u64::try_from(soft).ok()
}

/// There is no such limit.
#[cfg(not(unix))]
fn raise_limit() -> Option<u64> {
    None
}

/// Lowers the number of connections, so that with all of them taken there are files left for everything else. A
/// connection needs `files_each`: its socket, and for example one for a request to the partner's app.
pub(crate) fn fit(limits: &mut Limits, files_each: u64) {
    let Some(files) = raise_limit() else {
        return;
    };
    let allowed = allowed(files, files_each);
    if allowed < limits.connections {
        tracing::warn!(
            "the limit of {files} open files allows {allowed} connections, not {}; raise it, with LimitNOFILE in systemd or ulimit -n",
            limits.connections
        );
        limits.connections = allowed;
    }
}

fn allowed(files: u64, files_each: u64) -> u16 {
    let for_connections = files.saturating_sub(RESERVED).max(files / 4);
    let connections = for_connections / files_each.max(1);
    u16::try_from(connections).unwrap_or(u16::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_everything_else() {
        for (files, files_each, connections) in [
            (u64::MAX, 1, u16::MAX),
            (65_536, 1, 65_386),
            (1024, 1, 874),
            (1024, 2, 437),
            (160, 1, 40),
            (40, 2, 5),
            (1, 2, 1),
        ] {
            assert_eq!(allowed(files, files_each), connections, "{files}");
        }
    }
}
