//! Development servers that separate the package's code from its files (Vite's `optimizeDeps`): the widget works
//! without configuration.

use chakra_e2e::{Rig, backend, sandbox};

use crate::program::Program;
use crate::project::Project;

async fn works(project: &Project, arguments: &str, path: &str) {
    let sandbox = sandbox().await;
    let server = backend(&sandbox, None, None).await;
    let variables = [
        ("BACKEND", server.url().trim_end_matches('/').to_owned()),
        ("ASTRO_TELEMETRY_DISABLED", "1".to_owned()),
    ];
    let program = Program::start_with(project, arguments, &variables).await;
    let origin = program.origin.clone();
    let rig = Rig::at(&origin, (server, program)).await;
    let page = &rig.page;
    page.open(path).await;
    page.widget().becomes("not_connected").await;
    // Its other files are found too.
    page.widget()
        .tell("widget.setAttribute('locale', 'de')")
        .await;
    page.shows("document.querySelector('chakra-whatsapp-connect').shadowRoot.querySelector('.card').lang === 'de'")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vite() {
    let project = Project::tool("optimizers").await;
    for (version, base, cache) in [
        ("vite6", "/", "node_modules/.vite-6"),
        ("vite7", "/", "node_modules/.vite-7"),
        ("vite7", "/app/", "plain/.cache"),
        ("vite8", "/", "node_modules/.vite-8"),
    ] {
        works(
            &project,
            &format!("vite.js {version} {{port}} {base} {cache}"),
            base,
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn astro() {
    let project = Project::tool("optimizers").await;
    let astro = "node_modules/astro/astro.js dev --root astro --host 127.0.0.1 --port {port}";
    works(&project, astro, "/").await;
}
