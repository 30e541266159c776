//! Headers that responses carry, and media types.

/// The wait before the next try, in whole seconds.
pub const RETRY_AFTER: &str = "retry-after";

/// Media type of the bodies of successes.
pub const JSON: &str = "application/json";

/// Media type of errors (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Forbids caching a response. Every backend must send it.
pub const CACHE_CONTROL: &str = "cache-control";

/// Headers of every response of the reference backend, errors included, and their values: a response holds one
/// customer's data, and must be neither cached nor shown as a page.
pub const ALWAYS: [(&str, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];
