//! Functions, objects and texts as properties of the element, in each framework: on the first visit, before the
//! WebAssembly is loaded, and on later visits.

use axum::Router;
use chakra_e2e::{Page, Rig, Site};
use serde_json::{Value, json};

use crate::project::Project;
use crate::way;

/// The values that the element has received from the page.
const GIVEN: &str = "const widget = document.querySelector('chakra-whatsapp-connect');
    const { fetchToken, fetchStatus, requestHeaders, messages, sdkUrl, calls } = window.given;
    return {
      functions: widget.fetchToken === fetchToken && widget.fetchStatus === fetchStatus,
      objects: widget.requestHeaders === requestHeaders && widget.messages === messages,
      texts: [widget.getAttribute('tenant'), widget.tenant, widget.headingLevel, widget.sdkUrl === sdkUrl],
      title: widget.shadowRoot.querySelector('.title').localName,
      written: ['fetchtoken', 'fetchstatus', 'requestheaders', 'messages'].filter((it) => widget.hasAttribute(it)),
      calls,
    }";

/// The page shows the widget, and has `show(false)` and `show(true)`.
async fn is_given_everything(page: &Page, path: &str) {
    page.open(path).await;
    for visit in 1..=3 {
        let title =
            "widget.shadowRoot.querySelector('.title').textContent === 'Bring your own number'";
        way::sees(page, title).await;
        way::sees(page, &format!("window.given.calls.ready === {visit}")).await;
        let found: Value = page.run(GIVEN, &[]).await;
        let expected = json!({
            "functions": true,
            "objects": true,
            "texts": ["acme", "acme", "3", true],
            "title": "h3",
            "written": [],
            "calls": { "token": visit, "status": visit, "ready": visit },
        });
        assert_eq!(found, expected, "{path}, visit {visit}");
        let _: Value = page.run("window.show(false); return null", &[]).await;
        way::sees(page, "!widget").await;
        let _: Value = page.run("window.show(true); return null", &[]).await;
    }
    way::says_nothing(page, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn react_preact_svelte_vue_solid_and_lit() {
    let project = Project::install_app("properties").await;
    project.build().await;
    let site = Site::start(&project.folder.join("dist"), Router::new(), &[]).await;
    let rig = Rig::at(&site.origin.clone(), site).await;
    for page in [
        "react-tag",
        "react-component",
        "preact",
        "svelte",
        "vue",
        "solid",
        "lit",
    ] {
        is_given_everything(&rig.page, &format!("/{page}.html")).await;
    }
    rig.page.open("/react-component.html").await;
    is_hidden_and_shown(&rig.page).await;
}

/// In React, before and after the element is defined: `hidden` and `inert` are properties, and a ref is attached once.
async fn is_hidden_and_shown(page: &Page) {
    for is_away in [true, false, true, false] {
        let set = format!("window.setAway({is_away}); return null");
        let _: Value = page.run(&set, &[]).await;
        way::sees(page, &format!("widget.hidden === {is_away}")).await;
        way::sees(page, &format!("widget.inert === {is_away}")).await;
        let shown = format!("widget.checkVisibility() === {}", !is_away);
        way::sees(page, &shown).await;
    }
    way::sees(page, "window.attached === 1").await;
}

/// The same checks in Angular, in the installed example.
pub(crate) async fn hold_in_angular(project: &Project) {
    let given = include_str!("../../apps/properties/src/given.js");
    // The example's `main.ts` already defines the element.
    let given = given.replace("import \"chakra-whatsapp-connect/define\";\n", "");
    let given = given.split("self.given").next().unwrap();
    project.write("src/given.ts", &format!("// @ts-nocheck\n{given}"));
    project.write(
        "src/app.ts",
        include_str!("../../apps/angular-properties.ts"),
    );
    project.build().await;
    let site = Site::start(
        &project.folder.join("dist/example/browser"),
        Router::new(),
        &[],
    )
    .await;
    let rig = Rig::at(&site.origin.clone(), site).await;
    is_given_everything(&rig.page, "/").await;
}
