//! Introduction: machine, versions, method.

use std::fs;
use std::process::Command;

use serde_json::Value;
use time::OffsetDateTime;

use super::Results;
use super::tables::or_nothing;
use crate::condition::{A, B, C, D};
use crate::server::THINKING;
use crate::stats::Spread;

const RIVALS: &str = include_str!("../../rivals/package.json");

pub(super) fn text(results: &Results, chromium: &str) -> String {
    let date = OffsetDateTime::now_utc().date();
    let rows = &results.visits;
    let rounds = rows.rounds();
    let loads = rows
        .0
        .iter()
        .filter_map(|row| row.values.get("load").copied());
    let load = or_nothing(Spread::of(loads).map(|it| it.median), |it| {
        format!("{it:.1}")
    });
    let conditions: String = [A, B, C, D]
        .map(|condition| format!("  - **{}**: {}.\n", condition.name, condition.meaning))
        .concat();
    format!(
        "# Benchmarks

The shipped widget beside what its users would write by hand for the same job, in React, in Lit and in plain JavaScript
([bench/rivals](bench/rivals/src)). This page is written by

```
cargo xtask bench --write
```

Every figure is computed from the rows of that run (`target/bench/*.jsonl`). [What falls short](#falls-short) is at the end.

## How it is measured

- {date}, {rounds} rounds. Machine: {machine}. {chromium}, headless; {rust}; {rivals}.
  Load average meanwhile: {load} in the median, with the browser's own work in it.
- A server of this process speaks HTTP/2 over TLS on 127.0.0.1: files compressed by brotli 11 beforehand and `immutable`, pages
  `no-cache`, calls `no-store`. The browser trusts the certificate by the hash of its key, so that the HTTP cache and the code cache
  work. The vendor's script (8 KB) and frame come from a second port. Backend and vendor answer after {thinking} ms.
- Conditions, set by Chromium itself:
{conditions}- The browser's latency is a minimum from a request to its answer, and does not hold for a frame's document. So under a slow network
  the server waits for the round trip and the {thinking} ms by itself. Setting up a connection costs no round trips here.
- A new profile for each subject and round, subjects and conditions in a shuffled order, the rounds of all subjects interleaved. *Cold*:
  HTTP cache and code cache emptied; *warm*: the visit after. Each visit begins on a page of another site, so it gets a process of its own.
- A time is that of the frame in which something can be seen: event, `requestAnimationFrame`, then a message, from the start of the
  navigation. *First*: a card stands in the widget's place. *Usable*: the vendor's frame has said that it is ready and is visible.
  *Shown*: the connected number is in the page's text.
- Main thread: Chromium's `TaskDuration` to that frame, with the vendor's frame and the harness in it, alike for all.
- Bytes and requests are counted by the server: the bodies as sent.
- Medians, with quartiles in brackets. Compare within a table: times of two runs differ with what else the machine does.
- The rivals are shorter than the widget because they do less: no languages, no theming, no retries, no sharing among widgets.

",
        machine = machine(),
        rust = told("rustc"),
        rivals = rivals(),
        thinking = THINKING.as_millis(),
    )
}

/// Number of cores and processor model.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = information
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = named.map_or("unknown processor", |it| {
        it.trim_start_matches([' ', '\t', ':'])
    });
    format!("{cores} cores of {model}")
}

fn told(program: &str) -> String {
    let output = Command::new(program).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    // Without commit and date.
    let text = text.unwrap_or_default();
    text.split(" (")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Versions of the rivals, such as `React 19.3.1, Lit 3.3.3`.
fn rivals() -> String {
    let package: Value = serde_json::from_str(RIVALS).expect("the rivals' package.json is JSON");
    let version = |name: &str| {
        package["dependencies"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    format!("React {}, Lit {}", version("react"), version("lit"))
}
