//! The parts of the end-to-end tests: the built files on a server, the stand-in for Chakra, and a real browser that a
//! test controls as a customer would.
//!
//! | Environment | Meaning |
//! |---|---|
//! | `CHAKRA_DIST` | The built files; by default the workspace's `dist` |
//! | `CHAKRA_CDN` | The files that `cargo xtask package` makes for a web server; by default `target/package/cdn` |
//! | `CHROME`, `CHROMEDRIVER` | The browser and its driver; by default those on `PATH` |
//! | `CHAKRA_ENGINE` | `firefox`, for a browser with windows instead of the headless Chromium |
//! | `FIREFOX`, `GECKODRIVER`, `XVFB`, `WINDOW_MANAGER` | Its programs; by default those on `PATH` |
//! | `CHAKRA_AXE` | axe-core's `axe.min.js`; only for `--test axe` |
//! | `CHAKRA_TYPEFACES` | The typefaces of the gallery's pictures; only for `--bin gallery` |
//! | `CHAKRA_PACKAGE` | The folder that `cargo xtask package` makes; by default the workspace's `target/package` |
//! | `CHAKRA_LEPTOS` | The built `examples/leptos`; only for `--test frameworks` |
//! | `PYTHON`, `GO`, `RUBY`, `PHP`, `NGINX`, `CADDY` | The programs that run `examples/forward-auth`; by default those
//! on `PATH` |
//! | `CHAKRA_BACKEND` | The backend's binary; only for `--test soak` |
//! | `CHAKRA_E2E_SHOTS` | A folder for screenshots of some states; without it, none are taken |
//!
//! Everything here panics on errors: it is test code, and the message is for the reader of the test's output.
#![allow(clippy::missing_panics_doc)]

mod axe;
mod bidi;
mod browser;
mod cdn;
mod chromedriver;
mod evaluating;
mod focus;
mod free_address;
mod gallery;
mod ledger;
mod package;
mod page;
mod pictures;
mod presence;
mod recorded;
mod rig;
mod scratch;
mod screen;
mod scripted;
mod secrets;
mod signup;
mod site;
mod tab;
mod truth;
mod waiting;
mod watching;
mod widget;
mod windows;

pub use axe::{Audit, Axe, Barrier};
pub use cdn::{Cdn, Fault, Part, cdn_folder};
pub use focus::Focus;
pub use free_address::free_address;
pub use gallery::Gallery;
pub use ledger::{Breach, Ledger, Told};
pub use package::{Unpacked, tarball};
pub use page::Page;
pub use pictures::Typeface;
pub use recorded::{Recorded, names};
pub use rig::{KEY, Rig, backend, calls, calls_with_sdk, sandbox};
pub use scripted::{Call, Reply, Scripted};
pub use secrets::{Finding, Haystack, PLACES};
pub use site::{Site, TokenTap};
pub use tab::{Figures, NoPopup, Tab};
pub use truth::{Bound, true_state};
pub use waiting::until;
pub use watching::{Shift, Spoken};
pub use widget::Widget;
pub use windows::{Display, Engine, Hand, Session, Trouble};
