//! Takes a picture of every cell of the gallery page into a folder: `cargo xtask gallery`.
//!
//! Writes a picture only if its pixels changed, and removes it if its cell no longer exists. So a review shows only
//! what looks different.

mod album;

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use axum::Router;
use chakra_e2e::{Gallery, Page, Rig, Typeface};
use tower_http::services::ServeFile;

use album::Album;

/// Width of a picture. The height follows from the content.
const WIDTH: u32 = 512;
/// Width of a row of a settings list.
const WIDE: u32 = 800;
/// The narrowest screen that everything must fit on.
const NARROW: u32 = 320;
/// Device pixels per CSS pixel. Twice as many would more than double the files.
const SCALE: u32 = 1;

/// Cells that show the effect of a language, a variant or a narrow screen on the card.
const SAMPLES: [&str; 2] = ["connected", "not_connected"];

/// The card's states during a signup, each with its duration in hundredths of a second.
const SIGNUP: [(&str, u16); 4] = [
    ("not_connected", 220),
    ("connecting", 200),
    ("confirming", 120),
    ("connected", 320),
];

#[tokio::main]
async fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("usage: gallery FOLDER");
        return ExitCode::from(2);
    };
    let (files, typefaces) = served_typefaces();
    let rig = Rig::with_calls(files).await;
    rig.page
        .prefers(&[("prefers-reduced-motion", "reduce")])
        .await;
    let mut album = Album::open(PathBuf::from(folder));
    for theme in ["light", "dark"] {
        let gallery = Gallery::in_theme(theme);
        let cells = open(&rig.page, gallery, &typefaces, 1000).await;
        let mut pictures = BTreeMap::new();
        for cell in cells {
            let picture = rig.page.picture_of(&cell, WIDTH).await;
            album.add(&format!("{cell}-{theme}"), &picture);
            pictures.insert(cell, picture);
        }
        let signup = SIGNUP.map(|(cell, hundredths)| (pictures[cell].as_slice(), hundredths));
        album.add_moving(&format!("signup-{theme}"), &signup);
    }
    let light = Gallery::in_theme("light");
    for (name, locale) in [("arabic", "ar"), ("hindi", "hi")] {
        let gallery = Gallery { locale, ..light };
        open(&rig.page, gallery, &typefaces, 1000).await;
        for cell in SAMPLES {
            let picture = rig.page.picture_of(cell, WIDTH).await;
            album.add(&format!("{cell}-{name}"), &picture);
        }
    }
    for variant in ["inline", "button"] {
        let gallery = Gallery { variant, ..light };
        open(&rig.page, gallery, &typefaces, 1000).await;
        for cell in SAMPLES {
            let picture = rig.page.picture_of(cell, WIDE).await;
            album.add(&format!("{cell}-{variant}"), &picture);
        }
    }
    open(&rig.page, light, &typefaces, NARROW).await;
    for cell in SAMPLES {
        let picture = rig.page.picture_of(cell, NARROW).await;
        album.add(&format!("{cell}-narrow"), &picture);
    }
    println!("{}", album.close());
    ExitCode::SUCCESS
}

/// Opens a gallery on a screen of this width, prepared for pictures.
async fn open(page: &Page, gallery: Gallery, typefaces: &[Typeface], width: u32) -> Vec<String> {
    page.has_screen(width, 1400, SCALE).await;
    let cells = page.open_gallery(gallery).await;
    page.dress(typefaces).await;
    cells
}

/// The files that `CHAKRA_TYPEFACES` names, served beside the page.
fn served_typefaces() -> (Router, Vec<Typeface>) {
    let files = env::var_os("CHAKRA_TYPEFACES");
    let files = files.expect("CHAKRA_TYPEFACES names files; `cargo xtask gallery` sets it");
    let mut calls = Router::new();
    let mut typefaces = Vec::new();
    for (number, file) in env::split_paths(&files).enumerate() {
        let address = format!("/typefaces/{number}");
        calls = calls.route_service(&address, ServeFile::new(&file));
        let typeface = Typeface::new(&file, address);
        typefaces.push(typeface.unwrap_or_else(|| panic!("{}: no typeface", file.display())));
    }
    (calls, typefaces)
}
