//! Exactly one, complete way to identify the tenant. The demo's is accepted only where it is harmless.

use super::{FILE, HEADER, KEY, STAND_IN, faults, is_refused, read};
use crate::configuration::TenantSource;

#[test]
fn the_demo_tenant_is_for_loopback_only() {
    for (address, allowed) in [
        ("127.0.0.1:0", true),
        ("[::1]:80", true),
        ("0.0.0.0:80", false),
        ("[::]:80", false),
        ("192.168.0.2:80", false),
    ] {
        let flags = [
            &STAND_IN[..],
            &FILE,
            &["--demo-tenant", "--listen", address],
        ]
        .concat();
        if allowed {
            assert_eq!(faults(&flags, &[KEY]), [""; 0], "{address}");
        } else {
            is_refused(&flags, "--demo-tenant", "loopback address");
        }
    }
    let flags = [&HEADER[..], &FILE, &["--listen", "0.0.0.0:80"]].concat();
    let tenants = read(&flags, &[KEY]).unwrap().tenants;
    assert!(tenants.believes_anybody(), "{tenants:?}");
}

#[test]
fn the_demo_tenant_with_a_real_key_needs_two_confirmations() {
    let real = ["--chakra-api-url", "https://api.chakrahq.com"];
    let twice = ["--demo-tenant", "--demo-tenant-with-real-key"];
    for (address, flags, allowed) in [
        (&STAND_IN[..], &twice[..1], true),
        (&[], &twice[..1], false),
        (&real, &twice[..1], false),
        (&real, &twice, true),
    ] {
        let flags = [address, &FILE, flags].concat();
        if allowed {
            assert_eq!(faults(&flags, &[KEY]), [""; 0], "{flags:?}");
        } else {
            is_refused(&flags, "--demo-tenant", "--demo-tenant-with-real-key");
        }
    }
    let alone = [&HEADER[..], &FILE, &twice[1..]].concat();
    is_refused(
        &alone,
        "--demo-tenant-with-real-key",
        "demo-tenant is not given",
    );
}

#[test]
fn exactly_one_way_to_identify_the_tenant_is_required() {
    let both = [&STAND_IN[..], &FILE, &HEADER, &["--demo-tenant"]].concat();
    is_refused(&both, "--demo-tenant", "keep one of them");
    let none = [&STAND_IN[..], &FILE].concat();
    is_refused(&none, "--jwt-issuer", "no way to tell the tenant");
    let of_clients = [&FILE[..], &["--tenant-header", "Cookie"]].concat();
    is_refused(&of_clients, "--tenant-header", "X-Tenant-Id");
}

#[test]
fn a_token_needs_an_audience_and_a_key() {
    let issuer = [&FILE[..], &["--jwt-issuer", "https://id.example/"]].concat();
    is_refused(&issuer, "--jwt-audience", "it is not given");
    let audience = [&issuer[..], &["--jwt-audience", "chakra"]].concat();
    is_refused(&audience, "--jwt-issuer", "key");
    let keys = [&audience[..], &["--jwt-jwks", "https://id.example/keys"]].concat();
    let tenants = read(&keys, &[KEY]).unwrap().tenants;
    assert!(matches!(tenants, TenantSource::Jwt(_)));
    let insecure = [&audience[..], &["--jwt-jwks", "http://id.example/keys"]].concat();
    is_refused(&insecure, "--jwt-jwks", "https");
    let weak = faults(&audience, &[KEY, ("CHAKRA_JWT_SECRET", "hidden")]).join("");
    assert!(
        weak.starts_with("CHAKRA_JWT_SECRET: ") && !weak.contains("hidden"),
        "{weak}"
    );
}

#[test]
fn settings_of_another_way_are_rejected() {
    let ask = [&FILE[..], &["--forward-auth", "https://app.example/who"]].concat();
    let tenants = read(&ask, &[KEY]).unwrap().tenants;
    assert!(matches!(tenants, TenantSource::ForwardAuth(_)));
    let mixed = [&ask[..], &["--jwt-cookie", "session"]].concat();
    is_refused(&mixed, "--jwt-cookie", "jwt-issuer is not given");
    let plain = [&FILE[..], &["--forward-auth", "http://app.internal/who"]].concat();
    is_refused(&plain, "--forward-auth", "https");
    let meant = [&plain[..], &["--forward-auth-over-plain-http"]].concat();
    assert_eq!(faults(&meant, &[KEY]), [""; 0]);
}

#[test]
fn the_quota_of_a_tenant_belongs_to_every_way() {
    let ways: [&[&str]; 3] = [
        &["--demo-tenant", "--chakra-api-url", "http://127.0.0.1:1"],
        &HEADER,
        &["--forward-auth", "https://app.example/who"],
    ];
    for way in ways {
        let flags = [way, &FILE, &["--calls-per-tenant", "0"]].concat();
        assert_eq!(faults(&flags, &[KEY]), [""; 0], "{way:?}");
    }
}

#[test]
fn a_secret_and_its_header_are_given_together() {
    let headers = [&FILE[..], &HEADER].concat();
    let named = [&headers[..], &["--tenant-secret-header", "X-Proxy-Secret"]].concat();
    let secret = ("CHAKRA_TENANT_SECRET", "sixteen-characters-or-more");
    for told in [faults(&named, &[KEY]), faults(&headers, &[KEY, secret])] {
        assert!(told.join("").contains("are given together"), "{told:?}");
    }
    let tenants = read(&named, &[KEY, secret]).unwrap().tenants;
    assert!(!tenants.believes_anybody());
    let weak = faults(&named, &[KEY, ("CHAKRA_TENANT_SECRET", "hidden")]).join("");
    assert!(!weak.is_empty() && !weak.contains("hidden"), "{weak}");
}
