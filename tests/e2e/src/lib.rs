//! The parts of the end-to-end tests: the built files on a server, the stand-in for Chakra, and a real browser that a
//! test steers as a customer would.
//!
//! | Environment | Meaning |
//! |---|---|
//! | `CHAKRA_DIST` | The built files; `dist` of the workspace unless set |
//! | `CHAKRA_CDN` | What `cargo xtask package` makes for a web server; `target/package/cdn` unless set |
//! | `CHROME`, `CHROMEDRIVER` | The browser and its driver; those on `PATH` unless set |
//! | `CHAKRA_ENGINE` | `firefox`, for a browser with windows in place of the headless Chromium |
//! | `FIREFOX`, `GECKODRIVER`, `XVFB`, `WINDOW_MANAGER` | Its programs; those on `PATH` unless set |
//! | `CHAKRA_AXE` | axe-core's `axe.min.js`; only `--test axe` wants it |
//! | `CHAKRA_TYPEFACES` | The typefaces of the gallery's pictures; only `--bin gallery` wants them |
//! | `CHAKRA_PACKAGE` | What `cargo xtask package` makes; `target/package` of the workspace unless set |
//! | `CHAKRA_LEPTOS` | The built `examples/leptos`; only `--test frameworks` wants it |
//! | `PYTHON`, `GO`, `RUBY`, `PHP`, `NGINX`, `CADDY` | What runs `examples/forward-auth`; those on `PATH` unless set |
//! | `CHAKRA_BACKEND` | The backend's binary; only `--test soak` wants it |
//! | `CHAKRA_E2E_SHOTS` | A folder to keep pictures of some states in; none are kept unless set |
//!
//! Everything here panics where it cannot go on: it is code of tests, and the message is for whoever
//! reads their output.
#![allow(clippy::missing_panics_doc)]

mod axe;
mod bidi;
mod browser;
mod cdn;
mod chromedriver;
mod evaluating;
mod focus;
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
