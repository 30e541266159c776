//! The busiest minute of the simulated hour, sent to the real binary on a scaled clock.

use std::collections::{BTreeMap, HashSet};
use std::process::Command;
use std::time::{Duration, Instant};

use chakra_backend::{Client, PostgresStore};
use chakra_postgres_for_tests::Postgres;
use chakra_sandbox::{Options, Sandbox};
use futures_util::{TryStreamExt as _, stream};
use reqwest::{Method, StatusCode};
use tokio::task::JoinSet;

use crate::customers::{Purpose, purpose_of};
use crate::processes::{self, Binary};
use crate::traffic::{Asked, Call, Traffic};
use crate::{Failure, signup};

const KEY: &str = "benchkey0123456789benchkey012345";
const TENANT_HEADER: &str = "X-Tenant-Id";
/// Tolerance for this machine's scheduler. A request that starts later proves nothing about the backend.
const LATE: Duration = Duration::from_millis(250);

/// Seconds that the binary gets for one second of the hour, because it shares two processors with `PostgreSQL`, the
/// stand-in and this program.
const SLOWER: u64 = 3;
/// Concurrent signups before the minute.
const AT_ONCE: usize = 16;

/// How a request ended.
struct Answer {
    call: Call,
    status: StatusCode,
    took: Duration,
    began_late: bool,
}

/// Sends the minute's requests, and prints their cost.
pub(crate) async fn replay(traffic: &Traffic) -> Result<(), Failure> {
    let (begin, minute) = traffic.busiest_minute();
    let tenants: HashSet<u32> = minute.iter().map(|asked| asked.tenant).collect();
    println!("### The busiest minute, of the real binary\n");
    println!(
        "{} requests of {} tenants, in {SLOWER} minutes\n",
        minute.len(),
        tenants.len()
    );
    let sandbox = Sandbox::start(Options {
        api_key: KEY.to_owned(),
        ..Options::default()
    })
    .await?;
    let postgres = Postgres::start();
    let url = postgres.new_database();
    sign_up(&sandbox, &url, &tenants).await?;
    let binary = Binary::start(
        Command::new(env!("CARGO_BIN_EXE_chakra-backend"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--tenant-header",
                TENANT_HEADER,
            ])
            .env("CHAKRA_API_KEY", KEY)
            .env("CHAKRA_API_URL", sandbox.api_url())
            .env("DATABASE_URL", &url),
    )?;
    let log = sandbox.log();
    let used = processes::processor_time(binary.id())?;
    let of_database = database_time(&postgres)?;
    let answers = ask(&format!("{}api/chakra", binary.url), begin, &minute).await?;
    let used = processes::processor_time(binary.id())?.saturating_sub(used);
    let of_database = database_time(&postgres)?.saturating_sub(of_database);
    report(&answers, used, of_database);
    println!(
        "memory of the binary at most: {} MiB",
        processes::peak_memory(binary.id())?
    );
    let after = sandbox.log();
    let mut calls = 0;
    for (endpoint, count) in &after.counts {
        let new = count - log.counts.get(endpoint).copied().unwrap_or(0);
        calls += new;
        if new > 0 {
            println!("Chakra was asked {endpoint:?}: {new}");
        }
    }
    println!(
        "calls to Chakra: {calls}, {:.1} a second",
        per_second(calls)
    );
    let wrong = answers
        .iter()
        .filter(|answer| !answer.status.is_success())
        .count();
    if wrong > 0 {
        return Err(format!("{wrong} requests were refused").into());
    }
    Ok(())
}

/// Signs up the tenants that are connected, so that each has a plugin.
async fn sign_up(sandbox: &Sandbox, url: &str, tenants: &HashSet<u32>) -> Result<(), Failure> {
    let store = PostgresStore::connect(url).await?;
    let chakra = Client::new(sandbox.api_url().parse()?, KEY.parse()?)?;
    let connected = tenants
        .iter()
        .filter(|tenant| purpose_of(**tenant) == Purpose::Connected);
    let ids = connected.map(|tenant| format!("tenant-{tenant}"));
    stream::iter(ids.map(Ok::<_, Failure>))
        .try_for_each_concurrent(AT_ONCE, async |id| {
            signup::sign_up(sandbox, &chakra, &store, &id).await
        })
        .await
}

fn database_time(postgres: &Postgres) -> Result<Duration, Failure> {
    let processes = processes::of_database(postgres.folder())?;
    processes
        .into_iter()
        .map(processes::processor_time)
        .sum::<Result<Duration, _>>()
}

/// Sends each request at its time.
async fn ask(url: &str, begin: u64, minute: &[Asked]) -> Result<Vec<Answer>, Failure> {
    let client = reqwest::Client::new();
    let started = Instant::now();
    let mut open = JoinSet::new();
    for asked in minute {
        let due = started + Duration::from_millis((asked.at - begin) * SLOWER);
        tokio::time::sleep_until(due.into()).await;
        let began_late = due.elapsed() > LATE;
        let (client, call) = (client.clone(), asked.call);
        let method = if call == Call::Status {
            Method::GET
        } else {
            Method::POST
        };
        let request = client
            .request(method, format!("{url}/{}", call.path()))
            .header(TENANT_HEADER, format!("tenant-{}", asked.tenant));
        let request = match call {
            Call::Status => request,
            Call::Token => request.json(&serde_json::json!({ "intent": "connect" })),
            Call::Event => request
                .json(&serde_json::json!({ "attemptId": "0", "event": "FINISH", "data": null })),
        };
        open.spawn(async move {
            let sent = Instant::now();
            let response = request.send().await?;
            let status = response.status();
            response.bytes().await?;
            Ok::<_, reqwest::Error>(Answer {
                call,
                status,
                took: sent.elapsed(),
                began_late,
            })
        });
    }
    let mut answers = Vec::with_capacity(minute.len());
    while let Some(answer) = open.join_next().await {
        answers.push(answer??);
    }
    Ok(answers)
}

fn report(answers: &[Answer], used: Duration, of_database: Duration) {
    let mut by_status = BTreeMap::<(&str, u16), usize>::new();
    for answer in answers {
        *by_status
            .entry((answer.call.path(), answer.status.as_u16()))
            .or_default() += 1;
    }
    println!("| call | answers | median ms | 99 % ms | longest ms |\n|---|---|---:|---:|---:|");
    for call in Call::ALL {
        let mut times: Vec<_> = answers
            .iter()
            .filter(|answer| answer.call == call)
            .map(|answer| answer.took)
            .collect();
        times.sort_unstable();
        let at = |percent: usize| {
            times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
        };
        let ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
        let kinds = by_status
            .iter()
            .filter(|((path, _), _)| *path == call.path());
        let kinds: Vec<_> = kinds
            .map(|((_, status), count)| format!("{count} × {status}"))
            .collect();
        println!(
            "| {} | {} | {:.1} | {:.1} | {:.1} |",
            call.path(),
            kinds.join(", "),
            ms(at(50)),
            ms(at(99)),
            ms(times.last())
        );
    }
    #[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let count = answers.len().max(1) as f64;
    let late = answers.iter().filter(|answer| answer.began_late).count();
    println!(
        "\nrequests that this program began more than {} ms late: {late}",
        LATE.as_millis()
    );
    println!(
        "processor time of the binary: {:.2} s, {:.3} ms a request",
        used.as_secs_f64(),
        used.as_secs_f64() * 1000.0 / count
    );
    println!(
        "processor time of PostgreSQL: {:.2} s, {:.3} ms a request",
        of_database.as_secs_f64(),
        of_database.as_secs_f64() * 1000.0 / count
    );
}

#[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn per_second(count: u64) -> f64 {
    count as f64 / (60 * SLOWER) as f64
}
