//! The configurations that a page may give the widget, by number.

use chakra_connect::flow::config::{Config, Functions};

/// All four calls, with the signup shown in view, on a click, or when the page calls for it; the token call alone; and
/// another tenant.
pub const CONFIGURATIONS: usize = 5;

/// The configuration whose tenant differs from all others.
pub const OTHER_TENANT: usize = 4;

/// The configuration without a status source.
pub const TOKEN_ALONE: usize = 1;

pub fn configuration(which: usize) -> Config {
    let attributes: &[(&str, &str)] = match which {
        0 => &[("backend", "/b")],
        TOKEN_ALONE => &[("token-url", "/token")],
        2 => &[("backend", "/b"), ("start", "click")],
        3 => &[("backend", "/b"), ("start", "manual")],
        _ => &[("backend", "/b"), ("tenant", "b")],
    };
    let get = |name: &str| {
        let found = attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::read(get, Functions::default()).0
}
