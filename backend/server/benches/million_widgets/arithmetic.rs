//! The requests of the ordinary hour, calculated. If the simulation differs much, one of the two is wrong.

use crate::Failure;
use crate::customers::{mean_signup_seconds, returns_per_visit};
use crate::traffic::{Call, Traffic};

/// Shares of visits without a connected number, and of those that sign up.
const UNCONNECTED: f64 = 0.10;
const SIGN_UPS: f64 = 0.02;
/// Interval of the widget's polls while the popup is open, because nothing proves that a popup has closed.
const LOOK_SECONDS: f64 = 15.0;
/// Accepted difference between simulation and calculation.
const TOLERANCE: f64 = 0.05;

/// Prints a table that compares the two. Fails if they disagree.
pub(crate) fn compare(traffic: &Traffic) -> Result<(), Failure> {
    #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let widgets = traffic.widgets as f64;
    // One request when the page opens, and one at each return. A customer who signs up does not leave. Meanwhile the
    // widget polls, faster at first, and sends one more request to confirm.
    let signup = 1.0 + mean_signup_seconds() / LOOK_SECONDS + 1.0;
    let visit = 1.0 + returns_per_visit();
    let status = widgets * ((1.0 - SIGN_UPS) * visit + SIGN_UPS * signup);
    // Before the click, and again half an hour after the page was opened, which almost no visit reaches.
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
