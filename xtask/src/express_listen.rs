//! Express 5 passes the error of a taken port to the callback of `listen`. A callback without a parameter prints an
//! address that another program answers, and the server exits with 0.

use std::fs;

use anyhow::Result;

use crate::places::Places;
use crate::sources::files_below;

/// The calls of `listen` in a text whose callback takes no error.
fn deaf_calls(text: &str) -> Vec<&str> {
    let calls = text.match_indices(".listen(");
    let calls = calls.filter_map(|(at, _)| text.get(at..)?.lines().next());
    calls
        .filter(|call| {
            ["() =>", "function ()", "function()"]
                .iter()
                .any(|it| call.contains(it))
        })
        .collect()
}

#[test]
fn no_sample_takes_a_used_port_for_a_free_one() -> Result<()> {
    let places = Places::find()?;
    let mut servers = 0;
    let mut all = vec![places.root.join("README.md")];
    for folder in ["examples", "docs/book"] {
        let folder = places.root.join(folder);
        all.extend(files_below(&folder, &["js", "mjs", "ts", "md"])?);
    }
    for path in all {
        let text = fs::read_to_string(&path)?;
        servers += text.matches(".listen(").count();
        assert_eq!(deaf_calls(&text), Vec::<&str>::new(), "{}", path.display());
    }
    assert!(servers >= 3, "no servers found");
    Ok(())
}

#[test]
fn a_callback_without_a_parameter_is_found() {
    for call in [
        "app.listen(port, \"127.0.0.1\", () => console.log(port));",
        "app.listen(3000, function () {",
    ] {
        assert_eq!(deaf_calls(call).len(), 1, "{call}");
    }
    for call in [
        "app.listen(port, \"127.0.0.1\", (error) => {",
        "console.log(await app.listen({ port }));",
        "element.addEventListener(\"click\", () => {});",
    ] {
        assert_eq!(deaf_calls(call).len(), 0, "{call}");
    }
}
