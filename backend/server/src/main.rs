//! The binary `chakra-backend`.

mod commands;
mod log;
mod log_filter;
mod log_writer;
mod open_files;
mod panic_log;
mod runtime;
mod stop_signal;

use std::process::ExitCode;

use chakra_backend_server::command_line;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[cfg(panic = "abort")]
compile_error!(
    "with panic = \"abort\" one panic ends the requests of all tenants; build with: cargo build --profile server -p chakra-backend-server"
);

fn main() -> ExitCode {
    let line = command_line::command().get_matches();
    match runtime::run(commands::run(&line)) {
        Ok(code) => code,
        Err(error) => commands::fail(commands::FAILURE, &error),
    }
}
