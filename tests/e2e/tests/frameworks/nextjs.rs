//! Next.js: rendered on a server, hydrated in the browser, navigated by its own links. The stacks use its development
//! server, this test its build.

use std::fs;
use std::net::{TcpListener, TcpStream};

use chakra_e2e::{Rig, sandbox};
use serde_json::Value;

use crate::program::{Program, client, variables};
use crate::project::{Change, Project};
use crate::way;

const NOBODY: &str = "tenant: demoTenant()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nextjs() {
    let project = Project::install("nextjs").await;
    project.build().await;
    let change = Change {
        file: "app/whatsapp.tsx",
        from: "backend=\"/api/chakra\"",
        to: "variant=\"sheet\"",
    };
    project.refuses("tsc --noEmit", change, "sheet").await;
    nobody_is_signed_in(&project).await;
    project.edit("lib/connect.ts", NOBODY, r#"tenant: () => "yours""#);
    project.build().await;
    built(&project).await;
    developed(&project).await;
    is_served_to_this_machine_alone(&project).await;
}

const SERVE: &str = "node_modules/next/dist/bin/next start --hostname 127.0.0.1 --port {port}";

/// The demo customer exists only in development: the built example lets nobody in.
async fn nobody_is_signed_in(project: &Project) {
    let sandbox = sandbox().await;
    let next = Program::start_with(project, SERVE, &variables(&sandbox)).await;
    let url = format!("{}/api/chakra/connect-token", next.origin);
    let token = client().post(url).json(&serde_json::json!({}));
    assert_eq!(token.send().await.unwrap().status(), 401);
    assert_eq!(sandbox.log().tokens_minted, 0);
}

async fn built(project: &Project) {
    let sandbox = sandbox().await;
    let next = Program::start_with(project, SERVE, &variables(&sandbox)).await;
    let page = client().get(&next.origin).send().await.unwrap();
    let html = page.text().await.unwrap();
    let tag = "<chakra-whatsapp-connect backend=\"/api/chakra\"></chakra-whatsapp-connect>";
    assert!(html.contains(tag), "{html}");
    let origin = next.origin.clone();
    let rig = Rig::at(&origin, next).await;
    way::whole(&rig.page).await;
    way::says_nothing(&rig.page, false).await;
}

/// Edited under the development server. Only this server reports hydration mismatches in words.
async fn developed(project: &Project) {
    project.remove("connect.db");
    let sandbox = sandbox().await;
    let serve = "node_modules/next/dist/bin/next dev --hostname 127.0.0.1 --port {port}";
    let next = Program::start_with(project, serve, &variables(&sandbox)).await;
    let origin = next.origin.clone();
    let rig = Rig::at(&origin, next).await;
    let page = &rig.page;
    page.open("/").await;
    way::is_offered(page).await;
    assert_eq!(sandbox.log().tokens_minted, 1, "started once");
    let mark = "window.first = true; return null";
    let _: Value = page.run(mark, &[]).await;
    let [before, after] = ["<h1>WhatsApp</h1>", "<h1>WhatsApp today</h1>"];
    project.edit("app/page.tsx", before, after);
    let heading = "document.querySelector('h1').textContent";
    way::sees(page, &format!("{heading} === 'WhatsApp today'")).await;
    way::is_offered(page).await;
    way::connects(page).await;
    let kept: bool = page.run("return !!window.first", &[]).await;
    assert!(kept, "the page was loaded again");
    way::says_nothing(page, true).await;
}

/// In development, everybody is the demo customer: anybody could connect a number on a server that the network can
/// reach.
async fn is_served_to_this_machine_alone(project: &Project) {
    // Another address of this machine. Only a server that listens on all addresses answers there.
    let reaches = |port: u16| TcpStream::connect(("127.0.0.2", port)).is_ok();
    let open = TcpListener::bind(("0.0.0.0", 0)).unwrap();
    assert!(reaches(open.local_addr().unwrap().port()));

    let package = fs::read_to_string(project.folder.join("package.json")).unwrap();
    let package: Value = serde_json::from_str(&package).unwrap();
    let script = package["scripts"]["dev"].as_str().unwrap();
    let serve = script.replacen("next ", "node_modules/next/dist/bin/next ", 1);
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox).to_vec();
    // `localhost` must be 127.0.0.1, as in the tests.
    let order = "--dns-result-order=ipv4first".to_owned();
    variables.push(("NODE_OPTIONS", order));
    let next = Program::start_with(project, &format!("{serve} --port {{port}}"), &variables).await;
    let port = next.origin.rsplit(':').next().unwrap();
    assert!(!reaches(port.parse().unwrap()), "{script}");
}
