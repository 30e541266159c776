//! The changes that a check makes, and the secrets that a report leaves out.

use chakra_backend_check::{Options, Verdict, check};

use crate::backend::{Backend, COOKIES, KEY, options};

#[tokio::test]
async fn without_permission_nothing_is_created_or_disconnected() {
    let backend = Backend::with("none").await;
    let options = Options {
        changes: false,
        ..options()
    };
    let report = check(&backend.target(), &options).await.unwrap();
    assert!(report.is_sound(), "{report}");
    for id in [
        "token-readable",
        "first-calls-at-once",
        "cross-site-disconnect",
        "disconnect-done",
    ] {
        let finding = report.finding(id).unwrap();
        assert_eq!(finding.verdict, Verdict::CannotTell, "{id}");
        assert_eq!(finding.evidence, ["only with --changes"], "{id}");
    }
    assert_eq!(backend.world.plugins().made, 0);
    assert_eq!(backend.world.plugins().disconnects, 0);
}

#[tokio::test]
async fn a_connection_that_exists_is_not_ended() {
    let backend = Backend::with("numbers-named").await;
    backend
        .world
        .plugins()
        .kept
        .insert("acme".to_owned(), "plugin-live".to_owned());
    let report = check(&backend.target(), &options()).await.unwrap();
    let finding = report.finding("disconnect-done").unwrap();
    assert_eq!(finding.verdict, Verdict::CannotTell);
    assert!(
        finding.evidence[0].contains("the tenant has a connection"),
        "{report}"
    );
    let plugins = backend.world.plugins();
    assert_eq!(plugins.kept["acme"], "plugin-live");
    assert_eq!((plugins.made, plugins.disconnects), (0, 0));
}

#[tokio::test]
async fn a_report_shows_no_session_no_key_and_no_token() {
    for fault in [
        "none",
        "no-key",
        "no-token-elsewhere",
        "token-readable",
        "code-of-the-key",
    ] {
        let backend = Backend::with(fault).await;
        let report = check(&backend.target(), &options()).await.unwrap();
        let json = serde_json::to_string(&report).unwrap();
        for text in [
            json,
            report.to_string(),
            format!("{report:?}"),
            format!("{:?}", backend.target()),
        ] {
            for secret in [KEY, "eyJ", "acme"].iter().chain(&COOKIES) {
                assert!(!text.contains(secret), "{fault}: {secret}: {text}");
            }
        }
    }
}
