//! The manual steps after all checks have passed, as commands to type.

use crate::package::{CRATES, tarball};
use crate::places::Places;

pub(super) fn print(places: &Places, is_well: bool) {
    let version = env!("CARGO_PKG_VERSION");
    let packages = CRATES.join(" --package ");
    println!(
        "\n{}\n",
        if is_well {
            "Nothing was published. Your next steps:"
        } else {
            "Nothing was published. Your next steps, when nothing is wrong any more:"
        }
    );
    println!("  git tag --annotate v{version} --message \"Release {version}\"");
    println!("  git push origin v{version}");
    println!("  cargo publish --package {packages}");
    println!("  npm publish {}", places.display(&tarball(places)));
    println!(
        "  # and put {} on the web server, beside the older versions",
        places.display(&places.package().join("cdn").join(version))
    );
    println!(
        "\nCONTRIBUTING.md, \"Releasing\", describes how a CI provider publishes to npm with provenance and without a token."
    );
}
