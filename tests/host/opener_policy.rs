//! The page's `Cross-Origin-Opener-Policy`: which values cut off a popup.

use chakra_connect::flow::opener_policy::cuts_off_popups;

#[test]
fn only_same_origin_cuts_off() {
    for (value, wanted) in [
        ("same-origin", true),
        ("  same-origin ", true),
        ("same-origin;report-to=\"coop\"", true),
        ("same-origin; report-to=\"coop, at home\"; more", true),
        ("same-origin-allow-popups", false),
        ("same-origin-allow-popups; report-to=\"same-origin\"", false),
        ("noopener-allow-popups", false),
        ("unsafe-none", false),
        ("", false),
        // Values that no browser accepts as a policy.
        ("same-origin-plus-COEP", false),
        ("Same-Origin", false),
        ("\"same-origin\"", false),
        ("same-origin ;report-to=\"coop\"", false),
        // Sent twice, for example by the app and by a proxy.
        ("same-origin, same-origin", false),
        ("same-origin; report-to=\"coop\", same-origin", false),
    ] {
        assert_eq!(cuts_off_popups(value), wanted, "{value}");
    }
}
