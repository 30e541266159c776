//! The script tag, and Express with all four calls.

use chakra_e2e::{Rig, sandbox};

use crate::own_backend;
use crate::parity;
use crate::program::Program;
use crate::project::Project;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn script_tag() {
    let project = Project::install("script-tag").await;
    project.copy_cdn("widget");
    let said = project.fails("node", "server.js").await;
    assert!(said.contains("CHAKRA_API_KEY is not set"), "{said}");

    let sandbox = sandbox().await;
    let variables = own_backend::variables(&sandbox);
    let express = Program::start_with(&project, "server.js", &variables).await;
    let origin = express.origin.clone();
    let rig = Rig::at(&origin, express).await;
    own_backend::answers_all(&rig, &sandbox).await;
    drop(sandbox);
    own_backend::is_cut_off(&rig).await;
    drop(rig);

    parity::holds(&project).await;
}
