//! What the end-to-end tests are made of: the built files on a server, the stand-in for Chakra, and
//! a real browser that a test steers as a customer would.
//!
//! | Environment | Meaning |
//! |---|---|
//! | `CHAKRA_DIST` | The built files; `dist` of the workspace unless set |
//! | `CHROME`, `CHROMEDRIVER` | The browser and its driver; those on `PATH` unless set |
//! | `CHAKRA_E2E_SHOTS` | A folder to keep pictures of some states in; none are kept unless set |
//!
//! Everything here panics where it cannot go on: it is code of tests, and the message is for whoever
//! reads their output.
#![allow(clippy::missing_panics_doc)]

mod browser;
mod chromedriver;
mod page;
mod recorded;
mod rig;
mod scratch;
mod scripted;
mod secrets;
mod signup;
mod site;
mod waiting;
mod widget;

pub use page::Page;
pub use recorded::{Recorded, names};
pub use rig::{KEY, Rig, calls, sandbox};
pub use scripted::{Call, Reply, Scripted};
pub use secrets::{Finding, Haystack, PLACES};
pub use site::{Site, TokenTap};
pub use waiting::until;
pub use widget::Widget;
