//! Faults of backends that partners copied, tested on an app beside the backend.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use chakra_e2e::until;
use chakra_sandbox::Failure;

use crate::forward_auth::case::Case;
use crate::forward_auth::stacks;
use crate::forward_auth::visitor::{CALLS, Visitor};

/// The copies searched whole bodies, with any status, for "plugin" and "not found".
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateways_error_text_loses_no_plugin() {
    let case = Case::flask().await;
    let plugin = case.acme.call("connect-token").await.plugin().to_owned();
    for (status, body) in [
        (503, r#"{"message":"Upstream: plugin service not found"}"#),
        (
            404,
            r#"{"_errors":["Client not found"],"_data":{"pluginId":null}}"#,
        ),
        (502, "<html>The plugin for this page was not found</html>"),
    ] {
        let failure = Failure {
            body: Some(body.to_owned()),
            ..Failure::with_status(status).times(1)
        };
        case.spoil(Some(failure), 0);
        let refused = case.acme.call("connect-token").await;
        assert!(refused.status >= 400, "{status}: {refused:?}");
        let again = case.acme.call("connect-token").await;
        assert_eq!(again.plugin(), plugin, "after {status} {body}");
    }
    assert_eq!(case.plugins(), 1);
}

/// The last writer won: a number connected in the first tab was on a plugin that no record had.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_have_one_plugin() {
    let case = Case::flask().await;
    case.spoil(None, 400);
    let (one, other) = tokio::join!(
        case.acme.call("connect-token"),
        case.acme.call("connect-token")
    );
    case.spoil(None, 0);
    let kept = case.acme.call("connect-token").await.plugin().to_owned();
    for told in [one, other] {
        // Being told to retry is fine; a different plugin is not.
        assert!(
            told.status == 503 || told.plugin() == kept,
            "{kept}: {told:?}"
        );
    }
    until("one plugin is left at Chakra", || case.plugins() == 1).await;
}

/// A plugin was created, the response was lost, and each retry of the widget created another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_response_leaves_at_most_one_plugin() {
    let case = Case::flask().await;
    case.spoil(Some(Failure::with_status(500).after_work()), 0);
    for _ in 0..4 {
        let told = case.acme.call("connect-token").await;
        assert!(told.status >= 500, "{told:?}");
    }
    assert_eq!(case.plugins(), 1);
}

/// A page of another site could create a plugin with a form, which needs no permission.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_site_creates_nothing() {
    let case = Case::flask().await;
    let origin = ("Origin", "https://other.example");
    let plain = ("Content-Type", "text/plain");
    for site in ["cross-site", ""] {
        for headers in [
            &[origin, ("Sec-Fetch-Site", site)][..],
            &[origin, plain, ("Sec-Fetch-Site", site)],
        ] {
            let told = case.acme.call_with("connect-token", headers).await;
            assert_eq!(
                (told.status, told.code()),
                (403, "cross_site"),
                "{headers:?}"
            );
        }
    }
    let told = case.acme.call_with("connect-token", &[plain]).await;
    assert_eq!(told.status, 415, "{told:?}");
    assert_eq!((case.plugins(), case.asked()), (0, 0));
}

/// `forget(tenant, undefined)`: Prisma ignores an undefined condition, so a rejection without a plugin deleted the
/// other tab's plugin.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_first_call_deletes_nobodys_plugin() {
    let case = Case::flask().await;
    let theirs = case.birch.call("connect-token").await.plugin().to_owned();
    let gone = || Failure {
        body: Some(r#"{"_errors":["Plugin not found"]}"#.to_owned()),
        ..Failure::with_status(404).times(1)
    };
    case.spoil(Some(gone()), 1_000);
    let asked = case.asked();
    let first = async { case.acme.call("connect-token").await };
    let second = async {
        until("the first is on its way", || case.asked() > asked).await;
        case.spoil(None, 0);
        case.acme.call("connect-token").await
    };
    let (first, second) = tokio::join!(first, second);
    let kept = case.acme.call("connect-token").await.plugin().to_owned();
    for told in [first, second] {
        assert!(
            told.status >= 400 || told.plugin() == kept,
            "{kept}: {told:?}"
        );
    }
    assert_eq!(case.birch.call("connect-token").await.plugin(), theirs);
    assert_eq!(case.plugins(), 2);
}

/// `update!` validated the whole row after the plugin was created. An old row that failed the validation lost the
/// plugin each time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_fails_validation_keeps_its_plugin() {
    let case = Case::rails().await;
    let spoil = "require 'sqlite3'\nSQLite3::Database.new('app.sqlite3').execute('UPDATE companies SET email = NULL')\n";
    let folder = &case.world.app.folder;
    folder.write("spoil.rb", spoil);
    folder
        .runs(&stacks::named("RUBY", "ruby"), "spoil.rb")
        .await;
    let first = case.acme.call("connect-token").await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(
        case.acme.call("connect-token").await.plugin(),
        first.plugin()
    );
    assert_eq!(case.plugins(), 1);
}

/// The app held a row lock and a thread for as long as Chakra took to respond.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_chakra_blocks_nothing_in_the_app() {
    let mut case = Case::rails().await;
    case.spoil(None, 60_000);
    // More than the app has threads.
    let calls = [(); 8].map(|()| {
        let visitor = case.acme.clone();
        tokio::spawn(async move { visitor.call("connect-token").await })
    });
    until("Chakra is asked", || case.asked() > 0).await;
    case.acme
        .submit("/company", Some(("name", "Acme & Co.")))
        .await;
    let waiting = calls.iter().filter(|call| !call.is_finished()).count();
    assert_eq!(waiting, calls.len(), "the app has waited for Chakra");
    case.spoil(None, 0);
    case.world.sandbox.release();
    for call in calls {
        let told = call.await.unwrap();
        assert_eq!(told.status, 200, "{told:?}");
    }
    assert_eq!(case.plugins(), 1);
}

/// A development server made everybody in the network the demo tenant, with the real key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_signed_in_because_an_app_is_in_development() {
    let case = Case::rails().await;
    let app = &case.world.app.program.origin;
    let backend = case.world.backend.url();
    for origin in [app.as_str(), backend.trim_end_matches('/')] {
        let address: SocketAddr = origin.trim_start_matches("http://").parse().unwrap();
        let elsewhere = SocketAddr::from(([127, 0, 0, 2], address.port()));
        let reached = TcpStream::connect_timeout(&elsewhere, Duration::from_secs(5));
        assert!(reached.is_err(), "{origin} also listens to the network");
    }
    let nobody = Visitor::new(backend.trim_end_matches('/'));
    for (_, name, _) in CALLS {
        assert_eq!(nobody.call(name).await.status, 401, "{name}");
    }
}
