//! The script tag, and Express with all four calls.

use chakra_e2e::{KEY, Rig, sandbox, until};
use serde_json::{Value, json};

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
    hides_errors(&project).await;
}

/// Errors of the partner's own libraries may have a status and a code, too; they are not the browser's.
async fn hides_errors(project: &Project) {
    let error = "Object.assign(new Error(tenant), { status: 418, code: 'a_librarys' })";
    let fails = format!("Promise.reject({error}), //");
    project.edit("plugins.js", "all()[tenant], //", &fails);
    let variables = [("CHAKRA_API_KEY", KEY.to_owned())];
    let express = Program::start_with(project, "server.js", &variables).await;
    let status = format!("{}/api/chakra/status", express.origin);
    let told = own_backend::client().get(status).send().await.unwrap();
    assert_eq!(told.status(), 500);
    let code: Value = told.json().await.unwrap();
    assert_eq!(code, json!({ "code": "internal" }));
    let logged = "a_librarys";
    until(logged, || express.said().contains(logged)).await;
}
