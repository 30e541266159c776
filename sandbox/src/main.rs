//! `chakra-sandbox`: runs the stand-in for Chakra's service until Ctrl-C.

use std::io::{self, Write};
use std::process::ExitCode;

use chakra_sandbox::{Options, Sandbox};
use clap::Parser;

/// Stand-in for Chakra's service, for development and tests only. Accepts the API key in `CHAKRA_API_KEY`.
#[derive(Parser)]
#[command(name = "chakra-sandbox", version)]
struct Arguments {
    /// Port of the API; 0 means any free port
    #[arg(long, default_value_t = 0)]
    api_port: u16,
    /// Port of sdk.js, the iframe and the popup; 0 means any free port
    #[arg(long, default_value_t = 0)]
    embed_port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("chakra-sandbox: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let api_key = std::env::var("CHAKRA_API_KEY")
        .ok()
        .filter(|key| !key.is_empty() && key.chars().all(|it| it.is_ascii_graphic()))
        .ok_or("set CHAKRA_API_KEY to the key that the stand-in accepts (visible ASCII)")?;
    let options = Options {
        api_key,
        api_port: arguments.api_port,
        embed_port: arguments.embed_port,
    };
    let sandbox = Sandbox::start(options).await.map_err(|error| {
        format!("cannot listen on 127.0.0.1 ({error}); choose other ports with --api-port and --embed-port")
    })?;
    let ready = format!("ready: api={} sdk={}", sandbox.api_url(), sandbox.sdk_url());
    writeln!(io::stdout(), "{ready}")
        .map_err(|error| format!("cannot write to stdout ({error})"))?;
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| format!("cannot wait for an interrupt ({error})"))
}
