//! A million widgets in an hour: their requests to a partner's backend, and the cost of the responses.
//!
//! `cargo bench --profile server -p chakra-backend-server --bench million_widgets`
//!
//! Simulates the hour event by event: each widget is the real [`chakra_connect::flow::Machine`], with random customers
//! and network. The requests of its busiest minute then go to the real binary, on a scaled clock, with `PostgreSQL` and
//! the stand-in for Chakra. The simulation gives the number of requests, the replay the cost of one; `docs/load.md`
//! multiplies the two.

mod arithmetic;
mod customers;
mod hour;
mod minute;
mod processes;
#[path = "../signup/mod.rs"]
mod signup;
mod traffic;
mod widget;

use std::error::Error;

use hour::{Arrival, Scenario};

type Failure = Box<dyn Error + Send + Sync>;

/// Seed of the random generator. Another seed gives other customers.
const SEED: u64 = 20_261_128;
const WIDGETS: u32 = 1_000_000;
const TENANTS: u32 = 200_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    // The clients require a process-wide default.
    let _ = rustls::crypto::ring::default_provider().install_default();
    println!("seed {SEED}, {WIDGETS} widgets of {TENANTS} tenants\n");

    let ordinary = Scenario::new("spread over the hour", Arrival::OverTheHour);
    let traffic = ordinary.run();
    println!("{}", traffic.report());
    arithmetic::compare(&traffic)?;
    minute::replay(&traffic).await?;
    drop(traffic);

    let outage = Scenario::new(
        "the same, the backend down for five minutes",
        Arrival::OverTheHour,
    )
    .with_outage(1_800_000..2_100_000);
    println!("{}", outage.run().report());
    let rush = Scenario::new("all within one minute", Arrival::WithinAMinute);
    println!("{}", rush.run().report());
    let open = Scenario::new("open for the whole hour", Arrival::OpenAllHour).of(WIDGETS / 20);
    println!("{}", open.run().report());
    Ok(())
}
