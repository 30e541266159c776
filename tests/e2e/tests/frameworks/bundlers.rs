//! Builds with the bundlers that partners use: the WebAssembly loads or the failure names the setting, nothing is
//! bundled twice, and no style sheet is dropped.

use std::fs;
use std::path::{Path, PathBuf};

use axum::Router;
use chakra_backend::DemoTenant;
use chakra_e2e::{Rig, calls, sandbox};
use tower_http::services::ServeDir;

use crate::project::Project;

/// How the bundler treats the package's files.
#[derive(Clone, Copy, PartialEq)]
enum Files {
    /// It copies them.
    Brought,
    /// The page says where they are.
    Told,
    /// It leaves them out.
    Left,
}

const BUILDS: [(&str, Files); 8] = [
    ("esbuild", Files::Left),
    ("esbuild-split", Files::Left),
    ("esbuild-told", Files::Told),
    ("parcel", Files::Brought),
    ("rollup", Files::Left),
    ("rollup-injecting", Files::Left),
    ("vite", Files::Brought),
    ("webpack", Files::Brought),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_brings_the_files_or_names_the_setting() {
    let project = Project::tool("bundlers").await;
    project.build().await;
    let dist = project.folder.join("dist");
    let sandbox = sandbox().await;
    for (name, files) in BUILDS {
        let folder = dist.join(name);
        let once = usize::from(files == Files::Brought);
        let modules = all(&folder, &|path| extension(path) == "wasm");
        assert_eq!(modules.len(), once, "{name}: {modules:?}");
        // Only the glue contains this name.
        let glue = all(&folder, &|path| {
            extension(path) == "js" && text(path).contains("__wbindgen_start")
        });
        assert!(glue.len() <= 1, "{name}: {glue:?}");
        let calls = calls(&sandbox, DemoTenant).await;
        let app = Router::new()
            .nest("/api/chakra", calls)
            .nest_service("/files", ServeDir::new(dist.join("files")))
            .nest_service("/built", ServeDir::new(&folder));
        let rig = Rig::with_calls(app).await;
        let page = &rig.page;
        page.open("/built/index.html").await;
        if files == Files::Left {
            page.has_heard("chakra-failed", 1).await;
            let events = page.events().await;
            let told = events.iter().find(|it| it.name == "chakra-failed").unwrap();
            assert_eq!(told.text("code"), "assets_not_found", "{name}");
            assert!(
                told.text("message").contains("define({ assets })"),
                "{told:?}"
            );
        } else {
            page.widget().becomes("not_connected").await;
        }
        let style = "getComputedStyle(document.querySelector('chakra-whatsapp-connect')).getPropertyValue('--chakra-radius')";
        let radius: String = page.run(&format!("return {style}"), &[]).await;
        assert!(radius.contains("rem"), "{name} has dropped the style sheet");
        assert!(!has_mock(&folder), "{name} brings the mock along");
    }
    assert!(has_mock(&dist.join("mocked")), "the search finds nothing");
}

/// Whether a script contains code of the testing entries. All their errors begin with this prefix.
fn has_mock(folder: &Path) -> bool {
    let scripts = all(folder, &|path| extension(path) == "js");
    assert!(!scripts.is_empty(), "{}", folder.display());
    let is_mock = |path: &PathBuf| text(path).contains("chakra-whatsapp-connect/testing: ");
    scripts.iter().any(is_mock)
}

/// The files below a folder that match.
fn all(folder: &Path, is: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all(&path, is));
        } else if is(&path) {
            found.push(path);
        }
    }
    found
}

fn extension(path: &Path) -> &str {
    path.extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}
