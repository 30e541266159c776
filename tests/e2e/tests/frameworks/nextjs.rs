//! Next.js: rendered on a server, taken over in the browser, left and entered by its own links.

use chakra_backend_server::Server;
use chakra_e2e::{Rig, backend, sandbox};
use chakra_sandbox::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::conformance;
use crate::own_backend;
use crate::program::Program;
use crate::project::{Change, Project};
use crate::way;

const DEVELOP: &str = "node_modules/next/dist/bin/next dev --hostname 127.0.0.1 --port {port}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nextjs() {
    let project = Project::install("nextjs").await;
    let (sandbox, server) = world(&project).await;
    project.build().await;
    let change = Change {
        file: "app/whatsapp.tsx",
        from: "backend=\"/api/chakra\"",
        to: "variant=\"sheet\"",
    };
    project.refuses("tsc --noEmit", change, "sheet").await;
    built(&project, server).await;
    drop(sandbox);

    let (sandbox, server) = world(&project).await;
    developed(&project, &sandbox, server).await;
    own_route(&project).await;
}

/// A backend, and where requests go on to: that is decided by the build.
async fn world(project: &Project) -> (Sandbox, Server) {
    let sandbox = sandbox().await;
    let server = backend(&sandbox, None, None).await;
    project.set_backend("next.config.mjs", &server.url());
    (sandbox, server)
}

async fn built(project: &Project, server: Server) {
    let next = "node_modules/next/dist/bin/next start --hostname 127.0.0.1 --port {port}";
    let next = Program::start(project, next).await;
    let html = get(&next.origin).await;
    let tag = "<chakra-whatsapp-connect backend=\"/api/chakra\"></chakra-whatsapp-connect>";
    assert!(html.contains(tag), "{html}");
    let origin = next.origin.clone();
    let rig = Rig::at(&origin, (server, next)).await;
    way::whole(&rig.page).await;
    way::says_nothing(&rig.page, false).await;
}

/// Only while developing React tells in which words server and browser differ.
async fn developed(project: &Project, sandbox: &Sandbox, server: Server) {
    let next = Program::start(project, DEVELOP).await;
    let origin = next.origin.clone();
    let rig = Rig::at(&origin, (server, next)).await;
    let page = &rig.page;
    page.open("/").await;
    way::is_offered(page).await;
    assert_eq!(sandbox.log().tokens_minted, 1, "started once");
    let [before, after] = ["<h1>WhatsApp</h1>", "<h1>WhatsApp today</h1>"];
    project.edit("app/page.tsx", before, after);
    let heading = "document.querySelector('h1').textContent";
    way::sees(page, &format!("{heading} === 'WhatsApp today'")).await;
    way::is_offered(page).await;
    way::connects(page).await;
    way::says_nothing(page, true).await;
}

/// With the route to copy in place of the rewrites.
async fn own_route(project: &Project) {
    let folder = "app/api/chakra/connect-token";
    for (example, name) in [
        ("nextjs-route.ts", "route.ts"),
        ("nextjs-plugins.ts", "plugins.ts"),
    ] {
        project.copy_example(
            &format!("token-endpoints/{example}"),
            &format!("{folder}/{name}"),
        );
    }
    project.remove("next.config.mjs");
    let token = "tokenUrl=\"/api/chakra/connect-token\"";
    project.edit("app/whatsapp.tsx", "backend=\"/api/chakra\"", token);
    project.passes("tsc --noEmit").await;
    let sandbox = sandbox().await;
    let [address, sdk, key] = own_backend::variables(&sandbox);
    let next = Program::start_with(project, DEVELOP, &[address.clone(), sdk.clone()]).await;
    own_backend::misses_its_key(&next).await;
    drop(next);
    let next = Program::start_with(project, DEVELOP, &[address, sdk, key]).await;
    let origin = next.origin.clone();
    let rig = Rig::at(&origin, next).await;
    own_backend::gives_tokens(&rig, &sandbox).await;
    drop(sandbox);
    own_backend::is_cut_off(&rig).await;
    drop(rig);
    conformance::of_nextjs(project, DEVELOP).await;
}

/// What the server answers to a request for its first page.
async fn get(origin: &str) -> String {
    let address = origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET / HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
