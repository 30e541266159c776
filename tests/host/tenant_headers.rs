//! Which headers distinguish tenants, and the name of a connection.

use chakra_connect::flow::config::RequestHeaders;
use chakra_connect::flow::tenant::{connection_name, is_request_id, names_tenant, tenant_headers};

fn headers(pairs: &[(&str, &str)]) -> RequestHeaders {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    RequestHeaders(pairs.iter().map(owned).collect())
}

#[test]
fn headers_that_differ_in_each_request_do_not_distinguish_tenants() {
    for name in [
        "authorization",
        "x-csrf-token",
        "x-csrftoken",
        "csrf-token",
        "x-xsrf-token",
        "requestverificationtoken",
        "traceparent",
        "tracestate",
        "sentry-trace",
        "x-amzn-trace-id",
        "x-b3-traceid",
        "x-b3-spanid",
        "x-datadog-parent-id",
        "x-request-id",
        "x-correlation-id",
        "idempotency-key",
    ] {
        assert!(!names_tenant(name), "{name}");
    }
    for name in [
        "x-tenant",
        "x-workspace",
        "x-auth-tenant",
        "x-team-id",
        "x-api-key",
        "x-requested-for",
        "accept-language",
    ] {
        assert!(names_tenant(name), "{name}");
    }
}

/// A changed credential is a reason to send a new request; a changed request id is not.
#[test]
fn request_ids_are_not_credentials() {
    for name in ["traceparent", "x-request-id", "idempotency-key", "b3"] {
        assert!(is_request_id(name), "{name}");
    }
    for name in ["authorization", "x-csrf-token", "x-tenant"] {
        assert!(!is_request_id(name), "{name}");
    }
}

#[test]
fn a_function_is_compared_by_the_headers_that_distinguish_tenants() {
    let before = headers(&[
        ("authorization", "1"),
        ("traceparent", "1"),
        ("x-tenant", "a"),
    ]);
    let after = headers(&[("authorization", "2"), ("x-tenant", "a")]);
    let other = headers(&[("authorization", "2"), ("x-tenant", "b")]);
    assert_eq!(tenant_headers(before.clone()), tenant_headers(after));
    assert_ne!(tenant_headers(before), tenant_headers(other));
}

#[test]
fn connections_have_a_name_each() {
    let none = headers(&[]);
    let names = [
        connection_name("/status", None, &none),
        connection_name("/other", None, &none),
        connection_name("/status", Some("a"), &none),
        connection_name("/status", Some("b"), &none),
        connection_name("/status", None, &headers(&[("x-tenant", "a")])),
        connection_name("/status", None, &headers(&[("x-tenant", "b")])),
        connection_name("/status", None, &headers(&[("x-tenanta", "")])),
        connection_name("/status", None, &headers(&[("x-tenant", ""), ("a", "")])),
        connection_name("/status", Some("a"), &headers(&[("x-tenant", "a")])),
    ];
    for (index, name) in names.iter().enumerate() {
        assert!(!names[..index].contains(name), "{name}");
    }
    assert_eq!(names[0], "chakra-connect /status");
    assert_eq!(names[2], "chakra-connect /status tenant=a");
}

#[test]
fn a_name_survives_a_reload_and_contains_no_value() {
    let before = headers(&[("authorization", "Bearer one"), ("x-tenant", "secret")]);
    let after = headers(&[("authorization", "Bearer two"), ("x-tenant", "secret")]);
    let name = connection_name("/status", None, &before);
    assert_eq!(name, connection_name("/status", None, &after));
    assert!(
        !name.contains("Bearer") && !name.contains("secret"),
        "{name}"
    );
}
