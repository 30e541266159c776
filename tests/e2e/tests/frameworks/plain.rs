//! Examples that are served without a build: an import map, and htmx.

use chakra_e2e::{Rig, backend, sandbox};

use crate::project::Project;
use crate::way;

async fn works_as_it_is(name: &'static str) {
    let project = Project::install(name).await;
    let sandbox = sandbox().await;
    let server = backend(&sandbox, Some(project.folder.clone()), None).await;
    let origin = server.url().trim_end_matches('/').to_owned();
    let rig = Rig::at(&origin, server).await;
    way::whole(&rig.page).await;
    way::says_nothing(&rig.page, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn import_map() {
    works_as_it_is("import-map").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn htmx() {
    works_as_it_is("htmx").await;
}
