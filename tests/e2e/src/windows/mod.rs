//! Browsers of every engine with real windows: a screen, a window manager, a mouse and a keyboard.
//!
//! | Environment | Meaning; by default the program on `PATH` |
//! |---|---|
//! | `CHROME`, `CHROMEDRIVER` | Chromium and its driver |
//! | `FIREFOX`, `GECKODRIVER` | Firefox and its driver |
//! | `MINI_BROWSER`, `WEBKIT_DRIVER` | WebKitGTK's browser and its driver |
//! | `XVFB`, `WINDOW_MANAGER`, `XDOTOOL` | The screen, its window manager, and the tool for mouse and keyboard |

mod display;
mod engine;
mod hand;

use std::{env, fmt, io};

pub use display::Display;
pub use engine::{Engine, Session};
pub use hand::Hand;

/// Why a story failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub String);

impl Trouble {
    /// The error for a program that does not start.
    pub fn starting(what: &str) -> impl Fn(io::Error) -> Self {
        move |error| Self(format!("{what} does not start: {error}"))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The program that a variable names, or the one on `PATH`.
fn program(variable: &str, name: &str) -> String {
    let named = env::var(variable).ok().filter(|path| !path.is_empty());
    named.unwrap_or_else(|| name.to_owned())
}
