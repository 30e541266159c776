//! The command line without the process around it.

use super::*;
use chakra_backend::chakra::ApiKeyError;

const STAND_IN: [&str; 2] = ["--chakra-api-url", "http://127.0.0.1:1"];

const FILE: [&str; 2] = ["--database", "backend.sqlite"];

fn parse_bare(arguments: &[&str]) -> Result<CommandLine, clap::Error> {
    CommandLine::try_parse_from([&["chakra-backend"], arguments].concat())
}

/// With a database.
fn parse(arguments: &[&str]) -> Result<CommandLine, clap::Error> {
    parse_bare(&[&FILE, arguments].concat())
}

#[test]
fn exactly_one_way_to_tell_the_tenant_is_needed() {
    for arguments in [&[][..], &["--demo-tenant", "--tenant-header", "x-tenant"]] {
        assert_eq!(
            parse(arguments).unwrap_err().exit_code(),
            2,
            "{arguments:?}"
        );
    }
}

#[test]
fn the_demo_tenant_is_for_loopback_only() {
    for (address, allowed) in [
        ("127.0.0.1:0", true),
        ("[::1]:80", true),
        ("0.0.0.0:80", false),
        ("[::]:80", false),
        ("192.168.0.2:80", false),
    ] {
        let line = [&STAND_IN[..], &["--demo-tenant", "--listen", address]].concat();
        let line = parse(&line).unwrap();
        let settings = line.settings(Some("key"));
        assert_eq!(settings.is_ok(), allowed, "{address}");
        if let Err(error) = settings {
            assert_eq!(error, CommandLineError::DemoNotOnLoopback);
        }
    }
    let line = parse(&["--tenant-header", "X-Tenant", "--listen", "0.0.0.0:80"]).unwrap();
    let (_, source) = line.settings(Some("key")).unwrap();
    let header = HeaderName::from_static("x-tenant");
    assert_eq!(source, TenantSource::Header(header));
}

#[test]
fn the_demo_tenant_with_a_real_key_is_said_twice() {
    let real = ["--chakra-api-url", DEFAULT_API_URL];
    let twice = ["--demo-tenant", "--demo-tenant-with-real-key"];
    for (address, flags, allowed) in [
        (&STAND_IN[..], &twice[..1], true),
        (&[], &twice[..1], false),
        (&real, &twice[..1], false),
        (&real, &twice, true),
    ] {
        let line = parse(&[address, flags].concat()).unwrap();
        let settings = line.settings(Some("key"));
        assert_eq!(settings.is_ok(), allowed, "{address:?} {flags:?}");
        if let Err(error) = settings {
            assert_eq!(error, CommandLineError::DemoWithRealKey);
        }
    }
    let alone = ["--tenant-header", "x-tenant", "--demo-tenant-with-real-key"];
    assert!(parse(&alone).is_err());
}

#[test]
fn a_header_that_clients_set_is_no_tenant_header() {
    let error = parse(&["--tenant-header", "Cookie"]).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("X-Tenant-Id"), "{error}");
}

#[test]
fn a_key_is_needed() {
    for (key, error) in [
        (None, CommandLineError::NoKey),
        (Some(""), CommandLineError::BadKey(ApiKeyError::Empty)),
        (
            Some("a b"),
            CommandLineError::BadKey(ApiKeyError::NotAHeaderValue),
        ),
    ] {
        let line = parse(&["--demo-tenant"]).unwrap();
        assert_eq!(line.settings(key).unwrap_err(), error);
    }
}

#[test]
fn a_database_is_named_or_done_without_in_a_demo_only() {
    let demo = [&STAND_IN[..], &["--demo-tenant"]].concat();
    let tenants = ["--tenant-header", "x-tenant"];
    let in_memory = ["--database-in-memory"];
    assert_eq!(parse_bare(&demo).unwrap_err().exit_code(), 2);
    assert!(parse(&[&demo[..], &in_memory].concat()).is_err());
    for (who, database, expected) in [
        (
            &demo[..],
            &FILE[..],
            Ok(Database::File("backend.sqlite".into())),
        ),
        (&demo, &in_memory, Ok(Database::InMemory)),
        (&tenants, &FILE, Ok(Database::File("backend.sqlite".into()))),
        (&tenants, &in_memory, Err(CommandLineError::TenantsInMemory)),
        (
            &tenants,
            &["--database", "absent-folder/backend.sqlite"],
            Err(CommandLineError::NoDatabaseFolder("absent-folder".into())),
        ),
    ] {
        let line = parse_bare(&[who, database].concat()).unwrap();
        let database = line
            .settings(Some("key"))
            .map(|(settings, _)| settings.database);
        assert_eq!(database, expected, "{who:?}");
    }
}

#[test]
fn times_are_set_and_fit_into_each_other() {
    let tenants = ["--tenant-header", "x-tenant"];
    for (times, expected) in [
        (&[][..], Ok((12, 6, 15))),
        (&["--request-time", "20"], Ok((20, 6, 23))),
        (
            &["--request-time", "8", "--chakra-call-time", "8"],
            Ok((8, 8, 11)),
        ),
        (
            &["--request-time", "5"],
            Err(CommandLineError::CallLongerThanRequest),
        ),
    ] {
        let line = parse(&[&tenants, times].concat()).unwrap();
        let told = line.settings(Some("key")).map(|(settings, _)| {
            (
                settings.request_time.unwrap().as_secs(),
                settings.api_timeout.unwrap().as_secs(),
                settings.limits.drain_time.as_secs(),
            )
        });
        assert_eq!(told, expected, "{times:?}");
    }
    for time in ["0", "61", "1.5", "soon"] {
        assert!(parse(&[&tenants[..], &["--request-time", time]].concat()).is_err());
    }
}
