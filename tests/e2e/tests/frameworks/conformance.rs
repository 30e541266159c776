//! The backends to copy before `chakra-backend check`: no fault, and each fault that is planted into a copy is found.

use std::collections::BTreeSet;

use chakra_backend_check::{Options, Report, Target, check};
use chakra_e2e::{KEY, sandbox};
use chakra_sandbox::Sandbox;

use crate::own_backend;
use crate::program::Program;
use crate::project::Project;

/// A text of a copy that becomes another, and the rules that must then find a fault.
struct Planted {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    finds: &'static [&'static str],
}

const fn planted(
    file: &'static str,
    from: &'static str,
    to: &'static str,
    finds: &'static [&'static str],
) -> Planted {
    Planted {
        file,
        from,
        to,
        finds,
    }
}

const EXPRESS: &[Planted] = &[
    planted(
        "chakra.js",
        "if (isCrossSite(request))",
        "if (false)",
        &[
            "cross-site-token",
            "cross-site-event",
            "cross-site-disconnect",
            "cross-site-status",
        ],
    ),
    planted(
        "chakra.js",
        "request.is(\"json\") === false",
        "request.is(\"json\") === 0",
        &["form-refused"],
    ),
    planted(
        "chakra.js",
        "response.set(\"Cache-Control\", \"no-store\")",
        "response.set(\"Cache-Control\", \"no-cache\")",
        &["errors-not-stored", "status-not-stored", "token-not-stored"],
    ),
    planted(
        "chakra.js",
        "request.session?.tenant;",
        "request.session?.tenant ?? { id: \"acme\", name: \"Acme\" };",
        &[
            "signed-out-disconnect",
            "signed-out-event",
            "signed-out-status",
            "signed-out-token",
        ],
    ),
    planted(
        "chakra.js",
        "if (named !== known) throw",
        "if (false) throw",
        &[
            "foreign-plugin-refused",
            "odd-plugin-id-refused",
            "other-tenants-plugin-refused",
        ],
    ),
    planted(
        "chakra.js",
        "const checkedAt = new Date()",
        "const checkedAt = new Date(Date.now() + 90_000)",
        &["checked-at-sane"],
    ),
    planted(
        "plugins.js",
        "if (!kept) set(tenant, { pluginId });\n    return kept ?? pluginId;",
        "set(tenant, { pluginId });\n    return pluginId;",
        &["first-calls-at-once"],
    ),
    planted(
        "chakra.js",
        "if (!among?.includes(phoneNumberId)) throw",
        "if (false) throw",
        &["foreign-number-refused"],
    ),
    planted(
        "ask.js",
        "json({ code: problem.code })",
        "send(`<pre>${problem.stack}</pre>`)",
        &["errors-readable", "no-internals"],
    ),
];

const NEXTJS: &[Planted] = &[
    planted(
        "app/api/chakra/connect-token/route.ts",
        "if (isCrossSite(request))",
        "if (false)",
        &["cross-site-token"],
    ),
    planted(
        "app/api/chakra/connect-token/route.ts",
        "if (asked !== Object(asked))",
        "if (false)",
        &["cut-json-refused"],
    ),
    planted(
        "app/api/chakra/connect-token/route.ts",
        "\"Cache-Control\": \"no-store\"",
        "\"Cache-Control\": \"max-age=60\"",
        &["errors-not-stored", "token-not-stored"],
    ),
];

/// Express, whose demo signs everybody in: here by a cookie, as with any session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn express_keeps_the_contract() {
    let project = Project::install("script-tag").await;
    project.edit(
        "server.js",
        "request.session = { tenant: { id: \"demo\", name: \"Demo\" } };",
        "const id = request.get(\"Cookie\")?.replace(\"session=\", \"\");\n  request.session = id && { tenant: { id, name: id } };",
    );
    let start = async |sandbox: &Sandbox| {
        project.write("plugins.json", "{}");
        let variables = own_backend::variables(sandbox);
        Program::start_with(&project, "server.js", &variables).await
    };
    holds(&project, EXPRESS, start).await;
}

/// Next.js, by the command that serves it; in development everybody is signed in, here by a cookie.
pub(crate) async fn of_nextjs(project: &Project, serve: &str) {
    project.edit(
        "app/api/chakra/connect-token/route.ts",
        "const tenant = await signedIn();",
        "const id = request.headers.get(\"Cookie\")?.replace(\"session=\", \"\");\n  const tenant = id ? { id, name: id } : await nobody();",
    );
    project.edit(
        "app/api/chakra/connect-token/route.ts",
        "async function signedIn(): Promise<{ id: string; name: string } | undefined> {\n  return process.env.NODE_ENV === \"development\" ? { id: \"demo\", name: \"Demo\" } : undefined;",
        "async function nobody(): Promise<{ id: string; name: string } | undefined> {\n  return undefined;",
    );
    let start = async |sandbox: &Sandbox| {
        project.write("plugins.json", "{}");
        let variables = own_backend::variables(sandbox);
        Program::start_with(project, serve, &variables).await
    };
    holds(project, NEXTJS, start).await;
}

/// As it is to be copied it has no fault; with a planted one, the check finds that and no other.
async fn holds(project: &Project, faults: &[Planted], start: impl AsyncFn(&Sandbox) -> Program) {
    let report = report_of(&start).await;
    assert!(report.is_sound(), "{report}");
    for fault in faults {
        project.edit(fault.file, fault.from, fault.to);
        let report = report_of(&start).await;
        project.edit(fault.file, fault.to, fault.from);
        let found: BTreeSet<_> = report.faults().map(|it| it.rule.id).collect();
        let expected: BTreeSet<_> = fault.finds.iter().copied().collect();
        assert_eq!(found, expected, "{} → {}: {report}", fault.from, fault.to);
    }
}

async fn report_of(start: &impl AsyncFn(&Sandbox) -> Program) -> Report {
    let sandbox = sandbox().await;
    let program = start(&sandbox).await;
    let base = format!("{}/api/chakra", program.origin);
    // A development server builds a route when it is first asked for.
    for path in ["connect-token", "no-such-call"] {
        let warm = own_backend::client().put(format!("{base}/{path}"));
        warm.send().await.unwrap();
    }
    let target = Target::new(&base).unwrap();
    let target = target.with_header("Cookie: session=acme").unwrap();
    let target = target.with_other_header("Cookie: session=birch").unwrap();
    let options = Options {
        changes: true,
        secrets: vec![KEY.to_owned()],
        ..Options::default()
    };
    check(&target, &options).await.unwrap()
}
