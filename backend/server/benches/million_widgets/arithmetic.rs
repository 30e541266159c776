//! The requests of the ordinary hour by arithmetic. If the simulation is far from it, one of the two is wrong.

use crate::Failure;
use crate::customers::{mean_signup_seconds, returns_per_visit};
use crate::traffic::{Call, Traffic};

/// Shares of visits that are not those of a connected number, and of those that sign up.
const UNCONNECTED: f64 = 0.10;
const SIGN_UPS: f64 = 0.02;
/// How often the widget asks while the popup is open: nothing tells it for sure that a popup has closed.
const LOOK_SECONDS: f64 = 15.0;
/// How far the simulation may be from the arithmetic.
const TOLERANCE: f64 = 0.05;

/// Compares the two, as a table. An error where they disagree.
pub(crate) fn compare(traffic: &Traffic) -> Result<(), Failure> {
    #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let widgets = traffic.widgets as f64;
    // One when the page opens and one at each return. A customer who signs up does not leave; the widget looks meanwhile, sooner at
    // first, and asks once more to confirm.
    let signup = 1.0 + mean_signup_seconds() / LOOK_SECONDS + 1.0;
    let visit = 1.0 + returns_per_visit();
    let status = widgets * ((1.0 - SIGN_UPS) * visit + SIGN_UPS * signup);
    // Before the click, and again after half an hour of an open page, which hardly any visit has.
    let tokens = widgets * UNCONNECTED;
    println!("| call | arithmetic | simulation | ratio |\n|---|---:|---:|---:|");
    let mut far = Vec::new();
    for (call, expected) in [(Call::Status, status), (Call::Token, tokens)] {
        #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let found = traffic.count(call) as f64;
        let ratio = found / expected;
        println!(
            "| {} | {expected:.0} | {found:.0} | {ratio:.3} |",
            call.path()
        );
        if (ratio - 1.0).abs() > TOLERANCE {
            far.push(call.path());
        }
    }
    println!();
    if far.is_empty() {
        Ok(())
    } else {
        Err(format!("simulation and arithmetic disagree: {}", far.join(", ")).into())
    }
}
