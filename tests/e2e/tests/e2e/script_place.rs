//! The widget's script when something else loads it: evaluated, inlined, moved, deferred, stripped. It finds its files
//! or reports which attribute to set. It never throws before the element exists, and never fails silently.

use std::fs;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;
use chakra_e2e::{Cdn, Fault, Page, Part, Rig, cdn_folder, until};
use serde_json::{Value, json};
use tower_http::services::ServeDir;

/// The preload's response is held back until the engine is requested.
const LOADING: &str = "moved, while another tag is still loading it";

const TAG: &str =
    r#"<chakra-whatsapp-connect id="widget" backend="/api"></chakra-whatsapp-connect>"#;

fn html(root: &str, head: &str, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en" {root}><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">{head}</head><body>{body}</body></html>"#
    )
}

/// The loader's source.
fn source(cdn: &Cdn) -> String {
    let script = cdn.script();
    let path = cdn_folder().join(script.trim_start_matches("/cdn/"));
    let text = fs::read_to_string(path).unwrap();
    assert!(!text.contains("</script"), "it can be inlined in a page");
    text
}

/// The packaged files, the loader alone at other addresses, and a server that answers every address with a page.
fn router(cdn: &Cdn) -> Router {
    let text = source(cdn);
    let moved = get(move || {
        let text = text.clone();
        async move { ([(CONTENT_TYPE, "text/javascript")], text) }
    });
    let home = get(async || Html("<!doctype html><title>Home</title>"));
    cdn.router()
        .route("/cache/combined.js", moved.clone())
        .route("/cache/{version}/{name}", moved.clone())
        .nest_service("/cdn.js.example", ServeDir::new(cdn_folder()))
        .route("/spa/combined.js", moved)
        .route("/spa/{*path}", home)
}

/// A page script that fetches the widget's script as optimisers and libraries do.
fn run(script: &str, how: &str) -> String {
    format!(
        "<script>fetch('{script}').then((it) => it.text()).then((text) => {{ {how} }})</script>"
    )
}

/// Each setup that works, and its page.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn works(cdn: &Cdn) -> Vec<(&'static str, String)> {
    let script = cdn.script();
    let folder = script.rsplit_once('/').unwrap().0;
    let (text, told) = (source(cdn), format!(r#"data-chakra-assets="{folder}""#));
    let inline = |attributes: &str| format!("<script {attributes}>{text}</script>");
    let moved = "/cache/combined.js";
    let dotted = script.replace("/cdn/", "/cdn.js.example/");
    let plain = |head: String| html("", &head, TAG);
    let add = "const it = document.createElement('script');";
    let preloading = plain(format!(
        r#"<link rel="preload" as="script" href="{script}"><script async src="{moved}"></script>"#
    ));
    vec![
        ("evaluated", plain(run(&script, "(0, eval)(text)"))),
        (
            "evaluated at the end",
            html("", "", &[TAG, &run(&script, "(0, eval)(text)")].concat()),
        ),
        (
            "made a function",
            plain(run(&script, "new Function(text)()")),
        ),
        (
            "evaluated in a tag that is gone, as by jQuery",
            plain(run(
                &script,
                &format!("{add} it.text = text; document.head.append(it); it.remove();"),
            )),
        ),
        (
            "run from a blob",
            plain(run(
                &script,
                &format!(
                    "{add} it.src = URL.createObjectURL(new Blob([text])); document.head.append(it);"
                ),
            )),
        ),
        (
            "deferred by an optimiser",
            plain(format!(
                r#"<script type="text/later" data-later-src="{script}"></script>
                <script>addEventListener("load", async () => {{
                  const text = await (await fetch("{moved}")).text();
                  {add} it.text = text; document.head.append(it);
                }})</script>"#
            )),
        ),
        (
            "a module",
            plain(format!(r#"<script type="module" src="{script}"></script>"#)),
        ),
        (
            "imported",
            plain(format!(r#"<script>import("{script}")</script>"#)),
        ),
        (
            "written",
            plain(format!(
                r#"<script>document.write('<script src="{script}"><\/script>')</script>"#
            )),
        ),
        (
            "from a folder with its ending",
            plain(format!(r#"<script async src="{dotted}"></script>"#)),
        ),
        (
            "relative, before the page went on",
            html(
                "",
                "",
                &format!(
                    r#"<script src="..{script}"></script><script>history.replaceState(null, "", "/pages/a/b/c")</script>{TAG}"#
                ),
            ),
        ),
        (
            "with a version in its query",
            plain(format!(r#"<script async src="{script}?ver=6.7"></script>"#)),
        ),
        ("inlined, told on <html>", html(&told, &inline(""), TAG)),
        ("inlined, told on it", plain(inline(&told))),
        (
            "inlined, told on the element",
            html("", &inline(""), &TAG.replace("id=", &format!("{told} id="))),
        ),
        (
            "inlined, told by the script's address",
            html(
                &format!(r#"data-chakra-assets="{script}?a""#),
                &inline(""),
                TAG,
            ),
        ),
        (
            "moved, told on another script",
            plain(format!(
                r#"<script type="application/json" {told}></script><script async src="{moved}"></script>"#
            )),
        ),
        ("moved, while another tag names it", preloading.clone()),
        (LOADING, preloading),
        (
            "evaluated before the browser lists its request",
            plain(format!(
                "<script>{{
                    const list = performance.getEntriesByType;
                    performance.getEntriesByType = () => (performance.getEntriesByType = list, []);
                }}</script>{}",
                run(&script, "(0, eval)(text)")
            )),
        ),
        (
            "combined with others that have thrown nothing",
            html(
                &told,
                &format!("<script>window.other = 1;\n{text}\nwindow.another = 1;</script>"),
                TAG,
            ),
        ),
        (
            "run twice",
            html(
                "",
                &format!(r#"<script src="{script}"></script>"#),
                &[TAG, &run(&script, "(0, eval)(text); (0, eval)(text);")].concat(),
            ),
        ),
        (
            "where nothing tells of the viewport",
            plain(format!(
                r#"<script>delete window.IntersectionObserver</script><script async src="{script}"></script>"#
            )),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_finds_its_files() {
    let cdn = Cdn::new();
    let ways = works(&cdn);
    let script = cdn.script();
    let name = script.rsplit('/').next().unwrap();
    for (index, (_, page)) in ways.iter().enumerate() {
        let _ = cdn.clone().page(&index.to_string(), page.clone());
    }
    let rig = Rig::with_calls(router(&cdn)).await;
    for (index, (way, _)) in ways.iter().enumerate() {
        rig.page.cdp("Network.clearBrowserCache", json!({})).await;
        println!("{way}");
        let path = format!("/pages/{index}");
        if *way == LOADING {
            cdn.spoil(Part::Loader, Fault::Silence);
            // Those of the pages before.
            drop(cdn.asked());
            // The page's load waits for the preload.
            let engine = until("the engine is requested", || {
                cdn.asked().contains(&Part::Glue)
            });
            tokio::join!(rig.page.open(&path), async {
                engine.await;
                cdn.mend();
            });
        } else {
            rig.page.open(&path).await;
        }
        rig.page
            .wait_for(
                "const [done] = arguments;
                const ends = ['connected', 'unavailable'];
                const look = () => ends.includes(window.widget?.state) ? done() : requestAnimationFrame(look);
                look();",
            )
            .await;
        let failed = rig.page.outcomes().await;
        assert!(failed.is_empty(), "{way}: {failed:#?}");
        // Some pages preload the loader, and use another.
        let said = rig.page.console_apart_from_preload(name).await;
        assert!(said.is_empty(), "{way}: {said:#?}");
        rig.page.widget().becomes("connected").await;
    }
}

/// Each setup in which the location of the files cannot be known.
fn lost(cdn: &Cdn) -> Vec<(&'static str, String)> {
    let text = source(cdn);
    let version = cdn.script();
    let name = version.rsplit('/').next().unwrap();
    let plain = |head: &str| html("", head, TAG);
    let src = |src: &str| format!(r#"<script async src="{src}"></script>"#);
    vec![
        ("inlined", plain(&format!("<script>{text}</script>"))),
        (
            "inlined at the end",
            html("", "", &format!("{TAG}<script>{text}</script>")),
        ),
        ("moved", plain(&src("/cache/combined.js"))),
        (
            "moved under its name",
            plain(&src(&format!("/cache/1/{name}?ver=1"))),
        ),
        (
            "moved to where every address has a page",
            plain(&src("/spa/combined.js")),
        ),
        (
            "evaluated from elsewhere",
            plain(&run("/cache/combined.js", "(0, eval)(text)")),
        ),
        (
            "evaluated from elsewhere, after a visitor's image with its name",
            plain(&format!(
                r#"<script>
                const image = new Image();
                image.onerror = async () => (0, eval)(await (await fetch("/cache/combined.js")).text());
                image.src = "{}";
                </script>"#,
                cdn.script_in("another")
            )),
        ),
        (
            "told an address that is none",
            html(
                r#"data-chakra-assets="http://""#,
                &format!("<script>{text}</script>"),
                TAG,
            ),
        ),
    ]
}

async fn says_what_to_set(page: &Page, way: &str) {
    page.has_heard("chakra-failed", 1).await;
    let events = page.events().await;
    let told = events.iter().find(|it| it.name == "chakra-failed").unwrap();
    assert_eq!(told.text("code"), "assets_not_found", "{way}: {told:?}");
    let message = told.text("message");
    assert!(message.contains("data-chakra-assets"), "{way}: {message}");
    assert!(told.text("docs").ends_with("#assets_not_found"), "{told:?}");
    let widget = page.widget();
    assert_eq!(widget.shown_code().await, "assets_not_found", "{way}");
    let said = page.console().await;
    let thrown = said.iter().find(|line| line.message.contains("Uncaught"));
    assert!(thrown.is_none(), "{way}: {thrown:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_reports_what_to_set_and_then_works() {
    let cdn = Cdn::new();
    let script = cdn.script();
    let folder = script.rsplit_once('/').unwrap().0;
    let ways = lost(&cdn);
    for (index, (_, page)) in ways.iter().enumerate() {
        let _ = cdn.clone().page(&index.to_string(), page.clone());
    }
    let rig = Rig::with_calls(router(&cdn)).await;
    let page = &rig.page;
    for (index, (way, _)) in ways.iter().enumerate() {
        page.open(&format!("/pages/{index}")).await;
        says_what_to_set(page, way).await;
        let set = "document.documentElement.dataset.chakraAssets = arguments[0]; return null";
        let _: Value = page.run(set, &[json!(folder)]).await;
        page.widget().click("Try again").await;
        page.widget().becomes("connected").await;
    }
}

/// The loader reads `data-*` from the tag that loads it. A tag that runs again adds no second element.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_places_the_widget_once() {
    let cdn = Cdn::new();
    let script = cdn.script();
    let tag = format!(
        r#"<p id="before"></p><script id="tag" async src="{script}" data-backend="/api"></script>"#
    );
    let later = tag.replace("src=", r#"type="text/later" src="#);
    let evaluated = [&*later, &run(&script, "(0, eval)(text)")].concat();
    let targeted = tag.replace("data-b", r##"data-target="#before" data-b"##);
    let again = "const it = document.createElement('script');
        for (const { name, value } of tag.attributes) it.setAttribute(name, value);
        tag.replaceWith(it);
        return new Promise((done) => { it.onload = () => done(null); });";
    for (name, body) in [
        ("plain", &tag),
        ("evaluated", &evaluated),
        ("targeted", &targeted),
    ] {
        let _ = cdn.clone().page(name, html("", "", body));
    }
    let rig = Rig::with_calls(router(&cdn)).await;
    let page = &rig.page;
    for name in ["plain", "evaluated", "targeted"] {
        page.open(&format!("/pages/{name}")).await;
        page.has_heard("chakra-statechange", 1).await;
        page.widget().becomes("connected").await;
        if name != "evaluated" {
            let _: Value = page.run(again, &[]).await;
            page.settles().await;
        }
        let counted = "return document.querySelectorAll('chakra-whatsapp-connect').length";
        let count: usize = page.run(counted, &[]).await;
        assert_eq!(count, 1, "{name}");
        let parent: String = page.widget().ask("widget.parentElement.id || 'body'").await;
        let expected = if name == "targeted" { "before" } else { "body" };
        assert_eq!(parent, expected, "{name}");
    }
}

/// The package learns its engine's address from the browser's list of requests. A visitor's image may be in it, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_of_an_image_is_never_imported() {
    let cdn = Cdn::of_package();
    let head = r#"<script>
        const { fetch: own } = window;
        const isListed = () => performance.getEntriesByType("resource").some(({ name }) => /engine\/chakra-connect\.js/.test(name));
        window.fetch = async (url, ...rest) => {
          if (/wasm/.test(url)) {
            while (!isListed()) await new Promise((done) => setTimeout(done, 5));
            const image = new Image();
            image.src = "/evil/chakra-connect-of-a-visitor.js";
            await image.decode().catch(() => {});
          }
          return own(url, ...rest);
        };
        </script>"#;
    let served = cdn.clone().page("it", cdn.html(head, TAG));
    let evil = get(async || ([(CONTENT_TYPE, "text/javascript")], "window.isOwned = true"));
    let rig = Rig::with_calls(served.router().route("/evil/{name}", evil)).await;
    let page = &rig.page;
    cdn.spoil(Part::Wasm, Fault::Corrupted);
    page.open("/pages/it").await;
    page.has_heard("chakra-failed", 1).await;
    cdn.mend();
    page.widget().click("Try again").await;
    page.widget().becomes("connected").await;
    let is_owned: bool = page.run("return window.isOwned === true", &[]).await;
    assert!(!is_owned, "a visitor's address has run");
}
