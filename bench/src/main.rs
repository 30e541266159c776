//! The benchmark: the shipped widget beside what its users would write by hand, in a real browser. Started by `cargo
//! xtask bench`, which provides what it needs.
//!
//! As in the end-to-end tests, everything here panics with a message if it cannot continue.

mod check;
mod condition;
mod html;
mod report;
mod row;
mod server;
mod stats;
mod subject;
mod suites;
mod visit;

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use clap::{Parser, ValueEnum as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::report::Report;
use crate::row::Kept;
use crate::server::Server;
use crate::suites::{Suite, World};
use crate::visit::Visitor;

/// Measures and reports.
#[derive(Debug, Parser)]
#[command(name = "chakra-bench")]
struct Options {
    /// Number of rounds.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Run only these suites; may be given more than once.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<Suite>,
    /// Report the last measurements without new ones.
    #[arg(long)]
    report: bool,
    /// Seed of the shuffles; random if absent.
    #[arg(long)]
    seed: Option<u64>,
    /// Folder of the packaged files for a web server.
    #[arg(long, env = "CHAKRA_CDN")]
    cdn: PathBuf,
    /// Folder of the bundled rivals.
    #[arg(long, env = "CHAKRA_RIVALS")]
    rivals: PathBuf,
    /// Folder for the rows.
    #[arg(long)]
    rows: PathBuf,
    /// Write BENCHMARKS.md and its pictures into this checkout.
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
}

#[tokio::main]
async fn main() {
    let options = Options::parse();
    let manifest = fs::read(options.cdn.join("manifest.json")).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; run `cargo xtask package` first",
            options.cdn.display()
        )
    });
    let kept = Kept::new(&options.rows, &build(&manifest));
    let server = Server::start(&options.cdn, &options.rivals).await;
    let loader = loader(&manifest);
    let version = Visitor::new(&server).await.version().await;
    if !options.report {
        check::all(&server, &loader).await;
        let world = World {
            server: server.clone(),
            loader,
            rounds: options.rounds,
            seed: options
                .seed
                .unwrap_or_else(|| RandomState::new().hash_one(0)),
        };
        eprintln!("seed: {}", world.seed);
        for suite in suites(&options.only) {
            let rows = suite.run(&world).await;
            kept.write(suite.name(), &rows);
        }
    }
    let report = Report::new(&kept, &version);
    if let Some(checkout) = &options.write {
        report.write(checkout);
    }
    print!("{}", report.text());
}

fn suites(only: &[Suite]) -> &[Suite] {
    if only.is_empty() {
        Suite::value_variants()
    } else {
        only
    }
}

/// URL path of the widget's script, from the manifest.
fn loader(manifest: &[u8]) -> String {
    let manifest: Value = serde_json::from_slice(manifest).expect("the manifest is JSON");
    let script = manifest["script"]
        .as_str()
        .expect("the manifest names the script");
    format!("/cdn/{}", Path::new(script).display())
}

/// Identifies the build of the widget.
fn build(manifest: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(manifest))
}
