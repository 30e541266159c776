//! What a person does once nothing is wrong, as commands to type.

use crate::package::{CRATES, tarball};
use crate::places::Places;

pub(super) fn print(places: &Places, is_well: bool) {
    let version = env!("CARGO_PKG_VERSION");
    let packages = CRATES.join(" --package ");
    println!(
        "\n{}\n",
        if is_well {
            "Nothing was published. What a person does now:"
        } else {
            "Nothing was published. What a person does, once nothing is wrong:"
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
        "\nCONTRIBUTING.md, \"Releasing\", says how a CI provider does the npm part with provenance and without a token."
    );
}
