//! The report: BENCHMARKS.md with its pictures.

mod layout;
mod machine;
mod plot;
mod sizes;
mod tables;
mod targets;
mod times;
mod waterfall;

use std::fs;
use std::path::Path;

use crate::row::{Kept, Rows};
use crate::suites::Suite;

/// The rows of all suites that have been run with this build.
pub(crate) struct Results {
    pub(crate) visits: Rows,
    pub(crate) react: Rows,
    pub(crate) hundred: Rows,
    pub(crate) idle: Rows,
    pub(crate) parents: Rows,
    pub(crate) mounts: Rows,
}

/// The document, and its pictures by file name.
pub(crate) struct Report {
    text: String,
    pictures: Vec<(String, String)>,
}

/// Folder of the pictures in the checkout.
const PICTURES: &str = "docs/bench";

impl Results {
    fn read(kept: &Kept) -> Self {
        let read = |suite: Suite| kept.read(suite.name());
        Self {
            visits: read(Suite::Visits),
            react: read(Suite::React),
            hundred: read(Suite::Hundred),
            idle: read(Suite::Idle),
            parents: read(Suite::Parents),
            mounts: read(Suite::Mounts),
        }
    }
}

impl Report {
    /// Reports the stored rows.
    pub(crate) fn new(kept: &Kept, chromium: &str) -> Self {
        let results = Results::read(kept);
        let pictures: Vec<_> = plot::all(&results.visits)
            .into_iter()
            .chain(waterfall::all(&results.visits))
            .collect();
        let shown = |name: &str, what: &str| {
            let picture = pictures.iter().find(|(file, _)| file == name);
            picture.map_or_else(String::new, |_| {
                format!(
                    "![{what}]({PICTURES}/{name})

"
                )
            })
        };
        let parts = [
            machine::text(&results, chromium),
            sizes::text(&results),
            times::cold(&results.visits),
            shown("usable.svg", "Times to the usable frame"),
            shown("shown.svg", "Times to the number"),
            shown("main-thread.svg", "Main thread to the usable frame"),
            times::ratios(&results.visits),
            times::warm(&results.visits),
            times::in_react(&results.react),
            layout::hundred(&results.hundred),
            layout::waiting(&results),
            waterfall::TITLE.to_owned(),
            shown("waterfall-B.svg", "Requests of the median visit in B"),
            shown("waterfall-C.svg", "Requests of the median visit in C"),
            targets::text(&results),
        ];
        Self {
            text: parts.concat(),
            pictures,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Writes document and pictures into a checkout.
    pub(crate) fn write(&self, checkout: &Path) {
        let folder = checkout.join(PICTURES);
        fs::create_dir_all(&folder).expect("the checkout can be written");
        fs::write(checkout.join("BENCHMARKS.md"), &self.text).expect("the checkout can be written");
        for (name, picture) in &self.pictures {
            fs::write(folder.join(name), picture).expect("the checkout can be written");
        }
    }
}
