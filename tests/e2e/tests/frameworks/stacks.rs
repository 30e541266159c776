//! The server package in each framework and runtime: its example is installed from the packed tarball and started as
//! its README says, and a customer connects and disconnects a number in a browser.

use std::collections::BTreeSet;
use std::env;

use chakra_backend_check::{Options, Target, check};
use chakra_e2e::{Haystack, KEY, Page, Rig, sandbox};
use chakra_sandbox::{Endpoint, Sandbox};

use crate::program::{Program, client, variables};
use crate::project::Project;
use crate::way;

/// One row: an example, and the command that serves it.
struct Stack {
    name: &'static str,
    /// The program's name in lower case. In upper case, the variable that names its path.
    program: &'static str,
    arguments: &'static str,
    /// The file that defines `tenant`.
    connect: &'static str,
    /// Whether the example has a second page to leave for and come back from.
    has_two_pages: bool,
    /// Rules that its development server breaks, regardless of the backend's response.
    broken_in_development: &'static [&'static str],
}

/// Vite's development server lets pages on this machine's other ports read its responses.
const VITE: &[&str] = &["other-origin-not-allowed"];
/// Astro's also rejects pages of other sites itself, in plain text.
const ASTRO: &[&str] = &[
    "errors-not-stored",
    "errors-readable",
    "other-origin-not-allowed",
];

macro_rules! stacks {
    ($($test:ident: $name:literal, $program:literal, $arguments:literal, $connect:literal, $two:literal, $broken:expr;)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            let stack = Stack {
                name: $name,
                program: $program,
                arguments: $arguments,
                connect: $connect,
                has_two_pages: $two,
                broken_in_development: $broken,
            };
            stack.works().await;
        }
    )*};
}

// One row per stack: test, folder of `examples`, program, arguments, the file with the handler, whether it has two
// pages, the rules that its development server breaks.
stacks! {
    nextjs: "nextjs", "node", "node_modules/next/dist/bin/next dev --hostname 127.0.0.1 --port {port}", "lib/connect.ts", true, &[];
    express: "script-tag", "node", "server.js", "connect.js", false, &[];
    sveltekit: "sveltekit", "node", "node_modules/vite/bin/vite.js dev --host 127.0.0.1 --strictPort --port {port}", "src/lib/server/connect.ts", true, VITE;
    hono: "hono", "node", "server.js", "connect.js", false, &[];
    fastify: "fastify", "node", "server.js", "connect.js", false, &[];
    nuxt: "nuxt", "node", "node_modules/nuxt/bin/nuxt.mjs dev --no-fork --host 127.0.0.1 --port {port}", "server/utils/connect.ts", false, &[];
    astro: "astro", "node", "node_modules/astro/bin/astro.mjs dev --host 127.0.0.1 --port {port}", "src/lib/connect.ts", false, ASTRO;
    react_router: "react-router", "node", "node_modules/@react-router/dev/bin.cjs dev --host 127.0.0.1 --strictPort --port {port}", "app/connect.server.ts", false, VITE;
    bun: "bun", "bun", "server.js", "server.js", false, &[];
    deno: "deno", "deno", "run -A --no-remote --node-modules-dir=manual server.js", "server.js", false, &[];
}

impl Stack {
    async fn works(self) {
        let project = Project::install(self.name).await;
        // The script tag's page loads the widget from here.
        project.copy_cdn("widget");
        let sandbox = sandbox().await;
        let program = self.start(&project, &sandbox).await;
        let origin = program.origin.clone();
        let rig = Rig::at(&origin, program).await;
        self.connects(&rig).await;
        disconnects(&rig, &sandbox).await;
        keeps_the_key(&rig).await;
        drop(rig);
        self.keeps_the_contract(&project).await;
    }

    async fn start(&self, project: &Project, sandbox: &Sandbox) -> Program {
        let named = env::var(self.program.to_uppercase());
        let program = named.unwrap_or_else(|_| self.program.to_owned());
        let variables = variables(sandbox);
        Program::start_by(project, &program, self.arguments, &variables).await
    }

    /// Signs up. The number is shown afterwards, and again after a reload.
    async fn connects(&self, rig: &Rig<Program>) {
        let page = &rig.page;
        let widget = page.widget();
        if self.has_two_pages {
            way::whole(page).await;
        } else {
            way::signs_up(page).await;
        }
        let outcomes = page.outcomes().await;
        let number = &outcomes[0].detail["numbers"][0]["displayPhoneNumber"];
        let number = number.as_str().expect("there is a number").to_owned();
        // The reload brings back the page's language.
        page.reload().await;
        widget.becomes("connected").await;
        page.settles().await;
        let words = widget.words().await;
        assert!(words.contains(&number), "{words}");
        assert_eq!(way::frames(page).await, 0, "nothing to sign up for");
    }

    /// All rules of the contract, with a session instead of the demo customer: the framework may have its own rules
    /// about origins, bodies and headers.
    async fn keeps_the_contract(&self, project: &Project) {
        let text = project.read(self.connect);
        let line = text.lines().find(|it| it.contains("tenant: ")).unwrap();
        let session = r#"tenant: (request) => /session=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1],"#;
        project.edit(self.connect, line, session);
        let sandbox = sandbox().await;
        let program = self.start(project, &sandbox).await;
        let base = format!("{}/api/chakra", program.origin);
        // A development server builds a route on its first request.
        let warm = client().put(format!("{base}/status"));
        warm.send().await.unwrap();
        let target = Target::new(&base).unwrap();
        let target = target.with_header("Cookie: session=acme").unwrap();
        let target = target.with_other_header("Cookie: session=birch").unwrap();
        let options = Options {
            changes: true,
            secrets: vec![KEY.to_owned()],
            ..Options::default()
        };
        let report = check(&target, &options).await.unwrap();
        let broken: BTreeSet<_> = report.faults().map(|it| it.rule.id).collect();
        let expected: BTreeSet<_> = self.broken_in_development.iter().copied().collect();
        assert_eq!(broken, expected, "{}: {report}", self.name);
    }
}

async fn disconnects(rig: &Rig<Program>, sandbox: &Sandbox) {
    let page = &rig.page;
    let widget = page.widget();
    widget.click("Disconnect").await;
    widget.click("Disconnect").await;
    page.has_heard("chakra-disconnected", 1).await;
    way::is_offered(page).await;
    assert_eq!(sandbox.log().count(Endpoint::DeletePlugin), 1);
    way::says_nothing(page, true).await;
}

/// The key is not in the page, in anything that it loaded, or in the log.
async fn keeps_the_key(rig: &Rig<Program>) {
    let page = &rig.page;
    let found = Haystack::gather(page).await.search(&[KEY.to_owned()]);
    assert_eq!(found, BTreeSet::new());
    for told in everything(page).await {
        assert!(!told.contains(KEY), "{told}");
    }
    let log = rig.server.said();
    assert!(!log.contains(KEY), "{log}");
}

/// The headers and bodies of the page and of everything that it loaded from its own server, requested again.
async fn everything(page: &Page) -> Vec<String> {
    let ask = "return (async () => {
          const names = performance.getEntriesByType('resource').map(({ name }) => name);
          const own = [location.href, ...names].filter((name) => name.startsWith(location.origin));
          const told = async (answer) => [answer.url, ...answer.headers, await answer.text()].join();
          return Promise.all(own.map(async (name) => told(await fetch(name))));
        })()";
    let told: Vec<String> = page.run(ask, &[]).await;
    assert!(told.len() > 3, "{}", told.len());
    told
}
