//! Addresses as developers write them in attributes.

use chakra_connect::flow::address;
use chakra_connect::flow::config::{Config, Functions, Source};
use chakra_connect::flow::error::Code;

fn read(name: &str, value: &str) -> (Config, Vec<String>) {
    let (config, warnings) = Config::read(
        |asked| (asked == name).then(|| value.to_owned()),
        Functions::default(),
    );
    let warnings = warnings.iter().map(ToString::to_string).collect();
    (config, warnings)
}

#[test]
fn a_backend_address_gives_the_addresses_of_all_calls() {
    for (backend, status) in [
        ("/api/chakra", "/api/chakra/status"),
        ("/api/chakra/", "/api/chakra/status"),
        ("/api/chakra//", "/api/chakra/status"),
        (" \n/api/chakra\n", "/api/chakra/status"),
        ("/api/chakra?x=1", "/api/chakra/status?x=1"),
        ("/api/chakra/?x=1&y=/", "/api/chakra/status?x=1&y=/"),
        ("/api/chakra?x=1#top", "/api/chakra/status?x=1"),
        ("/api/chakra#top", "/api/chakra/status"),
        ("https://api.example.com", "https://api.example.com/status"),
        (
            "HTTPS://api.example.com:8443/v1/",
            "HTTPS://api.example.com:8443/v1/status",
        ),
        ("//api.example.com/v1", "//api.example.com/v1/status"),
        (
            "https://bücher.example/x",
            "https://bücher.example/x/status",
        ),
        ("/", "/status"),
        (".", "./status"),
        ("/api/my chakra", "/api/my chakra/status"),
    ] {
        let (config, warnings) = read("backend", backend);
        assert_eq!(config.status, Some(Source::Url(status.to_owned())));
        assert_eq!(config.check(), Ok(()), "{backend}");
        assert_eq!(warnings, [""; 0], "{backend}");
    }
}

#[test]
fn an_address_of_its_own_is_used_unchanged() {
    let (config, _) = read("token-url", " /token?tenant=1#x ");
    assert_eq!(
        config.token,
        Some(Source::Url("/token?tenant=1#x".to_owned()))
    );
}

#[test]
fn an_address_for_which_no_request_is_possible_is_rejected() {
    for address in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:application/json,{}",
        "blob:https://example.com/1",
        "file:///srv/chakra",
        "ftp://example.com/x",
        "localhost:3000/api",
        "api.example.com:8443/x",
        "https://name:secret@example.com/x",
        "//name@example.com/x",
    ] {
        assert!(!address::is_usable(address), "{address}");
        for attribute in ["token-url", "backend", "status-url"] {
            let (config, warnings) = read(attribute, address);
            assert_eq!(
                config.check(),
                Err(Code::ConfigBadAddress),
                "{attribute} {address}"
            );
            assert_eq!(warnings.len(), 1, "{address}");
            assert!(!warnings[0].contains("secret"), "{}", warnings[0]);
            assert!(warnings[0].contains(attribute), "{}", warnings[0]);
        }
    }
    for address in [
        "/x@y",
        "/a:b",
        "a/b:c",
        "?x=a:b",
        "/@me/chakra",
        "https://example.com/@me?x=a@b",
        "http:relative",
        "",
    ] {
        assert!(address::is_usable(address), "{address}");
    }
}

#[test]
fn a_host_without_its_scheme_is_reported() {
    for address in [
        "api.example.com/x",
        "www.example.de",
        "example.com/chakra",
        "10.0.0.5/api",
    ] {
        let (config, warnings) = read("backend", address);
        assert_eq!(config.check(), Ok(()), "it may be a folder");
        assert_eq!(warnings.len(), 1, "{address}");
        assert!(warnings[0].contains("https://"), "{}", warnings[0]);
    }
    for address in ["chakra.php", "../x", "./v1.2/x", "api/v1", "x.json"] {
        assert_eq!(read("token-url", address).1, [""; 0], "{address}");
    }
}

#[test]
fn a_number_makes_an_address_another_one() {
    for (address, expected) in [
        ("https://example.com/sdk.js", "https://example.com/sdk.js?2"),
        ("/sdk.js?v=1", "/sdk.js?v=1&2"),
        ("/sdk.js#a?b", "/sdk.js?2#a?b"),
        ("/sdk.js?v=1#a", "/sdk.js?v=1&2#a"),
        ("", "?2"),
    ] {
        assert_eq!(address::numbered(address, 2), expected, "{address}");
    }
}

/// The output of a template whose variable has no value.
#[test]
fn a_missing_value_is_not_an_address() {
    for nothing in ["", "  ", "undefined", "null", "[object Object]"] {
        let (config, _) = read("backend", nothing);
        assert_eq!(config.status, None, "{nothing}");
        assert_eq!(config.check(), Err(Code::ConfigMissingTokenSource));
        let (config, _) = read("sdk-url", nothing);
        assert_eq!(config.sdk_url, None, "{nothing}");
    }
}
