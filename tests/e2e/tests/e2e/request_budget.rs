//! The number of requests of a page: no more than these, and each only once.

use std::collections::BTreeMap;

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Cdn, Page, Rig, Site, calls, sandbox};

/// The requests until the vendor's button is usable, without the page itself.
const USABLE: [(&str, usize); 8] = [
    ("connect-token", 1),
    ("early", 1),
    ("frame", 1),
    ("glue", 1),
    ("loader", 1),
    ("sdk", 1),
    ("status", 1),
    ("wasm", 1),
];

/// The requests until a connected number is shown.
const NUMBER: [(&str, usize); 5] = [
    ("early", 1),
    ("glue", 1),
    ("loader", 1),
    ("status", 1),
    ("wasm", 1),
];

const WIDGET: &str =
    r#"<chakra-whatsapp-connect id="widget" backend="/app/api/chakra"></chakra-whatsapp-connect>"#;

fn kind(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let kind = match name {
        "sdk.js" => "sdk",
        "status" | "connect-token" | "frame" => name,
        _ if name.starts_with("chakra-connect_bg-") => "wasm",
        _ if name.contains("-early-") => "early",
        _ if name.ends_with(concat!(env!("CARGO_PKG_VERSION"), ".js")) => "loader",
        _ if name.starts_with("chakra-connect-") => "glue",
        _ => url,
    };
    kind.to_owned()
}

/// The addresses of the requests that have ended.
const OWN: &str = "performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => name !== location.href && !name.startsWith('data:'))";

/// The requests, once the browser lists `least`: it may do so late.
async fn counted(page: &Page, least: usize) -> BTreeMap<String, usize> {
    page.comes_true(&format!("{OWN}.length >= {least}")).await;
    page.settles().await;
    let own: Vec<String> = page.run(&format!("return {OWN}"), &[]).await;
    let mut counted = BTreeMap::new();
    for url in own {
        *counted.entry(kind(&url)).or_default() += 1;
    }
    counted
}

fn budget<const N: usize>(of: [(&str, usize); N]) -> BTreeMap<String, usize> {
    of.map(|(kind, times)| (kind.to_owned(), times)).into()
}

async fn opened(first: &str, calls: Router) -> Rig<Site> {
    let cdn = Cdn::new();
    let html = cdn.html(first, WIDGET);
    let served = cdn.clone().page("it", html);
    let rig = Rig::with_calls(served.router().nest("/app/api/chakra", calls)).await;
    rig.page.open("/pages/it").await;
    rig
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_usable_button_and_a_number_stay_within_the_budget() {
    let sandbox = sandbox().await;
    let rig = opened("", calls(&sandbox, DemoTenant).await).await;
    let page = &rig.page;
    page.has_heard("chakra-ready", 1).await;
    assert_eq!(counted(page, USABLE.len()).await, budget(USABLE));
    page.widget().sign_up("finish").await;
    page.widget().becomes("connected").await;
    page.reload().await;
    page.widget().becomes("connected").await;
    assert_eq!(counted(page, NUMBER.len()).await, budget(NUMBER));
}

/// One more request is detected.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_request_breaks_the_budget() {
    let sandbox = sandbox().await;
    let plant = "<script>fetch('/app/api/chakra/status').then((it) => it.text());</script>";
    let rig = opened(plant, calls(&sandbox, DemoTenant).await).await;
    rig.page.has_heard("chakra-ready", 1).await;
    let counted = counted(&rig.page, USABLE.len() + 1).await;
    assert_ne!(counted, budget(USABLE));
    assert_eq!(counted["status"], 2);
}
