//! The Leptos component, in the app that `cargo xtask test` builds with Trunk from the packed crate.

use std::env;
use std::path::PathBuf;

use chakra_e2e::{Rig, backend, sandbox};

use crate::way;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leptos() {
    let folder = env::var_os("CHAKRA_LEPTOS").map(PathBuf::from);
    let folder = folder.expect("CHAKRA_LEPTOS names the built example");
    let sandbox = sandbox().await;
    let server = backend(&sandbox, Some(folder), None).await;
    let origin = server.url().trim_end_matches('/').to_owned();
    let rig = Rig::at(&origin, server).await;
    way::whole(&rig.page).await;
    way::says_nothing(&rig.page, false).await;
}
