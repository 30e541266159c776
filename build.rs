//! Minifies the style sheet that goes into the module: its comments document the theme for people.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// In this order: later rules override earlier ones.
const SHEETS: &[&str] = &[
    "theme", "card", "mark", "details", "actions", "inline", "button", "media", "older",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=style/widget");
    let mut sheet = String::new();
    for name in SHEETS {
        sheet += &fs::read_to_string(format!("style/widget/{name}.css"))?;
    }
    let minified = minifier::css::minify(&sheet)?.to_string();
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&out).join("widget.css"), minified.trim())?;
    Ok(())
}
