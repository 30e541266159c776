//! The WebAssembly cannot be loaded, in every possible way: the customer reads it and can retry, and the developer gets
//! the exact cause.

use std::io::Write;

use chakra_e2e::{Cdn, Fault, Page, Part, Rig, Site};
use serde_json::Value;

use super::documented;

const FALLBACK: &str = "https://partner.example/connect";

fn html(cdn: &Cdn, first: &str, attributes: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">{first}
{}</head><body>
<chakra-whatsapp-connect id="widget" backend="/api" fallback-url="{FALLBACK}" {attributes}></chakra-whatsapp-connect></body></html>"#,
        cdn.tag()
    )
}

async fn opened(cdn: &Cdn, first: &str, policy: Option<&str>) -> Rig<Site> {
    let page = html(cdn, first, "");
    let served = cdn
        .clone()
        .page_with_policy("it", page, policy.map(str::to_owned));
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/it").await;
    rig
}

/// Waits until the card has this text. Translated text arrives a moment later.
async fn reads(page: &Page, words: &str) {
    page.wait_for(&format!(
        "const [done] = arguments;
        const root = document.querySelector('#widget').shadowRoot;
        const look = () => root.textContent.includes({words:?}) && done(observer.disconnect());
        const observer = new MutationObserver(look);
        observer.observe(root, {{ subtree: true, childList: true }});
        look();"
    ))
    .await;
}

/// Checks the event, the state and what the customer sees.
async fn tells(page: &Page, code: &str, times: usize) {
    page.has_heard("chakra-failed", times).await;
    let widget = page.widget();
    assert_eq!(widget.state().await, "unavailable", "{code}");
    let events = page.events().await;
    let failed: Vec<_> = events
        .iter()
        .filter(|event| event.name == "chakra-failed")
        .collect();
    let told = failed[times - 1];
    assert_eq!(failed.len(), times, "{code}: {failed:#?}");
    assert_eq!(told.text("code"), code, "{}", told.text("message"));
    assert!(told.bubbles && told.composed);
    assert_eq!(told.detail["retryable"], true);
    assert!(!told.text("message").is_empty());
    assert!(told.text("docs").ends_with(&format!("#{code}")), "{told:?}");
    // The style sheet needs a network. Offline, the plain text stays.
    if code != "offline" {
        page.shows("document.querySelector('#widget').shadowRoot.querySelector('h2')")
            .await;
    }
    reads(page, documented::sentence(code)).await;
    let words = widget.words().await;
    assert!(words.contains(code), "{words}");
    assert_eq!(widget.buttons().await, ["Try again"], "{code}");
    let link: String = widget.ask("root.querySelector('a').href").await;
    assert_eq!(link, FALLBACK);
    let waited: f64 = page.run("return performance.now()", &[]).await;
    let row = format!(
        "never blank {code:<26} reported after {:>5.1} s\n",
        waited / 1000.0
    );
    std::io::stdout().write_all(row.as_bytes()).unwrap();
}

async fn retried(page: &Page) {
    page.widget().click("Try again").await;
    page.widget().becomes("connected").await;
    let words = page.widget().words().await;
    assert!(words.contains("+1 555 0100"), "{words}");
    let changes: Vec<(String, String)> = page
        .events()
        .await
        .iter()
        .filter(|event| event.name == "chakra-statechange")
        .map(|event| {
            (
                event.text("previous").to_owned(),
                event.text("state").to_owned(),
            )
        })
        .collect();
    let expected = [
        ("loading", "unavailable"),
        ("unavailable", "loading"),
        ("loading", "connected"),
    ];
    assert_eq!(
        changes,
        expected.map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
}

/// A part is broken, then restored.
async fn fails_and_recovers(cdn: Cdn, part: Part, fault: Fault, code: &str) {
    cdn.spoil(part, fault);
    let rig = opened(&cdn, "", None).await;
    tells(&rig.page, code, 1).await;
    rig.page.widget().click("Try again").await;
    tells(&rig.page, code, 2).await;
    rig.page.shot(code).await;
    // All tests share two browsers, so this one is closed first.
    drop(rig);

    let rig = opened(&cdn, "", None).await;
    tells(&rig.page, code, 1).await;
    cdn.mend();
    retried(&rig.page).await;
}

macro_rules! fails {
    ($cdn:expr; $($name:ident: $part:ident, $fault:expr => $code:literal;)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            fails_and_recovers($cdn, Part::$part, $fault, $code).await;
        })*
    };
}

fails! {
    Cdn::new();
    a_missing_module: Wasm, Fault::Missing => "wasm_load_failed";
    missing_glue: Glue, Fault::Missing => "wasm_load_failed";
    a_page_in_the_modules_place: Wasm, Fault::Html => "wasm_wrong_mime";
    a_page_in_the_glues_place: Glue, Fault::Html => "wasm_wrong_mime";
    glue_as_plain_text: Glue, Fault::Mime("text/plain") => "wasm_wrong_mime";
    a_corrupted_module: Wasm, Fault::Corrupted => "wasm_integrity_mismatch";
    corrupted_glue: Glue, Fault::Corrupted => "wasm_integrity_mismatch";
}

// The package has no hashes, because a bundler may change its files.
fails! {
    Cdn::of_package();
    missing_glue_of_the_package: Glue, Fault::Missing => "wasm_load_failed";
    a_page_in_the_place_of_the_packages_module: Wasm, Fault::Html => "wasm_wrong_mime";
    a_corrupted_module_of_the_package: Wasm, Fault::Corrupted => "wasm_corrupted";
    a_connection_that_breaks_off: Wasm, Fault::Cut => "wasm_load_failed";
    a_truncated_module_of_the_package: Wasm, Fault::Truncated => "wasm_corrupted";
    truncated_glue_of_the_package: Glue, Fault::Truncated => "wasm_corrupted";
    a_module_of_another_version_of_the_package: Wasm, Fault::OtherVersion => "wasm_corrupted";
    a_module_that_is_not_the_packages: Wasm, Fault::Stranger => "wasm_corrupted";
}

/// The right bytes are accepted with any content type.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_module_of_an_unknown_type_works() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Mime("application/octet-stream"));
    let rig = opened(&cdn, "", None).await;
    rig.page.widget().becomes("connected").await;
    assert!(rig.page.outcomes().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_forbids_webassembly() {
    let cdn = Cdn::new();
    let policy = "default-src 'none'; script-src 'self'; connect-src 'self'";
    let rig = opened(&cdn, "", Some(policy)).await;
    tells(&rig.page, "wasm_blocked_by_csp", 1).await;
    assert_eq!(
        cdn.asked(),
        [Part::Loader, Part::Early, Part::Failure],
        "nothing is fetched that cannot run"
    );
    rig.page.widget().click("Try again").await;
    tells(&rig.page, "wasm_blocked_by_csp", 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_forbids_the_fetch() {
    let cdn = Cdn::new();
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
    let rig = opened(&cdn, "", Some(policy)).await;
    tells(&rig.page, "wasm_load_failed", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_webassembly() {
    let cdn = Cdn::new();
    let old = "<script>window.kept = WebAssembly; delete window.WebAssembly;</script>";
    let rig = opened(&cdn, old, None).await;
    tells(&rig.page, "wasm_unsupported", 1).await;
    let _: Value = rig
        .page
        .run("window.WebAssembly = window.kept; return null", &[])
        .await;
    retried(&rig.page).await;
}

/// A failure that needs no network is noticed at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_tries_again_at_once_keeps_its_tab() {
    let cdn = Cdn::new();
    for again in [
        "target.refresh().then(() => ends++)",
        "target.connect().then(() => ends++)",
        "ends++; target.replaceWith(target.cloneNode())",
    ] {
        let first = format!(
            "<script>
            window.kept = WebAssembly;
            delete window.WebAssembly;
            let turns = 0, tries = 0, ends = 0;
            setInterval(() => turns++);
            addEventListener('chakra-failed', ({{ target }}) => {{ tries++; {again}; }});
            </script>"
        );
        let rig = opened(&cdn, &first, None).await;
        rig.page
            .comes_true("turns > 5 && tries > 5 && ends > 4")
            .await;
        let _: Value = rig
            .page
            .run("window.WebAssembly = window.kept; return null", &[])
            .await;
        rig.page.widget().becomes("connected").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_widget_is_told_although_the_first_tries_again() {
    let cdn = Cdn::new();
    let first = "<script>
        delete window.WebAssembly;
        const told = { widget: 0, another: 0 };
        addEventListener('chakra-failed', ({ target }) => {
          told[target.id]++;
          if (target.id === 'widget') target.refresh();
        });
        addEventListener('DOMContentLoaded', () => {
          const another = widget.cloneNode();
          another.id = 'another';
          document.body.append(another);
        });
        </script>";
    let rig = opened(&cdn, first, None).await;
    rig.page
        .comes_true("told.widget > 3 && told.another > 3")
        .await;
}

/// As documented, whatever the reason.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_settle_in_their_own_form() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Missing);
    let rig = opened(&cdn, "", None).await;
    tells(&rig.page, "wasm_load_failed", 1).await;
    let told: Value = rig
        .page
        .run(
            "return Promise.all(['connect', 'disconnect', 'refresh', 'reset'].map((name) => widget[name]()))",
            &[],
        )
        .await;
    for (at, form) in ["type", "type", "state", "state"].into_iter().enumerate() {
        let word = if form == "type" {
            "failed"
        } else {
            "unavailable"
        };
        assert_eq!(told[at][form], word, "{told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offline() {
    let cdn = Cdn::new();
    let served = cdn.clone().page("it", html(&cdn, "", r#"load="intent""#));
    let rig = Rig::with_calls(served.router()).await;
    let page = &rig.page;
    page.open("/pages/it").await;
    page.settles().await;
    page.goes_offline().await;
    page.widget()
        .tell("root.querySelector('.card').focus()")
        .await;
    tells(page, "offline", 1).await;
    page.goes_online().await;
    retried(page).await;
}

/// After ten seconds a message appears. A file that still arrives later is used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Silence);
    let stamp = "<script>addEventListener('chakra-failed', (event) => (window.failedAt ??= event.timeStamp))</script>";
    let rig = opened(&cdn, stamp, None).await;
    tells(&rig.page, "load_timeout", 1).await;
    let waited: f64 = rig.page.run("return window.failedAt", &[]).await;
    assert!((10_000.0..20_000.0).contains(&waited), "{waited} ms");
    cdn.mend();
    rig.page.widget().becomes("connected").await;
    let words = rig.page.widget().words().await;
    assert!(words.contains("+1 555 0100"), "{words}");
    assert_eq!(rig.page.outcomes().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_pages_language_and_without_an_invalid_link() {
    let cdn = Cdn::new();
    cdn.spoil(Part::Wasm, Fault::Missing);
    let page = html(&cdn, "", "")
        .replace(r#"lang="en""#, r#"lang="pt""#)
        .replace(FALLBACK, "javascript:alert(1)");
    let served = cdn.clone().page("it", page);
    let rig = Rig::with_calls(served.router()).await;
    rig.page.open("/pages/it").await;
    rig.page.has_heard("chakra-failed", 1).await;
    let file = include_str!("../../../../locales/pt-BR.json");
    let words: Value = serde_json::from_str(file).unwrap();
    reads(&rig.page, words["wasm_load_failed"].as_str().unwrap()).await;
    let widget = rig.page.widget();
    assert_eq!(
        widget.buttons().await,
        [words["action.retry"].as_str().unwrap()]
    );
    let links: usize = widget.ask("root.querySelectorAll('a').length").await;
    assert_eq!(links, 0);
}
