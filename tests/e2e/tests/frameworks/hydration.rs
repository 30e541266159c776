//! Server-rendered pages: the framework hydrates them, and finds nothing in the element that it has not put there.

use chakra_e2e::{Page, Rig, backend, sandbox};
use serde_json::Value;

use crate::project::Project;
use crate::way;

async fn taken_over(framework: &str) {
    let project = Project::tool("hydration").await;
    project.copy_cdn("dist/widget");
    let version = env!("CARGO_PKG_VERSION");
    let script = format!("/widget/{version}/chakra-connect-{version}.js");
    project.build_with("SCRIPT", &script).await;
    for mode in ["development", "production"] {
        let sandbox = sandbox().await;
        let server = backend(&sandbox, Some(project.folder.join("dist")), None).await;
        let origin = server.url().trim_end_matches('/').to_owned();
        let rig = Rig::at(&origin, server).await;
        let page = &rig.page;
        page.open(&format!("/{framework}-{mode}/index.html")).await;
        way::is_offered(page).await;
        let mark = "window.frame = document.querySelector('iframe'); window.said = []; return null";
        let _: Value = page.run(mark, &[]).await;
        page.wait_for("const [done] = arguments; hydrate().then(() => requestIdleCallback(done))")
            .await;
        is_untouched(page, framework, 1).await;
        // The page changes its own child, then removes it.
        for left in [1, 0] {
            let more = "document.querySelector('#more').click(); return null";
            let _: Value = page.run(more, &[]).await;
            page.settles().await;
            is_untouched(page, framework, left).await;
        }
        assert_eq!(sandbox.log().tokens_minted, 1, "{framework} {mode}");
        page.widget().sign_up("finish").await;
        page.widget().becomes("connected").await;
    }
}

async fn is_untouched(page: &Page, framework: &str, notes: usize) {
    let seen = "const widget = document.querySelector('chakra-whatsapp-connect');
        return [widget === first, frame.isConnected && widget.contains(frame), widget.querySelectorAll('p').length, said.join()]";
    let seen: (bool, bool, usize, String) = page.run(seen, &[]).await;
    assert_eq!(seen, (true, true, notes, String::new()), "{framework}");
    let lines = page.console().await;
    let line = lines
        .iter()
        .find(|it| it.message.to_lowercase().contains("hydrat"));
    assert!(line.is_none(), "{framework}: {line:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn react() {
    taken_over("react").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preact() {
    taken_over("preact").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vue() {
    taken_over("vue").await;
}
