//! The addresses and headers that a check uses. Nothing reveals them.

use super::*;

fn target(base: &str) -> Target {
    Target::new(base).unwrap()
}

#[test]
fn calls_are_under_the_address_or_at_their_own() {
    for base in [
        "https://app.example/api/chakra",
        "https://app.example/api/chakra/",
    ] {
        let url = target(base).address(Call::Status);
        assert_eq!(url.as_str(), "https://app.example/api/chakra/status");
    }
    let own = target("https://app.example").with_token_url("https://app.example/t");
    assert_eq!(
        own.unwrap().address(Call::Token).as_str(),
        "https://app.example/t"
    );
}

#[test]
fn an_invalid_target_is_rejected_without_its_value() {
    let refused = |base: &str| Target::new(base).unwrap_err();
    assert_eq!(refused("app.example"), TargetError::NotAnAddress);
    assert_eq!(refused("ftp://app.example"), TargetError::NotAnAddress);
    assert_eq!(
        refused("https://me:hidden@app.example"),
        TargetError::WithPassword
    );
    assert_eq!(
        refused("https://app.example/?token=hidden"),
        TargetError::WithQuery
    );
    let told = target("https://app.example").with_header("Cookie hidden");
    assert!(!format!("{told:?}").contains("hidden"));
}

#[test]
fn no_debug_form_shows_a_session() {
    let target = target("https://app.example").with_header("Cookie: sid=hidden");
    assert!(!format!("{target:?}").contains("hidden"));
}

#[test]
fn other_sites_send_what_a_browser_adds_by_itself() {
    let with = |lines: &[&str]| {
        let mut target = target("https://app.example");
        for line in lines {
            target = target.with_header(line).unwrap();
        }
        target
    };
    let cookie = with(&["Cookie: a=b", "X-CSRF-Token: t", "Authorization: Bearer t"]);
    assert_eq!(cookie.ambient().len(), 1);
    assert!(cookie.is_ambient());
    assert!(with(&["Authorization: Basic dTpw"]).is_ambient());
    let bearer = with(&["Authorization: Bearer t"]);
    assert!(!bearer.is_ambient());
    // A proxy adds the header because of a cookie.
    let proxy = with(&["X-Tenant-Id: acme"]);
    assert!(proxy.is_ambient());
    assert!(!proxy.with_page_header("x-tenant-id").unwrap().is_ambient());
}

#[test]
fn a_sibling_is_on_the_same_site_and_not_the_page() {
    let sibling = |base| target(base).sibling_origin();
    assert_eq!(
        sibling("https://app.example/api"),
        "https://other.app.example"
    );
    assert_eq!(sibling("http://127.0.0.1:3000"), "http://127.0.0.1:9");
    assert_eq!(sibling("http://localhost:3000"), "http://localhost:9");
}
