//! Examples whose type checker is not part of their build: they pass it, and a wrong attribute, event or option does
//! not.

use crate::project::{Change, Project};

/// A mistake, and what the checker reports.
type Mistake = (&'static str, [&'static str; 2], &'static str);

const ATTRIBUTE: [&str; 2] = ["backend=\"/api/chakra\"", "variant=\"sheet\""];
const EVENT: [&str; 2] = ["detail.numbers", "detail.number"];
const OPTION: [&str; 2] = ["  store,", "  stores: store,"];

async fn is_typed(name: &'static str, checker: &str, mistakes: &[Mistake]) {
    let project = Project::install(name).await;
    project.runs("npm", "run check").await;
    for (file, [from, to], complaint) in mistakes {
        let change = Change { file, from, to };
        project.refuses(checker, change, complaint).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sveltekit() {
    let page = "src/routes/+page.svelte";
    let mistakes = [
        (page, ATTRIBUTE, "sheet"),
        (page, EVENT, "ChakraConnectedDetail"),
        ("src/lib/server/connect.ts", OPTION, "stores"),
    ];
    is_typed("sveltekit", "svelte-check --fail-on-warnings", &mistakes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn react_router() {
    let mistakes = [
        ("app/routes/home.tsx", ATTRIBUTE, "sheet"),
        ("app/connect.server.ts", OPTION, "stores"),
    ];
    is_typed("react-router", "tsc --noEmit", &mistakes).await;
}
