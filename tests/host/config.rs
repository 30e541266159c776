//! The element's attributes: the address of each call, and a warning for each unknown value.

use chakra_connect::contract::docs::ATTRIBUTES;
use chakra_connect::flow::config::{Config, Credentials, Functions, Source, Start, Warning};
use chakra_connect::flow::error::Code;

fn read(attributes: &[(&str, &str)]) -> (Config, Vec<Warning>) {
    read_with(attributes, Functions::default())
}

fn read_with(attributes: &[(&str, &str)], functions: Functions) -> (Config, Vec<Warning>) {
    let get = |name: &str| {
        let found = attributes.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::read(get, functions)
}

#[allow(clippy::unnecessary_wraps)]
fn url(text: &str) -> Option<Source> {
    Some(Source::Url(text.to_owned()))
}

#[test]
fn backend_gives_all_four_calls() {
    for base in ["/api/chakra", "/api/chakra/", " /api/chakra "] {
        let (config, warnings) = read(&[("backend", base)]);
        assert_eq!(config.token, url("/api/chakra/connect-token"));
        assert_eq!(config.status, url("/api/chakra/status"));
        assert_eq!(config.event, url("/api/chakra/connect-event"));
        assert_eq!(config.disconnect, url("/api/chakra/disconnect"));
        assert!(warnings.is_empty());
    }
}

#[test]
fn each_call_has_its_own_address() {
    let (config, _) = read(&[
        ("backend", "/b"),
        ("token-url", "/t"),
        ("status-url", "/s"),
        ("event-url", "/e"),
        ("disconnect-url", "/d"),
        ("sdk-url", "/x.js"),
    ]);
    assert_eq!(
        [config.token, config.status, config.event, config.disconnect],
        [url("/t"), url("/s"), url("/e"), url("/d")]
    );
    assert_eq!(config.sdk_url.as_deref(), Some("/x.js"));
}

#[test]
fn only_the_token_is_mandatory() {
    let (config, _) = read(&[("token-url", "/t")]);
    assert_eq!(config.check(), Ok(()));
    assert_eq!(
        [config.status, config.event, config.disconnect],
        [None, None, None]
    );
    for attributes in [&[][..], &[("backend", " ")], &[("status-url", "/s")]] {
        assert_eq!(
            read(attributes).0.check(),
            Err(Code::ConfigMissingTokenSource)
        );
    }
}

#[test]
fn functions_go_before_addresses() {
    let functions = Functions {
        token: true,
        status: false,
        disconnect: true,
        event: true,
    };
    let (config, _) = read_with(&[("backend", "/b")], functions);
    assert_eq!(config.token, Some(Source::Function));
    assert_eq!(config.status, url("/b/status"));
    assert_eq!(config.disconnect, Some(Source::Function));
    assert_eq!(config.event, Some(Source::Function));
}

#[test]
fn the_address_of_a_mock_needs_the_functions_of_the_testing_entry() {
    let attributes = [("backend", "mock:several_numbers")];
    let (config, warnings) = read(&attributes);
    assert_eq!(config.check(), Err(Code::ConfigBadAddress));
    assert!(
        Code::ConfigBadAddress
            .developer()
            .contains("`chakra-whatsapp-connect/testing`")
    );
    // The failure explains it, so there is no warning.
    assert!(warnings.is_empty());
    let functions = Functions {
        token: true,
        status: true,
        disconnect: true,
        event: true,
    };
    let (config, warnings) = read_with(&attributes, functions);
    assert_eq!(config.check(), Ok(()));
    assert!(warnings.is_empty());
}

#[test]
fn start() {
    for (text, start) in [
        ("visible", Start::Visible),
        ("click", Start::Click),
        (" manual ", Start::Manual),
    ] {
        let (config, warnings) = read(&[("start", text)]);
        assert_eq!(config.start, start);
        assert!(warnings.is_empty());
    }
    assert_eq!(read(&[]).0.start, Start::Visible);
}

#[test]
fn cookies_go_to_other_origins_only_on_request() {
    assert_eq!(read(&[]).0.credentials, Credentials::SameOrigin);
    let named = read(&[("credentials", "same-origin")]).0;
    assert_eq!(named.credentials, Credentials::SameOrigin);
    let named = read(&[("credentials", "include")]).0;
    assert_eq!(named.credentials, Credentials::Include);
}

#[test]
fn an_unknown_value_gives_one_warning_and_the_default() {
    let (config, warnings) = read(&[
        ("start", "Click"),
        ("theme", "blue"),
        ("credentials", "omit"),
    ]);
    assert_eq!(config.start, Start::Visible);
    assert_eq!(config.credentials, Credentials::SameOrigin);
    let texts: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), 3);
    let start = texts.iter().find(|text| text.contains("start=")).unwrap();
    for part in [
        "<chakra-whatsapp-connect>",
        "start=\"Click\"",
        "allowed: visible, click, manual",
        "taken: visible",
    ] {
        assert!(start.contains(part), "{start}");
    }
}

#[test]
fn every_attribute_is_read_under_its_own_name() {
    for row in ATTRIBUTES {
        let attribute = row.item;
        assert!(!row.meaning.is_empty());
        let asked = std::cell::Cell::new(false);
        let note = |name: &str| {
            asked.set(asked.get() || name == attribute.name);
            None
        };
        let _ = Config::read(note, Functions::default());
        assert!(asked.get(), "{} is never read", attribute.name);
    }
}
