//! The script that runs before the engine (npm/src/early.js) repeats the engine's names and rules. These tests compare
//! both.

use chakra_connect::contract::{ATTRIBUTES, PROPERTIES, events};
use chakra_connect::flow::config::{Config, Credentials, Functions, RequestHeaders, Source, Start};
use chakra_connect::flow::io::Intent;
use chakra_connect::flow::tenant::connection_name;

const EARLY: &str = include_str!("../../npm/src/early.js");

/// The names in calls such as `text(host, "tenant")`.
fn names_in(call: &str) -> Vec<&'static str> {
    let rests = EARLY.split(call).skip(1);
    rests.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn it_reads_existing_attributes_and_properties() {
    let attributes = names_in("text(host, \"");
    let functions = names_in("has(host, \"");
    assert!(
        attributes.len() >= 5 && functions.len() >= 2,
        "they are found"
    );
    for name in attributes.into_iter().chain(names_in("addressOf(host, \"")) {
        assert!(ATTRIBUTES.iter().any(|it| it.name == name), "{name}");
    }
    for name in functions {
        assert!(PROPERTIES.contains(&name), "{name}");
    }
}

#[test]
fn it_requests_the_engines_addresses() {
    let functions = Functions::default();
    let (config, _) = Config::read(
        |name| (name == "backend").then(|| "/api".to_owned()),
        functions,
    );
    let path = |source: &Option<Source>| match source {
        Some(Source::Url(url)) => url.trim_start_matches("/api/").to_owned(),
        other => panic!("{other:?}"),
    };
    for (attribute, source) in [("token-url", &config.token), ("status-url", &config.status)] {
        let call = format!("addressOf(host, \"{attribute}\", \"{}\")", path(source));
        assert!(EARLY.contains(&call), "{call}");
    }
}

#[test]
fn it_uses_the_engines_words() {
    for word in [
        events::BEFORE_CONNECT,
        Intent::Connect.as_str(),
        Credentials::Include.as_str(),
    ] {
        assert!(EARLY.contains(&format!("\"{word}\"")), "{word}");
    }
    let read = |value: &'static str| {
        let get = move |name: &str| (name == "start").then(|| value.to_owned());
        Config::read(get, Functions::default()).0.start
    };
    assert_eq!(
        (read("click"), read("manual")),
        (Start::Click, Start::Manual)
    );
    for test in ["=== \"manual\"", "/^(click|manual)$/"] {
        assert!(EARLY.contains(test), "{test}");
    }
}

/// The engine continues a remembered attempt, so the script requests no token for it.
#[test]
fn it_knows_a_remembered_attempt() {
    let name = connection_name(
        "https://app.example/api/status",
        None,
        &RequestHeaders::default(),
    );
    let line = EARLY
        .lines()
        .find(|line| line.starts_with("const REMEMBERED"));
    let start = line
        .and_then(|line| line.split('"').nth(1))
        .expect("it is found");
    assert!(!start.is_empty() && name.starts_with(start), "{name}");
}
