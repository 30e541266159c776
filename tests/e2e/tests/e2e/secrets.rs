//! The connect token and the API key are nowhere that others can read, and the search would find them there.

use std::collections::BTreeSet;

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Finding, Haystack, KEY, PLACES, Rig, Scripted, TokenTap, calls, sandbox};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_secrets_are_nowhere_in_a_whole_signup() {
    let sandbox = sandbox().await;
    let tap = TokenTap::default();
    let app = Router::new().nest("/api/chakra", calls(&sandbox, DemoTenant).await);
    let rig = Rig::with_calls(tap.on(app)).await;
    let page = &rig.page;
    page.open("/").await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    let with_frame = Haystack::gather(page).await;
    widget.sign_up("error").await;
    page.has_outcomes(1).await;
    widget.tell("widget.reset()").await;
    page.has_heard("chakra-ready", 2).await;
    widget.becomes("not_connected").await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.settles().await;
    let at_the_end = Haystack::gather(page).await;

    let tokens = tap.tokens();
    assert_eq!(tokens.len(), 2, "one for each frame");
    // A part of a token is as sensitive: its claims name the customer, and its signature is the secret.
    let mut secrets = vec![KEY.to_owned()];
    for token in tokens {
        secrets.extend(token.split('.').skip(1).map(str::to_owned));
        secrets.push(token);
    }
    for haystack in [with_frame, at_the_end] {
        assert_eq!(haystack.search(&secrets), BTreeSet::new());
        // Checks that the search covered something.
        for (place, least) in [("dom", 20), ("url", 8), ("event", 2)] {
            let count = haystack.count(place);
            assert!(count >= least, "{place}: {count}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_search_finds_one_in_each_place() {
    let rig = Rig::with_calls(Scripted::default().router()).await;
    rig.page.open("/planted.html").await;
    let planted = "const [done] = arguments;
        const look = () => (window.planted ? done(null) : setTimeout(look, 10)); look();";
    rig.page.wait_for(planted).await;
    let haystack = Haystack::gather(&rig.page).await;
    for place in PLACES {
        // A cookie that scripts can read is in both places.
        let secret = match place {
            "cookie jar" => "planted-cookie".to_owned(),
            place => format!("planted-{}", place.replace(' ', "-")),
        };
        let found = haystack.search(std::slice::from_ref(&secret));
        let expected = Finding {
            place: place.to_owned(),
            secret,
        };
        assert!(found.contains(&expected), "{place}: {found:?}");
    }
    let absent = haystack.search(&["planted-nowhere".to_owned()]);
    assert!(absent.is_empty());
}
