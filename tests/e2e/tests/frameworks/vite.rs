//! React in `StrictMode`, Vue and Svelte: built by Vite, and under its development server with hot reload.

use chakra_e2e::{Rig, backend, sandbox};
use serde_json::{Value, json};

use crate::program::Program;
use crate::project::{Change, Project};
use crate::way;

const TAG: &str = "chakra-whatsapp-connect";
/// The heading before and after an edit.
const HEADING: [&str; 2] = ["<h1>WhatsApp</h1>", "<h1>WhatsApp today</h1>"];

/// An example, its type checker, and its page's path.
struct Example {
    name: &'static str,
    checker: &'static str,
    page: &'static str,
    /// Whether it has its own tests, using `chakra-whatsapp-connect/testing`.
    has_tests: bool,
    /// Whether hot reload keeps the element. Otherwise a new element has the same state.
    keeps_element: bool,
}

impl Example {
    async fn works(self) {
        let project = Project::install(self.name).await;
        project.build().await;
        self.is_typed(&project).await;
        if self.has_tests {
            project.passes_its_tests().await;
        }
        built(&project).await;
        self.developed(&project).await;
    }

    /// A mistake in an attribute or an event is a type error.
    async fn is_typed(&self, project: &Project) {
        for (from, to, complaint) in [
            ("backend=\"/api/chakra\"", "variant=\"sheet\"", "sheet"),
            ("detail.numbers", "detail.number", "ChakraConnectedDetail"),
        ] {
            let file = self.page;
            let change = Change { file, from, to };
            project.refuses(self.checker, change, complaint).await;
        }
    }

    /// Under the development server: edited before and after the signup.
    async fn developed(&self, project: &Project) {
        let sandbox = sandbox().await;
        let server = backend(&sandbox, None, None).await;
        project.set_backend("vite.config.ts", &server.url());
        let vite = "node_modules/vite/bin/vite.js --host 127.0.0.1 --strictPort --port {port}";
        let vite = Program::start(project, vite).await;
        let origin = vite.origin.clone();
        let rig = Rig::at(&origin, (server, vite)).await;
        let page = &rig.page;
        page.open("/").await;
        way::is_offered(page).await;
        assert_eq!(sandbox.log().tokens_minted, 1, "started once");
        let [before, after] = HEADING;
        let heading = "document.querySelector('h1').textContent";
        // A full reload would clear the mark.
        let mark = "window.first = document.querySelector(arguments[0]); return null";
        let _: Value = page.run(mark, &[json!(TAG)]).await;
        project.edit(self.page, before, after);
        way::sees(page, &format!("{heading} === 'WhatsApp today'")).await;
        way::is_offered(page).await;
        way::connects(page).await;
        project.edit(self.page, after, before);
        way::sees(page, &format!("{heading} === 'WhatsApp'")).await;
        page.widget().becomes("connected").await;
        page.settles().await;
        assert_eq!(way::frames(page).await, 0);
        let kept = "return [!!window.first, window.first === document.querySelector(arguments[0])]";
        let kept: (bool, bool) = page.run(kept, &[json!(TAG)]).await;
        assert_eq!(kept, (true, self.keeps_element), "page, element");
        way::says_nothing(page, true).await;
    }
}

/// Served as a partner would.
async fn built(project: &Project) {
    let sandbox = sandbox().await;
    let server = backend(&sandbox, Some(project.folder.join("dist")), None).await;
    let origin = server.url().trim_end_matches('/').to_owned();
    let rig = Rig::at(&origin, server).await;
    way::whole(&rig.page).await;
    way::says_nothing(&rig.page, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn react() {
    let example = Example {
        name: "vite-react",
        checker: "tsc --noEmit",
        page: "src/WhatsApp.tsx",
        has_tests: true,
        keeps_element: true,
    };
    example.works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vue() {
    let example = Example {
        name: "vue",
        checker: "vue-tsc --noEmit",
        page: "src/WhatsApp.vue",
        has_tests: true,
        keeps_element: true,
    };
    example.works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn svelte() {
    let example = Example {
        name: "svelte",
        checker: "svelte-check --fail-on-warnings",
        page: "src/WhatsApp.svelte",
        has_tests: false,
        keeps_element: false,
    };
    example.works().await;
}
