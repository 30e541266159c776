//! A soak test: twenty widgets of five tenants in three tabs, customers with popups, faults at the stand-in, tokens
//! that live for a minute, and backends that are killed. After each round, everything must become consistent again.
//! `cargo xtask soak --seed N --minutes M`.
//!
//! | Environment | Meaning |
//! |---|---|
//! | `CHAKRA_BACKEND` | Path of the backend's binary |
//! | `CHAKRA_SOAK_SEED` | Seed of the random numbers; 1 by default |
//! | `CHAKRA_SOAK_MINUTES` | Time in which new rounds start; 10 by default |
//! | `CHAKRA_SOAK_ROUND` | First round of the seed, to repeat one without those before it |
#![allow(missing_docs)]

mod action;
mod backends;
mod check;
mod figures;
mod front;
mod perform;
mod world;

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use action::{Dice, TENANTS};
use chakra_e2e::Breach;
use figures::{TabFigures, growth};
use tokio::time::{Instant, sleep};
use world::{World, tenant_of};

/// How long a round's actions go on before everything is healed and checked.
const ROUND: Duration = Duration::from_secs(45);

/// The measurement before a round, and its time.
struct Measured {
    at: Instant,
    tabs: Vec<TabFigures>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let seed = number("CHAKRA_SOAK_SEED").unwrap_or(1);
    let minutes = number("CHAKRA_SOAK_MINUTES").unwrap_or(10);
    let first = number("CHAKRA_SOAK_ROUND").unwrap_or(0);
    let time = Duration::from_mins(minutes);
    // The clients require a process-wide default.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut world = World::new().await;
    world.round = first;
    let history = world.history_file();
    println!(
        "seed {seed}, {minutes} minutes; the history is in {}",
        history.display()
    );
    world.open_pages().await;
    let mut measured = Vec::new();
    let begun = Instant::now();
    let mut wrong;
    loop {
        let is_last = begun.elapsed() >= time && measured.len() >= 2;
        wrong = round(&mut world, seed, &mut measured, is_last).await;
        if is_last || !wrong.is_empty() {
            break;
        }
        world.round += 1;
    }
    let middle = middle(&measured, begun).filter(|_| measured.len() > 2);
    if let (Some(middle), Some(end)) = (middle, measured.last()) {
        for (when, all) in [("middle", middle), ("end", end)] {
            for (nth, tab) in all.tabs.iter().enumerate() {
                let seconds = (all.at - begun).as_secs();
                println!("{when}, after {seconds} s, tab {nth}: {tab}");
            }
        }
        let grown = growth(&middle.tabs, &end.tabs, end.at - middle.at).into_iter();
        wrong.extend(grown.map(|what| Breach {
            tenant: String::new(),
            what,
        }));
    }
    tell(&world, seed, begun, measured.len());
    if wrong.is_empty() {
        world.forget_folder();
        return ExitCode::SUCCESS;
    }
    tell_wrong(&world, seed, &wrong);
    ExitCode::FAILURE
}

/// One round with new tenants: a measurement at rest, one signup while nothing else happens, actions, and the healing.
/// The last round ends after the measurement.
async fn round(
    world: &mut World,
    seed: u64,
    measured: &mut Vec<Measured>,
    is_last: bool,
) -> Vec<Breach> {
    let mut dice = Dice::new(seed, world.round);
    world.history.clear();
    world.note(&format!("round {} of seed {seed}", world.round));
    world.heal_standin();
    world.lay().await;
    let wrong = world.all_offer().await;
    if !wrong.is_empty() {
        return wrong;
    }
    world.listen().await;
    world.rests().await;
    measured.push(Measured {
        at: Instant::now(),
        tabs: world.measure().await,
    });
    if is_last {
        return world.ledger.breaches().to_vec();
    }
    let wrong = world.signs_up_in_calm(dice.below(TENANTS)).await;
    if !wrong.is_empty() {
        return wrong;
    }
    let end = Instant::now() + ROUND;
    while Instant::now() < end && world.ledger.breaches().is_empty() {
        let (action, pause) = dice.draw();
        sleep(pause).await;
        world.perform(action).await;
    }
    let began_to_heal = Instant::now();
    world.heal(&mut dice).await;
    let wrong = world.settles().await;
    let (actions, seconds) = (world.history.len(), began_to_heal.elapsed().as_secs());
    let round = world.round;
    println!("round {round}: {actions} actions, well again after {seconds} s");
    wrong
}

/// The measurement closest to half of the time. Skips the first, because much is allocated only once.
fn middle(measured: &[Measured], begun: Instant) -> Option<&Measured> {
    let half = begun.elapsed() / 2;
    let later = measured.iter().skip(1);
    later.min_by_key(|it| (it.at - begun).abs_diff(half))
}

/// Prints the figures. `cargo xtask test` reads the last line.
fn tell(world: &World, seed: u64, begun: Instant, rounds: usize) {
    for (what, count) in world.ledger.counts() {
        println!("heard {what}: {count}");
    }
    for (what, count) in &world.done {
        println!("done {what}: {count}");
    }
    let log = world.sandbox.log();
    let counts = world.ledger.counts();
    let attempts = counts.get("started").copied().unwrap_or_default();
    let (requests, lost) = world.front.counts();
    let kills: u64 = world.backends.iter().map(|it| it.kills).sum();
    let at_standin: u64 = log.counts.values().sum();
    println!("abandoned attempts: {}", world.ledger.abandoned());
    println!("clicks lost in calm: {}", world.lost_clicks);
    let several = world.ledger.told_by_several_tabs();
    println!("connections reported by several tabs: {several}");
    println!(
        "soak: seed {seed}, {} s, {} rounds, {attempts} attempts, {requests} requests of which {lost} met no backend, {at_standin} requests at the stand-in, {} tokens, {kills} kills",
        begun.elapsed().as_secs(),
        rounds.saturating_sub(1),
        log.tokens_minted,
    );
}

/// Prints what is wrong, and this round's history of the affected tenants.
fn tell_wrong(world: &World, seed: u64, wrong: &[Breach]) {
    for breach in wrong {
        println!("wrong, {}: {}", breach.tenant, breach.what);
    }
    let concerned: Vec<_> = (0..TENANTS)
        .filter(|number| wrong.iter().any(|it| it.tenant == world.tenant(*number)))
        .collect();
    println!("what happened to them in round {}:", world.round);
    for (action, came_of_it) in &world.history {
        let matters = concerned
            .iter()
            .any(|tenant| action.concerns(*tenant, tenant_of));
        if matters && came_of_it != "no" {
            println!("  {action}: {came_of_it}");
        }
    }
    for backend in &world.backends {
        println!("a backend's log: {}", backend.log().display());
    }
    let round = world.round;
    println!("to repeat it: cargo xtask soak --seed {seed} --round {round} --minutes 1");
}

fn number(variable: &str) -> Option<u64> {
    let given = env::var(variable).ok().filter(|it| !it.is_empty())?;
    let parsed = given.parse();
    Some(parsed.unwrap_or_else(|_| panic!("{variable} is not a number: {given}")))
}
