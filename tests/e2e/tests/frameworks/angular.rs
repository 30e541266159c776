//! Angular, whose bundler does not copy the package's files.

use chakra_e2e::{Rig, backend, sandbox};

use crate::project::{Change, Project};
use crate::properties;
use crate::way;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn angular() {
    let project = Project::install("angular").await;
    project.build().await;
    // Angular's templates type the events of custom elements, but not their attributes.
    let change = Change {
        file: "src/whatsapp.ts",
        from: "(chakra-connected)",
        to: "(chakra-failed)",
    };
    let checker = "ngc --project tsconfig.json --noEmit";
    project.refuses(checker, change, "ChakraFailedDetail").await;
    let sandbox = sandbox().await;
    let folder = project.folder.join("dist/example/browser");
    let server = backend(&sandbox, Some(folder), None).await;
    let origin = server.url().trim_end_matches('/').to_owned();
    let rig = Rig::at(&origin, server).await;
    way::whole(&rig.page).await;
    way::says_nothing(&rig.page, false).await;
    drop(rig);
    // Runs here, because installing Angular takes half a minute.
    properties::hold_in_angular(&project).await;
}
