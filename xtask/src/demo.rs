//! `cargo xtask demo`: the widget on its page, the partner's backend, and a stand-in for Chakra.

mod site;

use std::env;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use self::site::Site;
use crate::environment::{self, WasmEnvironment};
use crate::places::Places;
use crate::process;
use crate::servers::Servers;
use crate::setup::Setup;
use crate::widget_build::{self, Profile};

const KEY: &str = "CHAKRA_API_KEY";
const LOG: &str = "RUST_LOG";

/// The options of the demo.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Port of the page; 0 means any free port.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Rebuild when a source changes; fast builds without optimisation.
    #[arg(long)]
    watch: bool,
    /// Use Chakra itself instead of the stand-in, with the key in `CHAKRA_API_KEY`.
    #[arg(long)]
    real: bool,
}

/// Chakra's address and key for the backend.
struct Chakra {
    key: String,
    /// API and SDK of the stand-in; none for the real ones.
    stand_in: Option<(String, String)>,
}

impl Chakra {
    /// Origin of the stand-in's API.
    fn api(&self) -> Option<&str> {
        self.stand_in.as_ref().map(|(api, _)| api.as_str())
    }

    /// The environment that connects a backend to the stand-in. The key works only there.
    fn variables(&self) -> Option<String> {
        let (api, sdk) = self.stand_in.as_ref()?;
        let key = &self.key;
        // In the format of an environment file.
        Some(format!(
            "CHAKRA_API_URL={api}\nCHAKRA_SDK_URL={sdk}\n{KEY}={key}"
        ))
    }
}

/// `cargo xtask demo`.
pub(crate) fn run(places: &Places, options: &Options) -> Result<()> {
    // Checked before minutes of building, not after.
    check_port(options.port)?;
    let real_key = options.real.then(real_key).transpose()?;
    let environment = Setup::begin(places, false)?.widget_tools()?;
    let profile = if options.watch {
        Profile::Dev
    } else {
        Profile::Release
    };
    widget_build::build(places, &environment, profile)?;
    build_servers(places, options.real)?;

    let mut servers = Servers::new()?;
    let chakra = match real_key {
        Some(key) => Chakra {
            key,
            stand_in: None,
        },
        None => match start_stand_in(places, &mut servers)? {
            Some(chakra) => chakra,
            None => return Ok(()),
        },
    };
    let folder = folder(places, options.port)?;
    let site = if options.watch {
        Site::watched(places, &chakra)
    } else {
        Site::copied(places, &chakra, &folder)?
    };
    let Some(address) = start_backend(
        places,
        &mut servers,
        options.port,
        &chakra,
        &database(places, &chakra, &folder),
        &site.files,
    )?
    else {
        return Ok(());
    };
    if options.watch {
        start_watching(places, &environment, &mut servers)?;
    }
    print_variables(places, &chakra, &folder)?;
    println!("ready: {address}{}", site.fragment);
    std::io::stdout().flush()?;
    eprintln!("Press Ctrl-C to stop.");
    servers.wait()?;
    Ok(())
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {port} is in use by another program; choose another port with --port N, or any free one with --port 0"
            )
        }
        Err(error) => Err(error).with_context(|| {
            format!("port {port} cannot be used; choose another port with --port N")
        }),
    }
}

fn real_key() -> Result<String> {
    let key = env::var(KEY).unwrap_or_default();
    ensure!(
        !key.is_empty(),
        "--real needs your Chakra API key in the variable {KEY}"
    );
    Ok(key)
}

fn build_servers(places: &Places, real: bool) -> Result<()> {
    eprintln!("building the servers …");
    let mut build = environment::cargo();
    build
        .current_dir(&places.root)
        .args(["build", "--package", "chakra-backend-server"])
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "100");
    if !real {
        build.args(["--package", "chakra-sandbox"]);
    }
    process::watched(&mut build, "servers", |line| {
        !widget_build::is_routine(line)
    })
    .context("the servers do not build")
}

/// Returns nothing if interrupted.
fn start_stand_in(places: &Places, servers: &mut Servers) -> Result<Option<Chakra>> {
    let key = random_key();
    let mut command = environment::command(program(places, "chakra-sandbox"));
    command
        .current_dir(&places.root)
        .args(["--api-port", "0", "--embed-port", "0"])
        .env(KEY, &key);
    let Some(line) = servers.start_and_wait("sandbox", &mut command)? else {
        return Ok(None);
    };
    let stand_in = addresses(&line)
        .with_context(|| format!("the stand-in's ready line cannot be parsed: {line}"))?;
    Ok(Some(Chakra {
        key,
        stand_in: Some(stand_in),
    }))
}

/// Returns nothing if interrupted.
fn start_backend(
    places: &Places,
    servers: &mut Servers,
    port: u16,
    chakra: &Chakra,
    database: &Path,
    files: &Path,
) -> Result<Option<String>> {
    let mut command = environment::command(program(places, "chakra-backend"));
    command
        .current_dir(&places.root)
        .args(["serve", "--demo-tenant"])
        .arg("--static-dir")
        .arg(files)
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .arg("--database")
        .arg(database)
        .env(KEY, &chakra.key);
    if env::var_os(LOG).is_none() {
        // A line for each event would move the printed lines out of sight.
        command.env(LOG, "warn");
    }
    match &chakra.stand_in {
        Some((api, sdk)) => {
            command
                .env("CHAKRA_API_URL", api)
                .env("CHAKRA_SDK_URL", sdk);
        }
        // `--real` has already confirmed it.
        None => {
            command.arg("--demo-tenant-with-real-key");
        }
    }
    servers.start_and_wait("backend", &mut command)
}

/// Prints the lines that connect another backend to the stand-in, and writes them to a file.
fn print_variables(places: &Places, chakra: &Chakra, folder: &Path) -> Result<()> {
    let Some(variables) = chakra.variables() else {
        return Ok(());
    };
    let file = folder.join("stand-in.env");
    fs::write(&file, format!("{variables}\n"))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    eprintln!(
        "To use the stand-in with your own backend, put these lines in your backend's .env:\n\
         {variables}\nThey are also in {}.",
        places.display(&file)
    );
    Ok(())
}

/// The database that assigns a plugin to the demo tenant.
fn database(places: &Places, chakra: &Chakra, folder: &Path) -> PathBuf {
    if chakra.stand_in.is_none() {
        // Chakra remembers its plugins, so it must outlive `cargo clean`.
        return places.root.join("demo-real.sqlite");
    }
    folder.join("backend.sqlite")
}

/// The demo's own files, empty at its start: the stand-in forgets everything when it ends, so a demo starts without a
/// connection. Each port has its own folder, so that demos can run side by side.
fn folder(places: &Places, port: u16) -> Result<PathBuf> {
    let folder = places.target.join("demo").join(if port == 0 {
        format!("process-{}", std::process::id())
    } else {
        format!("port-{port}")
    });
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

fn start_watching(
    places: &Places,
    environment: &WasmEnvironment,
    servers: &mut Servers,
) -> Result<()> {
    let mut watch = environment.command("trunk");
    watch.current_dir(&places.root).args(["watch", "--offline"]);
    servers.start("trunk", &mut watch)
}

fn program(places: &Places, name: &str) -> PathBuf {
    places
        .target
        .join("debug")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// Valid for one run of the stand-in.
fn random_key() -> String {
    format!("demo-{}", uuid::Uuid::new_v4().simple())
}

/// API and SDK from the stand-in's output: `api=http://… sdk=http://…`.
fn addresses(line: &str) -> Option<(String, String)> {
    let value = |name: &str| {
        line.split_whitespace()
            .filter_map(|word| word.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    };
    Some((value("api")?, value("sdk")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_stand_in_prints() {
        assert_eq!(
            addresses("api=http://127.0.0.1:1 sdk=http://127.0.0.1:2/a/sdk.js"),
            Some((
                "http://127.0.0.1:1".into(),
                "http://127.0.0.1:2/a/sdk.js".into()
            ))
        );
        assert_eq!(addresses("api=http://127.0.0.1:1"), None);
    }

    #[test]
    fn prints_the_stand_ins_addresses_and_never_a_real_key() {
        let mut chakra = Chakra {
            key: "demo-1".to_owned(),
            stand_in: Some((
                "http://127.0.0.1:1".into(),
                "http://127.0.0.1:2/sdk.js".into(),
            )),
        };
        assert_eq!(
            chakra.variables().as_deref(),
            Some(
                "CHAKRA_API_URL=http://127.0.0.1:1\nCHAKRA_SDK_URL=http://127.0.0.1:2/sdk.js\nCHAKRA_API_KEY=demo-1"
            )
        );
        chakra.stand_in = None;
        assert_eq!(chakra.variables(), None);
    }

    #[test]
    fn a_taken_port_is_reported_with_a_remedy() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let told = check_port(port).unwrap_err().to_string();
        assert!(told.contains("--port"), "{told}");
    }

    #[test]
    fn keys_differ() {
        assert_ne!(random_key(), random_key());
    }
}
