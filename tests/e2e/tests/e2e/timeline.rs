//! The playground's timeline: a picture of an attempt, to view and to save. Also the page's message if the widget
//! cannot be loaded.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use chakra_backend::DemoTenant;
use chakra_e2e::{KEY, Page, Rig, TokenTap, calls, sandbox, until};
use chakra_sandbox::Sandbox;
use serde_json::{Value, json};
use thirtyfour::Key;

/// All texts of the picture, including its tooltips.
const TEXTS: &str =
    "[...document.querySelectorAll('#timeline svg :is(text, title)')].map((it) => it.textContent)";

/// A download folder for one test, removed when dropped.
struct Downloads(PathBuf);

impl Downloads {
    async fn of(page: &Page) -> Self {
        let folder = env::temp_dir().join(format!("chakra-timeline-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        let allowed = json!({ "behavior": "allow", "downloadPath": folder });
        page.cdp("Browser.setDownloadBehavior", allowed).await;
        Self(folder)
    }

    /// The one downloaded file, once it is complete.
    async fn file(&self) -> (String, String) {
        let saved = || {
            let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
            let mut paths = entries.map(|entry| entry.path());
            paths.find(|path| path.extension().is_some_and(|it| it == "svg"))
        };
        let is_whole =
            |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.ends_with("</svg>\n"));
        until("the picture is saved", || {
            saved().is_some_and(|it| is_whole(&it))
        })
        .await;
        let path = saved().expect("the file exists");
        let name = path.file_name().expect("a name").to_string_lossy();
        (
            name.into_owned(),
            fs::read_to_string(&path).expect("it can be read"),
        )
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        // The system cleans up the rest.
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn draws(page: &Page, label: &str) {
    page.shows(&format!("{TEXTS}.some((it) => it.startsWith('{label}'))"))
        .await;
}

/// Width and height of the pane, and of the picture's place in it.
async fn sizes(page: &Page) -> Value {
    let read = "return ['.timeline', '#timeline'].map((it) => document.querySelector(it))
        .map((it) => [it.offsetWidth, it.offsetHeight])";
    page.run(read, &[]).await
}

/// Everything that the picture must not contain.
fn secrets(sandbox: &Sandbox, tap: &TokenTap) -> Vec<String> {
    let records = sandbox.records();
    let mut secrets = vec![KEY.to_owned()];
    for token in tap.tokens() {
        secrets.extend(token.split('.').map(str::to_owned));
    }
    for plugin in records["plugins"].as_array().expect("plugins") {
        secrets.push(plugin["id"].as_str().expect("an id").to_owned());
    }
    for number in records["phoneNumbers"].as_array().expect("numbers") {
        secrets.push(number["id"].as_str().expect("an id").to_owned());
        for name in ["displayPhoneNumber", "display_phone_number", "verifiedName"] {
            secrets.extend(number[name].as_str().map(str::to_owned));
        }
    }
    secrets
}

fn holds_none(file: &str, secrets: &[String]) {
    assert!(secrets.len() >= 6, "{secrets:?}");
    for secret in secrets {
        assert!(
            secret.len() >= 6,
            "{secret}: too short to be told from other text"
        );
        assert!(!file.contains(secret.as_str()), "{secret}: {file}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signup_is_drawn_and_saved_without_secrets() {
    let sandbox = sandbox().await;
    let tap = TokenTap::default();
    let calls = Router::new().nest("/api/chakra", calls(&sandbox, DemoTenant).await);
    let rig = Rig::with_calls(tap.on(calls)).await;
    let page = &rig.page;
    let downloads = Downloads::of(page).await;
    page.prefers(&[("prefers-color-scheme", "light")]).await;
    page.has_screen(1360, 1200, 1).await;
    page.open("/").await;
    page.shows("document.querySelector('#timeline svg') !== null")
        .await;
    let before = sizes(page).await;
    let widget = page.widget();
    widget.becomes("not_connected").await;
    page.has_heard("chakra-ready", 1).await;
    widget.sign_up("finish").await;
    widget.becomes("connected").await;
    page.settles().await;
    draws(page, "connected").await;

    let texts: Vec<String> = page.run(&format!("return {TEXTS}"), &[]).await;
    for label in [
        "loading · ",
        "not_connected · ",
        "connecting · ",
        "confirming · ",
        "start",
        "status → 200 · ",
        "token → 200 · ",
        "script → loaded · ",
        "frame · ",
        "finished",
        "started",
        "ready",
    ] {
        assert!(
            texts.iter().any(|it| it.starts_with(label)),
            "{label}: {texts:#?}"
        );
    }
    let label: String = page
        .run(
            "return document.querySelector('#timeline > svg[role=img]').ariaLabel",
            &[],
        )
        .await;
    let way = "Shown states: loading, not_connected, connecting, confirming, connected.";
    assert!(
        label.contains(way) && label.contains("Failures: none."),
        "{label}"
    );
    // The lines went into the picture and not to the console.
    let console = page.console().await;
    assert!(
        console
            .iter()
            .all(|it| !it.message.contains("chakra-connect in")),
        "{console:#?}"
    );
    assert_eq!(
        sizes(page).await,
        before,
        "the pane keeps its size with any drawing"
    );

    // With the keyboard alone: the picture can be scrolled, and the button is the tab stop before it.
    let focus = "document.querySelector('#timeline').focus(); return null";
    let _: Value = page.run(focus, &[]).await;
    page.step_back().await;
    let focus = page.focus().await;
    assert!(focus.id == "save-timeline" && focus.is_shown, "{focus:?}");
    page.press_key(Key::Enter).await;
    let (name, file) = downloads.file().await;
    assert!(name.starts_with("chakra-connect-timeline-20"), "{name}");
    page.shows(&format!(
        "document.querySelector('.timeline .said').textContent === 'Saved as {name}'"
    ))
    .await;
    assert_eq!(
        sizes(page).await,
        before,
        "also with the message about the file"
    );
    let agent: String = page.run("return navigator.userAgent", &[]).await;
    for said in ["chakra-connect 0.", "token → 200 · ", "connected", way] {
        assert!(file.contains(said), "{said}: {file}");
    }
    let first_words = agent.split(' ').take(3).collect::<Vec<_>>().join(" ");
    assert!(file.contains(&first_words), "{first_words}: {file}");
    if let Some(folder) = env::var_os("CHAKRA_E2E_SHOTS") {
        fs::write(PathBuf::from(folder).join("timeline.svg"), &file)
            .expect("the picture can be stored");
    }
    holds_none(&file, &secrets(&sandbox, &tap));
    // The picture is well-formed XML.
    let read = "const parsed = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        const root = parsed.documentElement;
        return [root.localName, root.getAttribute('role'), parsed.querySelectorAll('parsererror').length]";
    let parsed: Value = page.run(read, &[json!(file)]).await;
    assert_eq!(parsed, json!(["svg", "img", 0]));
    shots(page).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_follows_the_screen_and_the_scheme() {
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    let page = &rig.page;
    let paper = "document.querySelector('#timeline svg > rect').getAttribute('fill')";
    page.prefers(&[("prefers-color-scheme", "light")]).await;
    page.has_screen(1360, 900, 1).await;
    page.open("/").await;
    draws(page, "start").await;
    page.shows(&format!("{paper} === '#ffffff'")).await;
    page.prefers(&[("prefers-color-scheme", "dark")]).await;
    page.shows(&format!("{paper} === '#17171b'")).await;
    page.has_screen(320, 800, 1).await;
    page.shows("document.querySelector('#timeline svg').clientWidth < 320")
        .await;
    let overflow: Value = page
        .run(
            "const box = document.querySelector('#timeline');
            return [box.scrollWidth - box.clientWidth, document.documentElement.scrollWidth]",
            &[],
        )
        .await;
    assert_eq!(overflow, json!([0, 320]));
    // After clearing, the picture starts again with what is shown.
    page.widget().becomes("not_connected").await;
    page.has_heard("chakra-ready", 1).await;
    page.settles().await;
    let clear = "document.querySelector('.timeline .tool').click(); return null";
    let _: Value = page.run(clear, &[]).await;
    let _: Value = page
        .run(
            "document.querySelector('#widget').refresh(); return null",
            &[],
        )
        .await;
    draws(page, "refresh() → not_connected").await;
    draws(page, "not_connected").await;
    let texts: Vec<String> = page.run(&format!("return {TEXTS}"), &[]).await;
    assert!(!texts.iter().any(|it| it == "start"), "{texts:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_reports_a_widget_that_cannot_be_loaded() {
    for file in ["chakra-connect_bg.wasm", "chakra-connect.js"] {
        let missing = || async { StatusCode::NOT_FOUND };
        let calls = Router::new().route(&format!("/{file}"), get(missing));
        let rig = Rig::with_calls(calls).await;
        let page = &rig.page;
        page.open("/").await;
        let notice = "document.querySelector('#not-loaded')";
        page.shows(&format!("{notice}.checkVisibility()")).await;
        let (role, words, reason): (String, String, String) = page
            .run(
                &format!(
                    "const notice = {notice};
                    return [notice.role, notice.innerText, notice.querySelector('code').textContent]"
                ),
                &[],
            )
            .await;
        assert_eq!(role, "alert", "{file}");
        assert!(words.contains("could not be loaded"), "{file}: {words}");
        assert!(!reason.is_empty(), "{file}: {words}");
        // The rest of the page works.
        page.shows("document.querySelector('#timeline svg') !== null")
            .await;
        page.shot(&format!("not-loaded-{file}")).await;
    }
    let sandbox = sandbox().await;
    let rig = Rig::start(&sandbox).await;
    rig.page.open("/").await;
    rig.page.widget().becomes("not_connected").await;
    let is_hidden: bool = rig
        .page
        .run(
            "return !document.querySelector('#not-loaded').checkVisibility()",
            &[],
        )
        .await;
    assert!(is_hidden, "nothing is said where all is well");
}

/// Takes screenshots of the pane on both screen sizes and in both colour schemes, if requested.
async fn shots(page: &Page) {
    if env::var_os("CHAKRA_E2E_SHOTS").is_none() {
        return;
    }
    let show = "document.querySelector('.timeline').scrollIntoView({ block: 'start' });
        document.querySelector('#timeline').scrollTop = 0; return null";
    let end = "const box = document.querySelector('#timeline'); box.scrollTop = box.scrollHeight; return null";
    for (width, height) in [(1360, 1200), (320, 900)] {
        for scheme in ["light", "dark"] {
            page.has_screen(width, height, 2).await;
            page.prefers(&[("prefers-color-scheme", scheme)]).await;
            page.settles().await;
            let _: Value = page.run(show, &[]).await;
            page.shot(&format!("timeline-{width}-{scheme}")).await;
            let _: Value = page.run(end, &[]).await;
            page.shot(&format!("timeline-{width}-{scheme}-end")).await;
        }
    }
}
