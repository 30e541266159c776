//! A partner's unit tests: rendering throws nothing and requests nothing, and the runner ends successfully.

use crate::project::Project;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_render_throws_nothing() {
    let project = Project::tool("unit-tests").await;
    for dom in ["jsdom", "happy-dom"] {
        let run = format!("exec --no -- vitest run --dir vitest --environment {dom}");
        project.runs("npm", &run).await;
    }
    // Jest's own runtime uses `require`.
    let run = "exec --no -- jest jest --env=jsdom --no-watchman";
    project.runs("npm", run).await;
}
